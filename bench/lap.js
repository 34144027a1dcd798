// One lap: requests sent by a few clients in a closed loop, and what they cost the process that answers. It knows no scenario.
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

/** USER_HZ, in which Linux tells CPU time on every platform that Node runs on. */
const TICK_MS = 10;
const REST_MS = 30;

/** User and system time of all threads of a process, so that collecting and compiling count too; milliseconds. */
function cpuOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Milliseconds of CPU for the whole lap and of wall time for each request, and the last answer. */
export async function runLap({ pid, bodies, clients, ...target }) {
  const asked = { queue: each(bodies), times: [], last: '' };
  const before = cpuOf(pid);
  const ends = await Promise.allSettled(Array.from({ length: clients }, () => runClient(asked, target)));
  const failed = ends.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
  // What is left to be tidied up after the last answer is part of its price.
  await setTimeout(REST_MS);
  return { cpu: cpuOf(pid) - before, wall: median(asked.times), last: asked.last };
}

/** All clients take from one queue; who leaves it by an error ends it for the others too, as an array's own iterator would not. */
function* each(bodies) {
  yield* bodies;
}

async function runClient(asked, target) {
  for (const body of asked.queue) {
    const began = performance.now();
    asked.last = await send(target, body);
    asked.times.push(performance.now() - began);
  }
}

async function send({ pool, path, isAnswer }, body) {
  const headers = { 'content-type': 'application/json' };
  const response = await pool.request({ path, method: 'POST', headers, body });
  const text = await response.body.text();
  if (response.statusCode === 200 && isAnswer(text)) return text;
  throw new Error(`${path} answered ${response.statusCode}: ${text.slice(0, 500)}`);
}

export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
