// The bench: CPU time of the API for each query beside that of a bare proxy in the same run. Names on the command line choose scenarios.
import { availableParallelism, loadavg } from 'node:os';
import { figures } from './figures.js';
import { openStage, runRound } from './round.js';
import { scenarios } from './scenarios.js';
import { heading, rowsOf } from './table.js';

const ROUNDS = 5;

const say = (text) => process.stdout.write(text);

function chosen(names) {
  const known = scenarios.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0) return scenarios.filter(({ name }) => names.length === 0 || names.includes(name));
  process.stderr.write(`${unknown.join(', ')}: no scenario, wanted some of ${known.join(', ')}\n`);
  process.exit(64);
}

/** Rounds of all scenarios interleaved. The first only warms up: compilers, connections, tokens. */
async function measure(stage, wanted) {
  const results = wanted.map((scenario) => ({ scenario, rounds: [], failure: undefined }));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const result of results) await addRound(stage, result, round);
  }
  return results;
}

/** A scenario that is answered wrongly has no figures, and leaves the others theirs. */
async function addRound(stage, result, round) {
  if (result.failure) return;
  try {
    const measured = await runRound(stage, result.scenario, round);
    if (round > 0) result.rounds.push(measured);
  } catch (error) {
    result.failure = error;
    process.exitCode = 1;
  }
}

function emit({ scenario, rounds, failure }) {
  if (failure) return say(`${scenario.name}: no figures. ${failure.message}\n`);
  for (const row of rowsOf(scenario, rounds)) say(row);
}

/** Whoever else works on this machine takes caches and turns from both sides, and makes ratios rougher. */
const machine = () =>
  `Node ${process.version} on ${availableParallelism()} cores, load average ${loadavg()[0].toFixed(1)} before the run.`;

const EXPLANATION = `
CPU: user and system time of the server's process for one query, all threads (S6: for the 300 together); wall: one request.
Medians of ${ROUNDS} rounds, each with devices that were never asked for (cold), then with the same again (w);
! misses what is wanted.
`;

const wanted = chosen(process.argv.slice(2));
const before = machine();
const stage = await openStage();
try {
  const results = await measure(stage, wanted);
  for (const { name, about } of wanted) say(`${name}: ${about}\n`);
  say(`${EXPLANATION}${before}\n\n${heading()}`);
  for (const result of results) emit(result);
} finally {
  await stage.close();
}
say(`\n${figures()}`);
