// The read-through cache of device history: settled days are never read again, concurrent reads are shared.
import { Failure } from '../errors.js';
import type { DeviceKey } from '../sessions/device.js';
import { type Instant, intersection, isEmpty, type Range } from '../sessions/range.js';
import { withStableOrdinals } from '../sessions/session-identity.js';
import { type AssemblyInput, assemble, assembleWithout } from './assemble.js';
import {
  type CachedDay,
  daysIn,
  type PartialDay,
  partialDaysOf,
  type SettlingRules,
  withBeginning,
} from './cached-day.js';
import { type Cost, type ReadContext, withCallAccounting } from './cost.js';
import { type Day, type DayRun, dayOf, daysOf, endOf, listOf, startOf } from './day.js';
import {
  createInFlightReads,
  type InFlightRead,
  type InFlightReadOptions,
  type InFlightReads,
  type ReadResult,
} from './in-flight-reads.js';
import { createNegativeCache, type NegativeCache, type NegativeCacheOptions } from './negative-cache.js';
import { callsFor, type DayState, type FreshnessRules, isPast, stateOf } from './plan.js';
import type { Answer, FetchReport, OnCall } from './report.js';
import { createSendOrder, type Sending } from './send-order.js';
import type { Store } from './store.js';

/** Answers any window within the range that was prepared. Throws the Failure that keeps it from being answered. */
export type AnswerFor = (window: Range) => Answer;

/** A range of a device, looked at but not read yet. */
export interface Prepared {
  /** How many calls it would start if it were read now. */
  readonly calls: number;
  /** Rejects only with the reason of the signal; upstream failures are thrown for the windows that need them. */
  read(signal: AbortSignal): Promise<AnswerFor>;
  /** Answers from what is held, since for this reason nothing may be read. */
  without(failure: Failure): AnswerFor;
}

export interface History {
  prepare(device: DeviceKey, range: Range, readContext: ReadContext): Promise<Prepared>;
  /** Drops all that is known of a device. */
  forget(device: DeviceKey): Promise<void>;
}

export interface HistoryOptions extends SettlingRules, FreshnessRules, InFlightReadOptions, NegativeCacheOptions {
  readonly store: Store;
  readonly now: () => Instant;
  /** How it is read where the asker wants it read again; as ever, unless given. */
  readonly again?: FetchReport;
}

export function createHistory(options: HistoryOptions, next: FetchReport): History {
  const negativeCache = createNegativeCache(options);
  const inFlightReads = createInFlightReads<Reading>(options);
  const sending = createSendOrder();
  const read = cachingRead(options, { negativeCache, sending }, next);
  const readAgain = options.again ? cachingRead(options, { negativeCache, sending }, options.again) : read;
  return {
    async prepare(device, range, readContext) {
      const view = await inspect(device, range, readContext, { options, negativeCache, inFlightReads });
      return {
        calls: !readContext.refresh && negativeCache.failure(device) ? 0 : view.plan().length,
        without: (failure) => answersWithout(failure, view, NOTHING_READ, readContext.cost, options),
        async read(signal) {
          const failure = readContext.refresh ? undefined : negativeCache.failure(device);
          if (failure && view.plan().length > 0)
            return answersWithout(failure, view, NOTHING_READ, readContext.cost, options);
          const { failed, ...readings } = await readMissing(
            view,
            inFlightReads,
            readContext.refresh ? readAgain : read,
            readContext,
            signal,
          );
          if (failed) return answersWithout(failed, view, readings, readContext.cost, options);
          const input = view.input(readings);
          countDays(view, input, readings, readContext.cost);
          return (window) => orNotRetained(assemble(within(window, view), input), window);
        },
      };
    },
    async forget(device) {
      negativeCache.forget(device);
      await options.store.forget(device);
    },
  };
}

/** A report as it is kept: cut into days, each session under the number that it had before. */
interface Reading {
  readonly known: Range;
  readonly days: ReadonlyMap<Day, CachedDay>;
  /** Its place in the order in which reads were sent. */
  readonly sending: number;
}

/** What has been read for an operation: by reads of its own, which were sent after it was asked, and by others that it joined. */
interface Readings {
  readonly own: readonly Reading[];
  readonly joined: readonly Reading[];
}

const NOTHING_READ: Readings = { own: [], joined: [] };

type Read = (view: View, run: DayRun, signal: AbortSignal, onCall: OnCall) => Promise<Reading>;

interface Keeper {
  readonly negativeCache: NegativeCache;
  readonly sending: (device: DeviceKey) => Sending;
}

/** One call, whose outcome is kept, whoever still waits for it. How much of today there is shows when it is sent, which may be later than now. */
function cachingRead(options: HistoryOptions, { negativeCache, sending: begin }: Keeper, next: FetchReport): Read {
  return async ({ device, held }, run, signal, onCall) => {
    const generation = negativeCache.generation();
    const sending = begin(device);
    const sent = (): void => {
      sending.sent();
      onCall();
    };
    try {
      const report = await next(device, { from: startOf(run.first), to: endOf(run.last) }, signal, sent);
      const days = withNumbers(daysIn(report, options), held);
      const partialDays = partialDaysOf(report, options).map((each) => afterHeld(each, held));
      if (negativeCache.generation() === generation)
        keep(device, { days, partialDays, sending }, options, negativeCache);
      return { known: report.known, days, sending: sending.number() };
    } catch (error) {
      if (error instanceof Failure && sending.isLatest()) negativeCache.noteFailure(device, error);
      throw error;
    } finally {
      sending.end();
    }
  };
}

interface Kept {
  readonly days: ReadonlyMap<Day, CachedDay>;
  readonly partialDays: readonly PartialDay[];
  readonly sending: Sending;
}

/** Of two readings of a day the one that was sent later is kept, whichever response arrives first. */
function keep(
  device: DeviceKey,
  { days, partialDays, sending }: Kept,
  { store }: HistoryOptions,
  negativeCache: NegativeCache,
): void {
  const latest = new Set(sending.complete([...days.keys(), ...partialDays.map(({ day }) => day)]));
  negativeCache.notePartialDays(
    device,
    partialDays.filter(({ day }) => latest.has(day)),
  );
  if (sending.isLatest()) negativeCache.clearFailure(device);
  void store.put(device, new Map([...days].filter(([day]) => latest.has(day))));
}

/** A day that was not held keeps the numbers that it came with. */
const withNumbers = (days: Map<Day, CachedDay>, held: ReadonlyMap<Day, CachedDay>): Map<Day, CachedDay> =>
  held.size === 0
    ? days
    : new Map([...days].map(([day, read]) => [day, held.has(day) ? numbered(day, read, held) : read]));

function numbered(day: Day, read: CachedDay, held: ReadonlyMap<Day, CachedDay>): CachedDay {
  const series = withStableOrdinals(held.get(day)?.series, read.series);
  const { readAt, settled, deviceId, transactionId } = read;
  return { series, readAt, settled, deviceId, transactionId };
}

function afterHeld({ day, from, held: read }: PartialDay, held: ReadonlyMap<Day, CachedDay>): PartialDay {
  const whole = held.get(day);
  const beginning = whole?.settled ? { from: startOf(day), held: whole } : undefined;
  return withBeginning(beginning, { day, from, held: numbered(day, read, held) });
}

/** What is known of a range at the moment of asking. */
interface View {
  readonly device: DeviceKey;
  /** The days that may be known; what is asked beyond is neither read nor looked at. */
  readonly days: readonly Day[];
  readonly held: ReadonlyMap<Day, CachedDay>;
  readonly refresh: boolean;
  readonly stateAt: (day: Day) => DayState;
  /** The calls that would have to be made just now. */
  readonly plan: () => DayRun[];
  /** What is held, and over it what has been read. */
  readonly input: (readings: Readings) => AssemblyInput;
}

interface Sources {
  readonly options: HistoryOptions;
  readonly negativeCache: NegativeCache;
  readonly inFlightReads: InFlightReads<Reading>;
}

async function inspect(
  device: DeviceKey,
  range: Range,
  { refresh }: ReadContext,
  { options, negativeCache, inFlightReads }: Sources,
): Promise<View> {
  const now = options.now();
  const reachable = intersection(range, { from: startOf(dayOf(now) - options.historyDays), to: range.to });
  const run = isEmpty(reachable) ? undefined : daysOf(reachable);
  const days = run ? listOf(run) : [];
  const held = await options.store.get(device, days);
  const isInFlight = (day: Day): boolean => joinable(inFlightReads, device, day, refresh) !== undefined;
  const stateAt = (day: Day) =>
    stateOf(day, { held, partialDays: negativeCache.partialDays(device), isInFlight, now, refresh }, options);
  const usable = new Map([...held].filter(([day]) => stateAt(day) !== 'gone'));
  return {
    device,
    days,
    held,
    refresh,
    stateAt,
    plan: () => (run ? callsFor(run, stateAt) : []),
    input: (readings) => ({
      days: withReadings(usable, readings, now),
      partialDays: negativeCache.partialDays(device),
      now,
    }),
  };
}

/** A read that was sent before a refresh was asked does not answer it. */
function joinable(
  inFlightReads: InFlightReads<Reading>,
  device: DeviceKey,
  day: Day,
  refresh: boolean,
): InFlightRead<Reading> | undefined {
  const inFlightRead = inFlightReads.of(device, day);
  return refresh && !inFlightRead?.isForRefresh() ? undefined : inFlightRead;
}

/** Over what is held come the reads that were joined, unless they are older, and over all of it the reads of one's own. */
function withReadings(held: ReadonlyMap<Day, CachedDay>, { own, joined }: Readings, now: Instant): Map<Day, CachedDay> {
  const days = new Map(held);
  for (const reading of joined.toSorted(bySending))
    for (const [day, read] of reading.days) if (!isNewer(held.get(day), read, now)) days.set(day, read);
  for (const reading of own.toSorted(bySending)) for (const [day, read] of reading.days) days.set(day, read);
  return days;
}

const bySending = (a: Reading, b: Reading): number => a.sending - b.sending;

/** Whether what is held was not read before that, by a clock that may be believed. */
const isNewer = (held: CachedDay | undefined, read: CachedDay, now: Instant): boolean =>
  held !== undefined && isPast(held, now) && held.readAt >= read.readAt;

/** Starts what is missing, joins what is in flight, and waits for all of it. Nothing else happens between the plan and the start. */
async function readMissing(
  view: View,
  inFlightReads: InFlightReads<Reading>,
  read: Read,
  readContext: ReadContext,
  signal: AbortSignal,
): Promise<Readings & { readonly failed: Failure | undefined }> {
  const { device, days, refresh, stateAt, plan } = view;
  const joined = new Set<InFlightRead<Reading>>();
  for (const day of days) {
    const inFlightRead = stateAt(day) === 'in-flight' ? joinable(inFlightReads, device, day, refresh) : undefined;
    if (inFlightRead) joined.add(inFlightRead);
  }
  const started = plan().map((run) =>
    inFlightReads.start(device, run, {
      refresh,
      read: (own, sent) => withCallAccounting(readContext, (onCall) => read(view, run, own, both(sent, onCall))),
    }),
  );
  readContext.cost.shared += joined.size;
  const completed = async (waited: Iterable<InFlightRead<Reading>>) =>
    Promise.all([...waited].map((inFlightRead) => inFlightRead.join(signal)));
  const [own, others] = await Promise.all([completed(started), completed(joined)]);
  const failed = [...own, ...others].find((result) => result.kind === 'failed')?.failure;
  return { own: readingsOf(own), joined: readingsOf(others), failed };
}

const both =
  (first: () => void, second: () => void): OnCall =>
  () => {
    first();
    second();
  };

const readingsOf = (results: readonly ReadResult<Reading>[]): Reading[] =>
  results.flatMap((result) => (result.kind === 'completed' ? [result.reading] : []));

/** A day that was read just now counts as read, and every other one of which something is known as held. */
function countDays(
  { days }: View,
  { days: known, partialDays }: AssemblyInput,
  { own, joined }: Readings,
  cost: Cost,
): void {
  const reads = [...own, ...joined].map((reading) => daysOf(reading.known));
  for (const day of days) {
    if (reads.some(({ first, last }) => first <= day && day <= last)) cost.readDays += 1;
    else if (known.has(day) || partialDays.has(day)) cost.heldDays += 1;
  }
}

function answersWithout(
  failure: Failure,
  view: View,
  readings: Readings,
  cost: Cost,
  options: HistoryOptions,
): AnswerFor {
  const input = view.input(readings);
  countDays(view, input, readings, cost);
  const isRead = (day: Day): boolean => [...readings.own, ...readings.joined].some(({ days }) => days.has(day));
  const isGood = (day: Day): boolean => isRead(day) || !['missing', 'in-flight'].includes(view.stateAt(day));
  const rules = { maxStale: options.maxStale, isGood };
  return (window) => orNotRetained(assembleWithout(failure, within(window, view), input, rules), window);
}

/** A window may begin a thousand years ago; only as much of it is looked at as can be known. */
function within(window: Range, { days }: View): Range {
  const [first] = days;
  if (isEmpty(window)) return window;
  return first === undefined
    ? { from: window.to, to: window.to }
    : intersection(window, { from: startOf(first), to: window.to });
}

function orNotRetained(answer: Answer, window: Range): Answer {
  if (!isEmpty(answer.known) || isEmpty(window)) return answer;
  throw new Failure(
    'RANGE_NOT_RETAINED',
    `Nothing is known of ${iso(window.from)} to ${iso(window.to)}: the upstream retains 180 days, and what is older is held only if it was read in time.`,
  );
}

const iso = (instant: Instant): string => new Date(instant).toISOString();
