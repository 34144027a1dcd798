// SIGTERM under load, from a balancer that asks /readyz ten times a second and sends no more once it says 503: prints how many requests were answered, failed, and turned away unbegun. It exits with 1 where one was lost.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';

const PER_SECOND = Number(process.argv[2] ?? 200);
const SECONDS_BEFORE = 3;

const child = spawn(process.execPath, ['dist/main.js'], {
  env: {
    ...process.env,
    PORT: '0',
    LOG_LEVEL: 'error',
    EMULATOR_LATENCY: 'thingspace',
    UPSTREAM_CONCURRENCY: '200',
    OPEN_TTL_SECONDS: '1',
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});
let url = '';
for await (const line of createInterface(child.stdout)) {
  url = /http:\S+\/graphql/.exec(line)?.[0] ?? url;
  if (line.includes('curl -s')) break;
}

const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
const queryOf = (n) =>
  `{ device(imei: "9900000000${10_000 + (n % 5)}") { sessions(start: "${new Date(Date.now() - 259_200_000).toISOString().slice(0, 10)}") { totalCount } } }`;
const counts = { answered: 0, afterSignal: 0, failed: 0, reset: 0, refused: 0 };
let signalled = false;

/** A refused connection is no request that was lost: nothing of it has ever reached the server. */
function note(error) {
  if (error.code === 'ECONNREFUSED') counts.refused++;
  else if (error.code === 'ECONNRESET' || error.code === 'EPIPE') counts.reset++;
  else counts.failed++;
}

function lost(status, text) {
  counts.failed++;
  process.stderr.write(`${status} ${text.slice(0, 300)}\n`);
}

function ask(n) {
  return new Promise((done) => {
    const outgoing = request(url, { method: 'POST', agent, headers: { 'content-type': 'application/json' } });
    outgoing.on('error', (error) => done(note(error)));
    outgoing.on('response', async (response) => {
      let text = '';
      try {
        for await (const chunk of response) text += chunk;
        if (response.statusCode === 200 && text.includes('totalCount'))
          counts[signalled ? 'afterSignal' : 'answered']++;
        else lost(response.statusCode, text);
      } catch (error) {
        note(error);
      }
      done();
    });
    outgoing.end(JSON.stringify({ query: queryOf(n) }));
  });
}

/** As a balancer watches: a probe that fails, or is late to be answered, changes nothing. */
let isReady = true;
const watch = setInterval(() => {
  const probe = request(new URL('/readyz', url), { agent: false }, (response) => {
    if (response.statusCode === 503) isReady = false;
    response.resume();
  });
  probe.on('error', () => {});
  probe.end();
}, 100);

const under = [];
const started = performance.now();
const exit = once(child, 'exit');
let ended = false;
exit.then(() => {
  ended = true;
});
let signalAt = 0;
for (let n = 0; !ended && isReady && counts.refused === 0; n++) {
  const due = started + (n * 1_000) / PER_SECOND;
  await wait(Math.max(0, due - performance.now()));
  if (n === PER_SECOND * SECONDS_BEFORE) {
    signalAt = performance.now();
    signalled = child.kill('SIGTERM');
  }
  under.push(ask(n));
}
await Promise.all(under);
clearInterval(watch);
const [code] = await exit;
const took = Math.round(performance.now() - signalAt);
process.stdout.write(
  `${under.length} requests at ${PER_SECOND} a second: ${counts.answered} answered before SIGTERM, ${counts.afterSignal} after it, ` +
    `${counts.failed} failed, ${counts.reset} reset, ${counts.refused} turned away once nothing listened; exit ${code} after ${took} ms\n`,
);
process.exitCode = code === 0 && counts.failed + counts.reset === 0 ? 0 : 1;
