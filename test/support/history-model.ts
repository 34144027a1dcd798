// The plain reference of a device's history: days, when each was read and what was seen then.
import { inWindow, type PlainSession } from './reference.js';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const SETTLE = 48 * HOUR;
const LONGEST_SESSION = 24 * HOUR;
const RETENTION = 180 * DAY;
const HISTORY = 400 * DAY;
const OPEN_TTL = 60 * SECOND;
const NEGATIVE_TTL = 60 * SECOND;
const MAX_STALE = DAY;
const LONGEST_RUN_READ_AGAIN = 30;
/** Clocks may differ by so much without anybody's minding it. */
const EDGE_GUARD = 5 * MINUTE;

/** What the upstream answers instead of a report, by the name of its failure. */
export const FAILURES = {
  busy: { code: 'UPSTREAM_RATE_LIMITED', kind: 'retryable' },
  down: { code: 'UPSTREAM_UNAVAILABLE', kind: 'retryable' },
  garbled: { code: 'UPSTREAM_MALFORMED', kind: 'final' },
  gone: { code: 'DEVICE_NOT_FOUND', kind: 'documented' },
} as const;
export type Failure = keyof typeof FAILURES;

/** The upstream at one instant. */
export interface Upstream {
  /** By the clock of the program, which goes by it in all but durations. */
  readonly now: number;
  /** By the clock of the upstream, which is right. */
  readonly time: number;
  /** When its answer arrives, by the clock of the program; now unless given. */
  readonly answeredAt?: number;
  readonly failure: Failure | null;
  readonly sessions: readonly PlainSession[];
}

/** Half-open, in milliseconds since 1970, and clipped to now. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** One operation about one device. */
export interface Question {
  readonly windows: readonly Window[];
  readonly refresh: boolean;
  /** The days that others are still reading at this instant: nobody knows yet what will be known of them, or which will be settled. */
  readonly inFlight?: ReadonlySet<number>;
}

/** What was seen of one day. */
interface Reading {
  readonly readAt: number;
  /** Midnight, or the later instant at which the upstream's memory began when the day was read. */
  readonly knownFrom: number;
  readonly settled: boolean;
  readonly sessions: readonly PlainSession[];
}

export interface History {
  /** By the midnight at which the day begins. */
  readonly days: ReadonlyMap<number, Reading>;
  /** When a documented failure was heard, by the time that passes. */
  readonly refusedAt: number | null;
}

export const NOTHING: History = { days: new Map(), refusedAt: null };

export interface Answer extends Window {
  readonly asOf: number;
  readonly stale: boolean;
  readonly sessions: readonly PlainSession[];
}

export interface Outcome {
  /** In the order of the windows; a failure is its code. */
  readonly answers: readonly (Answer | string)[];
  readonly calls: number;
  /** The days that the calls asked for. */
  readonly read: readonly number[];
  readonly history: History;
}

export const midnightOf = (instant: number): number => Math.floor(instant / DAY) * DAY;
const edgeAt = (now: number): number => now - RETENTION;

function daysOf({ from, to }: Window): number[] {
  const days: number[] = [];
  for (let day = midnightOf(from); day < to; day += DAY) days.push(day);
  return days;
}

/** One operation: what it asks is planned together, and each window is then answered by itself. */
export function ask(history: History, { windows, refresh, inFlight }: Question, upstream: Upstream): Outcome {
  const hull = { from: Math.min(...windows.map((w) => w.from)), to: Math.max(...windows.map((w) => w.to)) };
  const joins = (day: number) => !refresh && inFlight?.has(day) === true;
  const wanted = daysOf(hull).filter((day) => !joins(day) && isWanted(history, day, refresh, upstream.now));
  const isRefused = history.refusedAt !== null && upstream.time - history.refusedAt < NEGATIVE_TTL && !refresh;
  const reads = isRefused ? [] : readsOf(wanted, inFlight ? before(history, upstream.now) : history);
  const failure = isRefused ? 'gone' : upstream.failure;
  const after = afterwards(history, reads, upstream);
  const lack = { missing: new Set(failure === null ? [] : wanted), failure: failure ?? 'busy' };
  const answers = windows.map((window) => answer(after, window, lack, upstream));
  const read = reads.flatMap(([first, last]) => daysOf({ from: first, to: last + DAY }));
  return { answers, calls: reads.length, read, history: after };
}

/** Whether a day has to be read, and still can be. */
function isWanted({ days }: History, day: number, refresh: boolean, now: number): boolean {
  if (day + DAY <= edgeAt(now)) return false;
  const reading = days.get(day);
  return refresh || reading === undefined || !isBelieved(reading, now);
}

/** A reading later than now is not believed at all. */
export const isBelieved = ({ settled, readAt }: Reading, now: number): boolean =>
  readAt <= now && (settled || now - readAt < OPEN_TTL);

const before = (history: History, now: number): History => ({
  ...history,
  days: new Map([...history.days].filter(([, { readAt }]) => readAt !== now)),
});

/** The first and last day of each call: all wanted days in one, unless too many settled days lie between two of them. */
function readsOf(wanted: readonly number[], { days }: History): [number, number][] {
  const reads: [number, number][] = [];
  for (const day of wanted) {
    const open = reads.at(-1);
    if (open && longestSettledRun(open[1], day, days) <= LONGEST_RUN_READ_AGAIN) open[1] = day;
    else reads.push([day, day]);
  }
  return reads;
}

function longestSettledRun(after: number, until: number, days: History['days']): number {
  const marks = daysOf({ from: after + DAY, to: until }).map((day) => (days.get(day)?.settled ? 's' : ' '));
  const runs = marks.join('').split(' ');
  return Math.max(...runs.map((run) => run.length));
}

function afterwards(history: History, reads: readonly [number, number][], upstream: Upstream): History {
  if (reads.length === 0) return history;
  if (upstream.failure === 'gone') return { ...history, refusedAt: upstream.time };
  if (upstream.failure !== null) return history;
  const days = new Map(history.days);
  for (const [first, last] of reads) {
    const begins = rememberedFrom(first, upstream);
    for (let day = first; day <= last; day += DAY)
      if (day + DAY > begins) days.set(day, joined(days.get(day), read(day, begins, upstream)));
  }
  return { days, refusedAt: null };
}

/** Either clock may be the one that is wrong. */
function rememberedFrom(first: number, { now, time, answeredAt = now }: Upstream): number {
  const from = Math.max(first, edgeAt(answeredAt));
  // The upstream tells its time to the second.
  const edge = edgeAt(secondOf(time) + SECOND - 1);
  return edge > from + EDGE_GUARD ? edge : from;
}

const secondOf = (time: number): number => Math.floor(time / SECOND) * SECOND;

function read(day: number, begins: number, { now, time, sessions }: Upstream): Reading {
  const knownFrom = Math.max(day, begins);
  const seen = inWindow(sessions, knownFrom, Math.min(day + DAY, now));
  const surely = Math.min(now, secondOf(time) + SECOND - 1);
  const unsettling = seen.filter(({ start, end }) => end === null && surely - start <= LONGEST_SESSION + SETTLE);
  const settled = surely - (day + DAY) > SETTLE && unsettling.length === 0;
  return { readAt: now, knownFrom, settled, sessions: seen };
}

/** What is held when a slow read lands of which some days were read again after it had been sent. */
export function landedLate(slow: History, fast: History, sentAt: History): History {
  const late = [...slow.days].filter(([day, reading]) => reading !== sentAt.days.get(day));
  const untouched = late.filter(([day]) => fast.days.get(day) === sentAt.days.get(day));
  return { days: new Map([...fast.days, ...untouched]), refusedAt: fast.refusedAt };
}

/** What was known of the beginning of a day stays known when the upstream has forgotten it. */
function joined(older: Reading | undefined, newer: Reading): Reading {
  if (!older?.settled || older.knownFrom >= newer.knownFrom) return newer;
  const forgotten = inWindow(older.sessions, older.knownFrom, newer.knownFrom);
  return { ...newer, knownFrom: older.knownFrom, sessions: [...forgotten, ...newer.sessions] };
}

type Clocks = Pick<Upstream, 'now' | 'time'>;

/** What could not be read, and why. */
interface Lack {
  readonly missing: ReadonlySet<number>;
  readonly failure: Failure;
}

/** A window whose days could not all be read; older readings stand in only for a failure that may pass. */
function answer({ days }: History, window: Window, { missing, failure }: Lack, clocks: Clocks): Answer | string {
  const { now } = clocks;
  const failed = daysOf(window).filter((day) => missing.has(day));
  if (failed.length === 0) return told(days, window, false, clocks);
  const { code, kind } = FAILURES[failure];
  const to = Math.min(window.to, ...failed.filter((day) => !days.has(day)));
  if (kind !== 'retryable' || to <= window.from || isCutTooFar(days, window, to, now)) return code;
  const isTooOld = failed.some((day) => day < to && now - (days.get(day)?.readAt ?? 0) > MAX_STALE);
  const held = isTooOld ? code : told(days, { from: window.from, to }, true, clocks);
  return typeof held === 'string' ? code : held;
}

/** Only the newest days may be left out, and only for as long as a reading may be old. */
const isCutTooFar = (days: History['days'], window: Window, to: number, now: number): boolean =>
  to < window.to && (now - to > MAX_STALE || daysOf({ from: to, to: window.to }).some((day) => days.has(day)));

/** The longest part of a window, up to its end, of which everything is known. */
function told(days: History['days'], { from, to }: Window, stale: boolean, clocks: Clocks): Answer | string {
  const { now } = clocks;
  const known: Reading[] = [];
  let start = to;
  for (const day of daysOf({ from, to }).toReversed()) {
    const reading = days.get(day);
    if (reading === undefined || reading.knownFrom >= to || !isAnswerable(day, reading, stale, clocks)) break;
    known.push(reading);
    start = Math.max(from, reading.knownFrom);
    if (reading.knownFrom > day) break;
  }
  if (known.length === 0) return 'RANGE_NOT_RETAINED';
  const open = known.filter(({ settled, readAt }) => !settled || readAt > now).map(({ readAt }) => readAt);
  const asOf = open.length === 0 ? now : Math.min(...open);
  const sessions = known.flatMap((reading) => inWindow(reading.sessions, start, to));
  return { from: start, to, asOf, stale, sessions };
}

/** A reading that was not settled is no knowledge any more once nothing better can be had; one that was is, by whatever clock. */
function isAnswerable(day: number, reading: Reading, stale: boolean, { now, time }: Clocks): boolean {
  const isForgotten = day + DAY <= edgeAt(Math.max(now, time));
  const isGood = isForgotten ? reading.settled : isBelieved(reading, now);
  return day + DAY > now - HISTORY && (isGood || (stale && now - reading.readAt <= MAX_STALE));
}
