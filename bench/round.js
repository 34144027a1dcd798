// One round of one scenario: the same questions put to the bare proxy and to the API, cold and warm. It prints nothing.
import { Pool } from 'undici';
import { runLap } from './lap.js';
import { startAll } from './programs.js';

const REPORT_PATH = '/api/hyper-precise/v1/report/sessions';
const MOST_CLIENTS = 100;

/** The programs under test with a pool of connections to each, and the count that the emulator keeps. */
export async function openStage() {
  const { emulator, direct, api, stopAll } = await startAll();
  const withPool = ({ pid, origin }, path) => ({ pid, path, pool: new Pool(origin, { connections: MOST_CLIENTS }) });
  return {
    direct: withPool(direct, REPORT_PATH),
    api: withPool(api, '/graphql'),
    countCalls: async () => (await (await fetch(`${emulator.origin}/__calls/count`)).json()).report,
    close: stopAll,
  };
}

const times = (count, list) => Array(count).fill(list).flat();

/** The direct laps come first in one round and last in the next, so that neither side always finds the machine as the other left it. */
export async function runRound(stage, scenario, round) {
  const questions = Array.from({ length: scenario.questions }, scenario.question);
  const before = round % 2 === 0 ? await runDirect(stage, scenario, questions) : undefined;
  const ours = await runOurs(stage, scenario, questions);
  return { direct: before ?? (await runDirect(stage, scenario, questions)), ...ours };
}

async function runDirect(stage, scenario, questions) {
  const laps = [];
  for (const { callsOf = ({ calls }) => calls } of scenario.direct) {
    const bodies = times(scenario.laps.direct, questions.flatMap(callsOf));
    const isAnswer = (text) => text.startsWith('{"sessions":[') && text.endsWith('}');
    const lap = { ...stage.direct, bodies, clients: scenario.clients, isAnswer };
    laps.push(await measure(stage, lap, questions.length * scenario.laps.direct));
  }
  return laps;
}

/** Warm is cold asked again: the answers were given a moment ago, so that the newest days are still believed. */
async function runOurs(stage, scenario, questions) {
  const bodies = questions.flatMap(({ ask, asks = [ask] }) => asks);
  const lap = { ...stage.api, bodies, clients: scenario.clients, isAnswer: (text) => text.startsWith('{"data":{') };
  const cold = await measure(stage, lap, questions.length);
  if (!scenario.isRight(JSON.parse(cold.last).data))
    throw new Error(`${scenario.name}: not the answer that was wanted`);
  if (!scenario.laps.warm) return { cold };
  const again = { ...lap, bodies: times(scenario.laps.warm, bodies) };
  return { cold, warm: await measure(stage, again, questions.length * scenario.laps.warm) };
}

/** CPU and upstream calls for one question, wall time for one request. */
async function measure({ countCalls }, lap, questions) {
  const before = await countCalls();
  const { cpu, wall, last } = await runLap(lap);
  return { cpu: cpu / questions, wall, last, calls: ((await countCalls()) - before) / questions };
}
