// Fuzzes the built API from outside: random operations before a stand-in of ThingSpace, each answer against the truth.
import { resolve } from 'node:path';
import { badCase } from './bad.js';
import { createClient } from './client.js';
import { devicesCase, entitiesCase, failingCase } from './devices.js';
import { createFleet, OTHER_ACCOUNT } from './fleet.js';
import { fleetCase } from './fleets.js';
import { heavyCase } from './heavy.js';
import { startProgram } from './program.js';
import { createRandom } from './random.js';
import { oldCase, requestCase } from './requests.js';
import { createUpstream, READING_NAMES } from './upstream.js';
import { walkCase } from './walk.js';
import { createWriter } from './writer.js';

const OPERATIONS = Number(process.env.FUZZ_OPERATIONS || 900);
const SEED = process.env.FUZZ_SEED || String(Date.now());
const API_URL = process.env.FUZZ_API_URL;
const UPSTREAM_PORT = Number(process.env.FUZZ_UPSTREAM_PORT || 0);
const MAIN = resolve(process.env.FUZZ_MAIN || 'dist/main.js');
const AT_ONCE = 3;

const CASES = [
  [devicesCase, 34],
  [fleetCase, 20],
  [walkCase, 6],
  [entitiesCase, 8],
  [failingCase, 4],
  [badCase, 14],
  [requestCase, 6],
  [oldCase, 2],
  [heavyCase, 3],
];
const BAG = CASES.flatMap(([run, weight]) => Array(weight).fill(run));

const say = (text) => process.stdout.write(`${text}\n`);

const short = (value) => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  return text.length > 1500 ? `${text.slice(0, 1500)}…` : text;
};

/** How often each field was wrong; of one kind only the first few are printed. */
const tally = new Map();
const PRINTED = 12;

function report(label, name, found, requests) {
  const kind = found[0].path.split('.').at(-1);
  tally.set(kind, (tally.get(kind) ?? 0) + 1);
  if (tally.get(kind) > PRINTED) return;
  say(`\nWRONG  ${label} ${name}`);
  say(`  operation: ${requests.map(short).join('\n             ')}`);
  for (const { path, right, got } of found.slice(0, 5)) {
    say(`  ${path}\n    right: ${short(right)}\n    came:  ${short(got)}`);
  }
  if (found.length > 5) say(`  and ${found.length - 5} more`);
}

/** One case: its own random source, so that the seed and its number make it again. */
async function runCase(number, fleet, client, upstream) {
  const label = `seed=${SEED} reading=${fleet.reading} case=${number}`;
  const random = createRandom(label);
  const run = random.pick(BAG);
  const [found, requests] = [[], []];
  const note = (request) => {
    requests.push(request);
    return request;
  };
  const env = { random, fleet, note, send: client.send, log: upstream.state.log, other: OTHER_ACCOUNT };
  try {
    await run(createWriter(random), env, (path, right, got) => found.push({ path, right, got }));
  } catch (error) {
    found.push({ path: 'the case', right: 'no failure', got: error.stack });
  }
  if (found.length > 0) report(label, run.name, found, requests.slice(-3));
  return found.length > 0;
}

async function runReading(reading, share, url, upstream, totals) {
  const fleet = createFleet(SEED, reading, Date.now());
  upstream.state.fleet = fleet;
  const counts = { sent: 0, calls: 0 };
  const client = createClient(url, counts);
  const before = upstream.state.calls;
  let next = 0;
  const work = async () => {
    while (counts.sent < share) if (await runCase(next++, fleet, client, upstream)) totals.wrong++;
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const calls = upstream.state.calls - before;
  if (calls !== counts.calls) {
    totals.wrong++;
    say(`\nWRONG  reading=${reading}: answers speak of ${counts.calls} upstream calls, ${calls} came`);
  }
  totals.sent += counts.sent;
  totals.cases += next;
  say(`${reading}: ${counts.sent} operations in ${next} cases, ${calls} upstream calls`);
}

/** Under each reading a program of its own, unless one is running already; then its devices are others each time. */
async function main() {
  const upstream = createUpstream(SEED);
  const port = await upstream.listen(UPSTREAM_PORT);
  const totals = { sent: 0, cases: 0, wrong: 0 };
  say(`FUZZ_SEED=${SEED} FUZZ_OPERATIONS=${OPERATIONS}`);
  for (const reading of READING_NAMES) {
    const program = API_URL ? undefined : await startProgram(MAIN, port);
    try {
      await runReading(reading, Math.ceil(OPERATIONS / 3), API_URL ?? program.url, upstream, totals);
    } finally {
      await program?.stop();
    }
    for (const line of program?.log ?? []) say(`  log: ${short(line)}`);
  }
  for (const fault of upstream.state.faults) say(`\nWRONG  the upstream was asked badly: ${fault}`);
  upstream.close();
  for (const [kind, count] of tally) say(`${count} wrong at ${kind}`);
  say(`${totals.sent} operations in ${totals.cases} cases: ${totals.wrong} wrong`);
  process.exitCode = totals.wrong + upstream.state.faults.size > 0 ? 1 : 0;
}

await main();
