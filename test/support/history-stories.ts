// Random histories of one device: its sessions, and what callers do while time passes.
import fc from 'fast-check';
import { DAY, type Failure, HOUR, MINUTE, midnightOf, SECOND, type Window } from './history-model.js';
import type { PlainSession } from './reference.js';

const SETTLES_WITHIN = 48 * HOUR;

/** A session as it really is. Days count from the first day of the history. */
export interface Session {
  readonly day: number;
  /** Milliseconds after midnight. */
  readonly at: number;
  /** Milliseconds; null when it was abandoned. */
  readonly lasts: number | null;
  readonly bytes: number;
  /** Milliseconds from its start until the report shows it. */
  readonly late: number;
  /** Milliseconds from its end until its bytes are all counted. */
  readonly grows: number;
}

/** A point in time, so many days and milliseconds before the midnight of today, or before now. */
export interface Point {
  readonly before: 'midnight' | 'now';
  readonly days: number;
  readonly ms: number;
}

/** Without a point: 180 days ago, or now. */
export interface Span {
  readonly start: Point | null;
  readonly end: Point | null;
}

export interface Caller {
  readonly spans: readonly Span[];
  readonly refresh: boolean;
}

export type Step =
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'waitForMidnight'; readonly ms: number }
  | { readonly do: 'forget' }
  /** The program's clock is so many milliseconds wrong from now on, or right again with 0; time goes on as it did. */
  | { readonly do: 'misset'; readonly ahead: number }
  /** While the calls of the first are under way so much time passes, and the other, who wants it read again, is answered before it. */
  | { readonly do: 'overtake'; readonly slow: Caller; readonly ms: number; readonly fast: Caller }
  | { readonly do: 'ask'; readonly callers: readonly Caller[]; readonly failure: Failure | null };

export interface Story {
  /** Day of the year on which it begins, and milliseconds after midnight. */
  readonly begins: { readonly day: number; readonly at: number };
  readonly sessions: readonly Session[];
  readonly steps: readonly Step[];
}

const upTo = (max: number) => fc.integer({ min: 0, max });
const inDay = fc.oneof(fc.constantFrom(0, 1, 5 * MINUTE, 12 * HOUR, DAY - 1), upTo(DAY - 1));

const session: fc.Arbitrary<Session> = fc.record({
  day: fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: -3, max: 5 }) },
    { weight: 2, arbitrary: fc.integer({ min: -14, max: -2 }) },
    { weight: 3, arbitrary: fc.integer({ min: -182, max: -176 }) },
    { weight: 2, arbitrary: fc.integer({ min: -200, max: 200 }) },
  ),
  at: inDay,
  lasts: fc.oneof(
    { weight: 6, arbitrary: fc.oneof(fc.constantFrom(0, 1, HOUR, DAY), upTo(DAY)) },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  bytes: upTo(1_000_000),
  late: fc.oneof(fc.constant(0), upTo(SETTLES_WITHIN + DAY)),
  grows: fc.oneof(fc.constant(0), upTo(SETTLES_WITHIN)),
});

const point: fc.Arbitrary<Point> = fc.record({
  before: fc.constantFrom('midnight', 'now'),
  days: fc.oneof(
    { weight: 5, arbitrary: upTo(6) },
    { weight: 2, arbitrary: fc.integer({ min: 177, max: 183 }) },
    { weight: 1, arbitrary: fc.integer({ min: 25, max: 40 }) },
    { weight: 2, arbitrary: upTo(420) },
  ),
  ms: fc.oneof(fc.constantFrom(0, 1, -1, HOUR), fc.integer({ min: -DAY, max: DAY })),
});

const span: fc.Arbitrary<Span> = fc.record({
  start: fc.option(point, { freq: 5 }),
  end: fc.option(point, { freq: 2 }),
});

const caller: fc.Arbitrary<Caller> = fc.record({
  spans: fc.oneof(fc.tuple(span), fc.array(span, { minLength: 1, maxLength: 3 })),
  refresh: fc
    .boolean()
    .chain((r) => (r ? fc.boolean() : fc.constant(false)))
    .chain((r) => (r ? fc.boolean() : fc.constant(false))),
});

/** Far from the edge of the upstream's memory. */
const recent: fc.Arbitrary<Point> = fc.record({
  before: fc.constantFrom('midnight', 'now'),
  days: upTo(40),
  ms: fc.constantFrom(0, 1, HOUR),
});
const recentCaller = fc.array(fc.record({ start: recent, end: fc.option(recent, { freq: 2 }) }), {
  minLength: 1,
  maxLength: 2,
});

/** A clock that is wrong by an hour or by days, and one that is put right. */
const MISSET = [0, 0, HOUR, -HOUR, 4 * DAY, -4 * DAY];

const FAILURE = fc.oneof(
  { weight: 24, arbitrary: fc.constant(null) },
  { weight: 10, arbitrary: fc.constantFrom<Failure>('busy', 'busy', 'busy', 'gone', 'garbled') },
  { weight: 1, arbitrary: fc.constant<Failure>('down') },
);

const SHORT = [SECOND, 59_999, 60_000, 5 * MINUTE, HOUR, 6 * HOUR, 23 * HOUR, DAY];
const LONG = [2 * DAY, 3 * DAY, 10 * DAY, 35 * DAY, 100 * DAY, 177 * DAY, 225 * DAY];

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant('ask'),
      callers: fc.oneof(
        { weight: 3, arbitrary: fc.tuple(caller) },
        { weight: 1, arbitrary: fc.array(caller, { minLength: 2, maxLength: 3 }) },
      ),
      failure: FAILURE,
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait'), ms: fc.constantFrom(...SHORT) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait'), ms: fc.constantFrom(...LONG) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('waitForMidnight'),
      ms: fc.constantFrom(-5 * MINUTE, -2 * MINUTE, -1, 0, 1, MINUTE, HOUR),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('forget') }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('misset'), ahead: fc.constantFrom(...MISSET) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('overtake'),
      slow: recentCaller.map((spans) => ({ spans, refresh: false })),
      ms: fc.constantFrom(0, 1, 5 * SECOND, 50 * SECOND),
      fast: recentCaller.map((spans) => ({ spans, refresh: true })),
    }),
  },
);

export const stories: fc.Arbitrary<Story> = fc.record({
  begins: fc.record({ day: upTo(364), at: inDay }),
  sessions: fc.array(session, { maxLength: 20 }),
  steps: fc.array(step, { minLength: 1, maxLength: 14 }),
});

/** The sessions of a story that began on a day, as the report shows them at an instant. */
export function seenAt(sessions: readonly Session[], firstDay: number, now: number): PlainSession[] {
  return sessions.flatMap((session) => {
    const start = firstDay + session.day * DAY + session.at;
    const settled = midnightOf(start) + DAY + SETTLES_WITHIN;
    const end = session.lasts === null ? null : start + session.lasts;
    if (start > now || Math.min(start + session.late, settled) > now) return [];
    const withCallAccounting = Math.min((end ?? start) + session.grows, settled);
    const share = now >= withCallAccounting ? 1 : (now - start) / (withCallAccounting - start);
    return [{ start, end: end !== null && end <= now ? end : null, bytes: Math.floor(session.bytes * share) }];
  });
}

const instantOf = ({ before, days, ms }: Point, now: number): number =>
  (before === 'now' ? now : midnightOf(now)) - days * DAY - ms;

/** A window, and the arguments that ask for it. */
export interface Asked extends Window {
  readonly args: string;
}

/** The window that a span means now: never empty, and begun before now. */
export function askedFor({ start, end }: Span, now: number): Asked {
  const points = [start === null ? now - 180 * DAY : instantOf(start, now), end === null ? now : instantOf(end, now)];
  const from = Math.min(...points, now - 1);
  const to = Math.max(...points, from + 1);
  const first = start === null && from === now - 180 * DAY ? [] : [`start: "${new Date(from).toISOString()}"`];
  const last = end === null && to === now ? [] : [`end: "${new Date(to).toISOString()}"`];
  return { from, to: Math.min(to, now), args: [...first, ...last, 'first: 1000'].join(', ') };
}
