// Knows what retries may cost and must gain when a share of the upstream's answers is a 500; not when a call is tried again.
import { askAll, isAnswered } from './caller.js';
import { devices, settledDays } from './devices.js';
import { atLeast, atMost, none, percent } from './figures.js';
import { openPipeline } from './pipeline.js';

const CALLS = 2_000;
const SEED = 7;
const BUDGET = 0.2;
const asked = devices(CALLS);
const window = settledDays(2);

/** Where the budget does not bind, three attempts leave one call in a thousand; where it binds, it alone sets success. */
const CASES = [
  { share: 0.1, success: 98.5, extra: CALLS * 0.125 },
  { share: 0.3, success: 100 * (1 - 0.3) * (1 + BUDGET) - 2, extra: CALLS * BUDGET + 10 },
];

export async function* generic500() {
  const truth = await answersThrough({ concurrency: 50 });
  for (const { share, success, extra } of CASES)
    for (const concurrency of [8, 50]) {
      const name = `generic500, share ${share}, ${concurrency} at once`;
      const { answers, reports } = await answersThrough({ concurrency, faults: [{ fault: 'serverError', share }] });
      yield atLeast(`${name}: answered`, percent(answers.filter(isAnswered).length, CALLS), success, ' %');
      yield atMost(`${name}: extra report calls`, reports - CALLS, extra);
      yield none(`${name}: wrong answers`, wrongOf(answers, truth.answers));
      yield none(`${name}: codes other than UPSTREAM_UNAVAILABLE`, otherCodes(answers));
    }
}

async function answersThrough({ concurrency, faults = [] }) {
  const environment = { UPSTREAM_CONCURRENCY: String(concurrency) };
  const pipeline = await openPipeline({ environment, emulator: { seed: SEED, faults } });
  try {
    const answers = await askAll(pipeline.url, asked, { window, concurrency });
    return { answers, reports: pipeline.emulator.calls.count('report') };
  } finally {
    await pipeline.close();
  }
}

const wrongOf = (answers, truth) =>
  answers.filter((answer, i) => isAnswered(answer) && !isSame(answer, truth[i])).map(({ imei }) => imei);

const isSame = ({ sessions: some }, { sessions: others }) =>
  some.totalCount === others?.totalCount && some.totalBytes === others.totalBytes;

const otherCodes = (answers) =>
  answers.map(({ code }) => code).filter((code) => code !== undefined && code !== 'UPSTREAM_UNAVAILABLE');
