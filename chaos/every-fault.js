// Knows how each fault alone is put before the API and its answer compared with the promise; the promises stand beside it.
import { isDeepStrictEqual } from 'node:util';
import { faults } from '../dist/emulator/faults.js';
import { ask, isAnswered } from './caller.js';
import { devices, settledDays } from './devices.js';
import { EXPECTATIONS, TIMEOUT_MS } from './expectations.js';
import { figure, none } from './figures.js';
import { openPipeline } from './pipeline.js';

const FIELDS = 'totalCount totalBytes transactionIds nodes { startTime endTime numBytes }';
const LONGEST_MS = 4_000;
const [imei] = devices(1);
const window = settledDays(7);

export async function* everyFault() {
  yield none(
    'everyFault: faults without an expectation',
    Object.keys(faults).filter((name) => !(name in EXPECTATIONS)),
  );
  const truth = await askThrough([]);
  for (const [fault, expectations] of Object.entries(EXPECTATIONS))
    for (const expected of expectations) {
      const told = await askThrough([{ fault, ...expected.rule }]);
      yield judge(nameOf(fault, expected.rule), expected, told, truth);
    }
}

/** One question, on a pipeline of its own, to an upstream with these faults. */
async function askThrough(rules) {
  const pipeline = await openPipeline({ environment: TIMEOUT_MS, emulator: { faults: rules } });
  try {
    const answer = await ask(pipeline.url, imei, { window, fields: FIELDS });
    return { ...answer, calls: pipeline.emulator.calls.count('report') };
  } finally {
    await pipeline.close();
  }
}

const nameOf = (fault, rule) =>
  ['everyFault', fault, ...Object.entries(rule).map(([key, value]) => `${key} ${value}`)].join(' ');

function judge(name, expected, told, truth) {
  const outcome = isAnswered(told) ? 'answered' : told.code;
  const measured = `${outcome}${wrongness(expected, told, truth)}, ${told.calls} report calls, ${Math.round(told.ms)} ms`;
  const wanted = `${expected.code ?? 'answered'}, at most ${expected.calls} report calls and ${LONGEST_MS} ms`;
  const isBounded = told.calls <= expected.calls && told.ms < LONGEST_MS;
  return figure(name, measured, wanted, isBounded && isRight(expected, told, truth));
}

const wrongness = (expected, told, truth) =>
  isAnswered(told) && expected.change && !isRight(expected, told, truth) ? ' wrongly' : '';

/** A refusal brings nothing of a damaged answer; an answer brings the truth, as far as the fault leaves it. */
function isRight({ code, change }, told, truth) {
  if (code !== undefined) return told.code === code && told.sessions === null;
  return (
    isAnswered(told) && isDeepStrictEqual(comparable(told.sessions), comparable(change(truth.sessions, told.sessions)))
  );
}

/** Every report has a transaction id of its own. */
const comparable = ({ transactionIds, ...sessions }) => ({ ...sessions, reports: transactionIds.length });
