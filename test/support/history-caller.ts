// The callers of a story and the upstream's moods on the real pipeline: what is asked, and what was heard.
import type { Row } from '../../src/emulator/rows.js';
import { promised, settled } from './fetch.js';
import { type Failure, SECOND } from './history-model.js';
import { type Asked, askedFor, type Caller, type Session, type Step, seenAt } from './history-stories.js';
import { openPipeline, type Pipeline } from './pipeline.js';
import type { PlainSession } from './reference.js';

/** A token that is refused costs a call more, which a story does not know: so none expires in the middle of one step. */
const ODD_LIFETIME = 30_000_017;

/** How the upstream reads the edge of a window: what starts in it, touches it, or lies in it whole. */
type Edge = 'start' | 'overlap' | 'contained';

export interface World {
  readonly firstDay: number;
  readonly sessions: readonly Session[];
}

export interface Stage {
  readonly pipeline: Pipeline;
  readonly edge: Edge;
  readonly worlds: Map<string, World>;
  readonly missing: Set<string>;
  /** Whether the upstream refuses a window that begins before its memory. */
  readonly refuses: boolean;
  /** What answers that are held up wait for. */
  readonly gate: { open: Promise<void> };
}

export async function openStage(edge: Edge, retention: 'clip' | 'refuse', environment = {}): Promise<Stage> {
  const worlds = new Map<string, World>();
  const missing = new Set<string>();
  const stage: { pipeline?: Pipeline } = {};
  const gate = { open: Promise.resolve() };
  const rows = (imei: string): Row[] | undefined => {
    const world = worlds.get(imei);
    if (world === undefined || missing.has(imei)) return undefined;
    return seenAt(world.sessions, world.firstDay, timeOf(stage.pipeline)).map(toRow);
  };
  const pipeline = await openPipeline({
    emulator: { edge, retention, shuffle: true, rows, sleep: () => gate.open, bearerLifetimeSeconds: ODD_LIFETIME },
    environment,
  });
  stage.pipeline = pipeline;
  return { pipeline, edge, worlds, missing, refuses: retention === 'refuse', gate };
}

const timeOf = (pipeline: Pipeline | undefined): number => (pipeline ? pipeline.clock.now - pipeline.clock.ahead : 0);

const toRow = ({ start, end, bytes }: PlainSession): Row => ({
  startTime: start,
  endTime: end,
  numBytes: bytes,
});

export type Asking = Extract<Step, { do: 'ask' }>;
export type Overtaking = Extract<Step, { do: 'overtake' }>;

export interface Heard {
  readonly answers: readonly (readonly unknown[])[];
  readonly calls: number;
}

/** The answers to the first are held up until the other, who comes a little later, is answered. */
export async function ringTwice(stage: Stage, imei: string, { slow, ms, fast }: Overtaking): Promise<Heard> {
  const { pipeline, gate } = stage;
  const before = pipeline.emulator.calls.count('report');
  const held = promised<void>();
  gate.open = held.promise;
  pipeline.emulator.switches.set({ faults: [{ fault: 'latency', imei, latency: LATE }] });
  const waiting = { isOver: false, answer: question(pipeline, imei, slow) };
  void waiting.answer.then(() => {
    waiting.isOver = true;
  });
  while (!waiting.isOver && pipeline.emulator.calls.count('report') === before) await settled();
  await settled();
  pipeline.emulator.switches.set({ faults: [] });
  pipeline.clock.now += ms;
  const quick = await question(pipeline, imei, fast);
  held.resolve();
  return { answers: [await waiting.answer, quick], calls: pipeline.emulator.calls.count('report') - before };
}

const LATE = { minMs: 1, maxMs: 1, tailShare: 0, tailMs: 1, msPerDay: 0 };

const FAULTS = { busy: 'rateLimited', down: 'unavailable', garbled: 'notJson' } as const;
const TOO_LONG_TO_WAIT = 100_000;

/** Asks for all callers at once while the upstream is as the step says, and heals it. */
export async function ring(stage: Stage, imei: string, { callers, failure }: Asking): Promise<Heard> {
  const { pipeline } = stage;
  fail(stage, imei, failure);
  const before = pipeline.emulator.calls.count('report');
  const answers = await Promise.all(callers.map((caller) => question(pipeline, imei, caller)));
  const calls = pipeline.emulator.calls.count('report') - before;
  fail(stage, imei, null);
  if (failure === 'down') await mendBreaker(stage);
  return { answers, calls };
}

function fail({ pipeline, missing }: Stage, imei: string, failure: Failure | null): void {
  if (failure === 'gone') missing.add(imei);
  else missing.delete(imei);
  const fault = failure === null || failure === 'gone' ? undefined : FAULTS[failure];
  pipeline.emulator.switches.set({ faults: fault ? [{ fault, imei, retryAfterSeconds: TOO_LONG_TO_WAIT }] : [] });
}

/** A breaker that many failures have opened lets one call try after five seconds. */
async function mendBreaker({ pipeline, worlds }: Stage): Promise<void> {
  pipeline.clock.now += 6 * SECOND;
  const imei = String(360_000_000_000_000 + (pipeline.clock.now % 1_000_000_000));
  worlds.set(imei, { firstDay: 0, sessions: [] });
  await question(pipeline, imei, { spans: [{ start: null, end: null }], refresh: false });
}

interface Node {
  readonly startTime: string;
  readonly endTime: string | null;
  readonly numBytes: number;
}

const timeOfEnd = ({ endTime }: Node): number => (endTime === null ? Number.MAX_VALUE : Date.parse(endTime));

/** Sessions with one start stand in the order in which they were first seen, which a story does not know. */
function inPlainOrder(answer: unknown): unknown {
  const { nodes } = (answer ?? {}) as { nodes?: readonly Node[] };
  if (!nodes) return answer;
  const ends = (a: Node, b: Node): number => timeOfEnd(a) - timeOfEnd(b) || a.numBytes - b.numBytes;
  const inTies = nodes.toSorted((a, b) =>
    a.startTime === b.startTime ? ends(a, b) : nodes.indexOf(a) - nodes.indexOf(b),
  );
  return { ...(answer as object), nodes: inTies };
}

interface Body {
  readonly data: { readonly device: Readonly<Record<string, unknown>> };
  readonly errors?: readonly { readonly path: readonly unknown[]; readonly extensions: { readonly code: string } }[];
}

const FIELDS = `start end freshness { asOf stale } totalCount totalBytes totalDuration
  nodes { startTime endTime numBytes }`;

async function question({ url, clock }: Pipeline, imei: string, { spans, refresh }: Caller): Promise<unknown[]> {
  const asked: Asked[] = spans.map((span) => askedFor(span, clock.now));
  const query = `{ device(imei: "${imei}") { ${asked.map(({ args }, n) => `w${n}: sessions(${args}) { ${FIELDS} }`).join(' ')} } }`;
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, ...(refresh ? { extensions: { refresh } } : {}) }),
  });
  const { data, errors = [] }: Body = JSON.parse(await response.text());
  const codeOf = (name: string) => errors.find(({ path }) => path.at(-1) === name)?.extensions.code;
  return asked.map((_, n) => inPlainOrder(data.device[`w${n}`]) ?? codeOf(`w${n}`) ?? errors);
}
