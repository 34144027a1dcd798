// Plays a story in the pipeline and in the model side by side, and says where they differ.
import { isDeepStrictEqual } from 'node:util';
import { expect } from '@jest/globals';
import { type Asking, type Heard, type Overtaking, ring, ringTwice, type Stage } from './history-caller.js';
import {
  type Answer,
  ask,
  DAY,
  type History,
  isBelieved,
  landedLate,
  midnightOf,
  NOTHING,
  type Outcome,
  type Upstream,
} from './history-model.js';
import { askedFor, type Caller, type Session, type Step, type Story, seenAt } from './history-stories.js';
import { figures, inOrder } from './reference.js';

/** Begins in the next year, so that a story that is told again falls on the same days of it. */
const beginOf = ({ day, at }: Story['begins'], now: number): number =>
  Date.UTC(new Date(now).getUTCFullYear() + 1, 0, 1) + day * DAY + at;

const imeiOf = ({ worlds }: Stage): string => String(350_000_000_000_000 + worlds.size);

/** An upstream that wants sessions whole inside a window may never show an abandoned one, and nobody promises that it does. */
const within = ({ edge }: Stage, sessions: readonly Session[]): readonly Session[] =>
  edge === 'contained' ? sessions.filter(({ lasts }) => lasts !== null) : sessions;

/** Plays one story on a device of its own. */
export async function play(stage: Stage, { begins, sessions, steps }: Story): Promise<void> {
  const { clock } = stage.pipeline;
  clock.jump(-clock.ahead);
  clock.now = beginOf(begins, clock.now);
  const imei = imeiOf(stage);
  stage.worlds.set(imei, { firstDay: midnightOf(clock.now), sessions: within(stage, sessions) });
  let histories: readonly History[] = [NOTHING];
  for (const [n, step] of steps.entries()) histories = await take(stage, imei, step, histories, n);
}

async function take(
  stage: Stage,
  imei: string,
  step: Step,
  histories: readonly History[],
  n: number,
): Promise<readonly History[]> {
  const { clock, url } = stage.pipeline;
  switch (step.do) {
    case 'wait':
      clock.now += step.ms;
      return histories;
    case 'waitForMidnight':
      clock.now = Math.max(clock.now + 1, midnightOf(clock.now) + DAY + step.ms);
      return histories;
    case 'forget':
      await fetch(`${url}/history/${imei}`, { method: 'DELETE' });
      return [NOTHING];
    case 'misset':
      // A program whose clock is behind asks a refusing upstream for what it has forgotten, and hears that; elsewhere that is tested.
      if (!stage.refuses || step.ahead >= 0) clock.jump(step.ahead - clock.ahead);
      return histories;
    case 'overtake':
      return overtake(stage, imei, step, histories, n);
    case 'ask':
      return compare(stage, imei, step, histories, n);
  }
}

/** Callers that come at the same time may be served in any order; what was heard says which orders are left. */
async function compare(stage: Stage, imei: string, step: Asking, histories: readonly History[], n: number) {
  const upstream = upstreamOf(stage, imei, step.failure);
  const possible = histories.flatMap((history) => outcomes(history, step.callers, upstream));
  const heard = await ring(stage, imei, step);
  return alike(heard, possible, { step: n, now: iso(upstream.now) });
}

/** The first is asked, and its calls are kept waiting until the other is answered. */
async function overtake(stage: Stage, imei: string, step: Overtaking, histories: readonly History[], n: number) {
  const { clock } = stage.pipeline;
  const [before, then] = [upstreamOf(stage, imei, null), clock.now];
  const slowly = { ...before, answeredAt: then + step.ms };
  const asked = histories.map((sentAt) => ({ sentAt, slow: one(sentAt, step.slow, slowly) }));
  const heard = await ringTwice(stage, imei, step);
  const after = { ...upstreamOf(stage, imei, null) };
  const possible = asked.map(({ sentAt, slow }): Right => {
    const fast = one(sentAt, step.fast, after);
    const answers = [slow, fast].map((each) => [each.answers.map(toHeard)]);
    return { answers, calls: slow.calls + fast.calls, history: landedLate(slow.history, fast.history, sentAt) };
  });
  return alike(heard, possible, { step: n, now: iso(then) });
}

function upstreamOf({ pipeline, worlds }: Stage, imei: string, failure: Upstream['failure']): Upstream {
  const { now, ahead } = pipeline.clock;
  const { sessions, firstDay } = worlds.get(imei) ?? { sessions: [], firstDay: 0 };
  const time = now - ahead;
  return { now, time, failure, sessions: seenAt(sessions, firstDay, time) };
}

/** The histories that are left of those that may be; fails where what was heard fits none. */
function alike(heard: Heard, possible: readonly Right[], where: object): History[] {
  const fitting = possible.filter((outcome) => isAlike(heard, outcome));
  if (fitting.length === 0) {
    const wanted = possible.map(({ answers, calls }) => ({ answers: answers.map(([first]) => first), calls }));
    expect({ ...where, ...heard }).toEqual({ ...where, ...wanted[0] });
  }
  return distinct(fitting.map(({ history }) => history));
}

/** What may be heard: for each caller the answers that are right, and no more calls than these. */
interface Right {
  readonly answers: readonly (readonly unknown[])[];
  readonly calls: number;
  readonly history: History;
}

const isAlike = (heard: Heard, { answers, calls }: Right): boolean =>
  heard.calls <= calls && answers.every((right, i) => right.some((each) => isDeepStrictEqual(each, heard.answers[i])));

function distinct(histories: readonly History[]): History[] {
  if (histories.length === 1) return [...histories];
  return [...new Map(histories.map((h) => [JSON.stringify([[...h.days], h.refusedAt]), h])).values()];
}

const outcomes = (first: History, callers: readonly Caller[], upstream: Upstream): Right[] =>
  orders([...callers.keys()]).flatMap((order) =>
    choices(upstream.failure === null ? order.length - 1 : 0).map((meetings) =>
      withLease(first, callers, upstream, order, [false, ...meetings]),
    ),
  );

function withLease(
  first: History,
  callers: readonly Caller[],
  upstream: Upstream,
  order: readonly number[],
  meetings: readonly boolean[],
): Right {
  let history = first;
  let calls = 0;
  const inFlight = new Set<number>();
  const answers: unknown[][] = callers.map(() => []);
  for (const [turn, i] of order.entries()) {
    const caller = callers[i] ?? NOBODY;
    const outcome = one(history, caller, upstream, meetings[turn] ? inFlight : undefined);
    history = outcome.history;
    for (const day of outcome.read) inFlight.add(day);
    calls += upstream.failure === null ? outcome.calls : failedCalls(first, caller, upstream);
    const others = callers.length > 1 && !caller.refresh ? joining(first, outcome.history, caller, upstream) : [];
    answers[i] = [outcome, ...others].map((each) => each.answers.map(toHeard));
  }
  return { answers, calls, history };
}

/** What somebody finds who came when all this was held, and reads only what he misses. */
function foundFirst(first: History, after: History, now: number): History {
  const believed = [...first.days].filter(([, reading]) => isBelieved(reading, now));
  return { ...after, days: new Map([...after.days, ...believed]) };
}

/** One who shares a read of another: he found what was held before it, and hears what became of it. */
const joining = (first: History, after: History, caller: Caller, upstream: Upstream): Outcome[] => [
  one(foundFirst(first, after, upstream.now), caller, upstream),
  one({ ...after, refusedAt: null }, caller, upstream),
];

const NOBODY: Caller = { spans: [], refresh: false };

/** Callers whose reads fail together do not know of each other's failure yet. */
const failedCalls = (first: History, caller: Caller, upstream: Upstream): number =>
  one(first, caller, upstream).calls * attempts(upstream);

const attempts = ({ failure }: Upstream): number => (failure === 'down' ? 3 : 1);

const one = (history: History, { spans, refresh }: Caller, upstream: Upstream, inFlight?: Set<number>): Outcome =>
  ask(
    history,
    { windows: spans.map((span) => askedFor(span, upstream.now)), refresh, ...(inFlight && { inFlight }) },
    upstream,
  );

/** Every row of so many truths and falsehoods. */
const choices = (size: number): boolean[][] =>
  size === 0 ? [[]] : choices(size - 1).flatMap((row) => [false, true].map((last) => [...row, last]));

function orders<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, i) => orders(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}

const iso = (instant: number): string => new Date(instant).toISOString();

function toHeard(answer: Answer | string): unknown {
  if (typeof answer === 'string') return answer;
  const { totalCount, totalBytes, totalDuration } = figures(answer.sessions);
  return {
    start: iso(answer.from),
    end: iso(answer.to),
    freshness: { asOf: iso(answer.asOf), stale: answer.stale },
    totalCount,
    totalBytes,
    totalDuration,
    nodes: inOrder(answer.sessions, { field: 'START_TIME', direction: 'ASC' }).map(({ start, end, bytes }) => ({
      startTime: iso(start),
      endTime: end === null ? null : iso(end),
      numBytes: bytes,
    })),
  };
}
