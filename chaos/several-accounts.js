// Knows that a documented 500 about a device is an answer and no outage; not how the two are told apart.
import { ask, askAll, isAnswered } from './caller.js';
import { devices, settledDays } from './devices.js';
import { atMost, exactly, none } from './figures.js';
import { openPipeline } from './pipeline.js';

const TIMES = 1_000;
const IN_SEVERAL_ACCOUNTS = '990000000000500';
const window = settledDays(2);

/** Asked one after the other and remembered by nobody, every question is a call; else some are spared. */
const MANNERS = {
  'none remembered': { concurrency: 1, environment: { NEGATIVE_TTL_SECONDS: '0' } },
  'as it comes': { concurrency: 8, environment: {} },
};

export async function* severalAccounts() {
  for (const [name, manner] of Object.entries(MANNERS)) yield* askThousandTimes(`severalAccounts, ${name}`, manner);
}

async function* askThousandTimes(name, { concurrency, environment }) {
  const pipeline = await openPipeline({ environment });
  try {
    const answers = await askAll(pipeline.url, Array(TIMES).fill(IN_SEVERAL_ACCOUNTS), { window, concurrency });
    const other = await ask(pipeline.url, devices(1)[0], { window });
    yield atMost(`${name}: report calls for ${TIMES} questions`, reportCalls(pipeline), TIMES);
    yield none(`${name}: other codes`, otherCodes(answers));
    yield exactly(`${name}: another device is answered right after`, isAnswered(other), true);
  } finally {
    await pipeline.close();
  }
}

const reportCalls = ({ emulator: { calls } }) =>
  calls.list('report').filter(({ imei }) => imei === IN_SEVERAL_ACCOUNTS).length;

const otherCodes = (answers) => answers.map(({ code }) => code).filter((code) => code !== 'DEVICE_IN_SEVERAL_ACCOUNTS');
