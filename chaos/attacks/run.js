// Prints how long the built server takes to refuse each hostile request: the median of five, after one to warm up.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { attacks } from './requests.js';

const ROUNDS = 5;
const WANTED = 50;

const child = spawn(process.execPath, ['dist/main.js'], {
  env: { ...process.env, PORT: '0', LOG_LEVEL: 'error' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
let url = '';
for await (const line of createInterface(child.stdout)) {
  url = /http:\S+\/graphql/.exec(line)?.[0] ?? url;
  if (line.includes('curl -s')) break;
}

async function milliseconds({ headers, body }) {
  const started = performance.now();
  const response = await fetch(url, { method: 'POST', headers, body });
  await response.text();
  return performance.now() - started;
}

let slow = 0;
for (const attack of attacks) {
  await milliseconds(attack);
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await milliseconds(attack));
  const median = rounds.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)];
  if (median >= WANTED) slow++;
  process.stdout.write(`${median.toFixed(1).padStart(8)} ms  ${attack.name}\n`);
}
process.stdout.write(`${slow} of ${attacks.length} took ${WANTED} ms or more (wanted: none)\n`);
child.kill('SIGTERM');
await once(child, 'exit');
