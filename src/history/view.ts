// What is known of a range of a device at the moment of asking: which days are held, in flight or missing, and how the missing are read.
import type { Failure } from '../errors.js';
import type { DeviceKey } from '../sessions/device.js';
import { type Instant, intersection, isEmpty, type Range } from '../sessions/range.js';
import type { AssemblyInput } from './assemble.js';
import type { CachedDay } from './cached-day.js';
import { type Cost, type ReadContext, withCallAccounting } from './cost.js';
import { type Day, type DayRun, dayOf, daysOf, endOf, listOf, startOf } from './day.js';
import type { InFlightRead, InFlightReads, ReadResult } from './in-flight-reads.js';
import type { PartialDayStore } from './partial-days.js';
import { callsFor, type DayState, type FreshnessRules, isPast, stateOf } from './plan.js';
import { type Basis, NOTHING_READ, type Read, type Reading, type Readings } from './reading.js';
import type { OnCall } from './report.js';
import type { Store } from './store.js';

export interface ViewOptions extends FreshnessRules {
  readonly store: Store;
  readonly now: () => Instant;
}

/** What is known of a range at the moment of asking. */
export interface View extends Basis {
  /** The days that may be known; what is asked beyond is neither read nor looked at. */
  readonly days: readonly Day[];
  readonly refresh: boolean;
  readonly stateAt: (day: Day) => DayState;
  /** The calls that would have to be made just now. */
  readonly plan: () => DayRun[];
  /** What is held, and over it what has been read. */
  readonly input: (readings: Readings) => AssemblyInput;
}

export interface Sources {
  readonly options: ViewOptions;
  readonly partialDayStore: PartialDayStore;
  readonly inFlightReads: InFlightReads<Reading>;
}

export async function inspect(
  device: DeviceKey,
  range: Range,
  { refresh }: ReadContext,
  { options, partialDayStore, inFlightReads }: Sources,
): Promise<View> {
  const now = options.now();
  const reachable = intersection(range, { from: startOf(dayOf(now) - options.historyDays), to: range.to });
  const run = isEmpty(reachable) ? undefined : daysOf(reachable);
  const days = run ? listOf(run) : [];
  const held = await options.store.get(device, days);
  const isInFlight = (day: Day): boolean => joinable(inFlightReads, device, day, refresh) !== undefined;
  const stateAt = (day: Day) =>
    stateOf(day, { held, partialDays: partialDayStore.of(device), isInFlight, now, refresh }, options);
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
      partialDays: partialDayStore.of(device),
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
export async function readMissing(
  view: View,
  inFlightReads: InFlightReads<Reading>,
  read: Read,
  readContext: ReadContext,
  signal: AbortSignal,
): Promise<Readings & { readonly failed: Failure | undefined }> {
  const { device, refresh, plan } = view;
  const joined = joinableReads(view, inFlightReads);
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

function joinableReads(
  { device, days, refresh, stateAt }: View,
  inFlightReads: InFlightReads<Reading>,
): ReadonlySet<InFlightRead<Reading>> {
  const joined = days.map((day) =>
    stateAt(day) === 'in-flight' ? joinable(inFlightReads, device, day, refresh) : undefined,
  );
  return new Set(joined.filter((inFlightRead) => inFlightRead !== undefined));
}

/** What reading would do, and how its days would be counted. */
export interface ReadPlan extends Pick<Cost, 'shared' | 'heldDays' | 'readDays'> {
  /** A range for each call, in whole UTC days. */
  readonly reads: readonly Range[];
}

export function planDays(view: View, inFlightReads: InFlightReads<Reading>, mayRead: boolean): ReadPlan {
  const runs = mayRead ? view.plan() : [];
  const { days: known, partialDays } = view.input(NOTHING_READ);
  const isRead = (day: Day): boolean =>
    runs.some(({ first, last }) => first <= day && day <= last) || (mayRead && view.stateAt(day) === 'in-flight');
  const isHeld = (day: Day): boolean => !isRead(day) && (known.has(day) || partialDays.has(day));
  return {
    reads: runs.map(({ first, last }) => ({ from: startOf(first), to: endOf(last) })),
    shared: mayRead ? joinableReads(view, inFlightReads).size : 0,
    heldDays: view.days.filter(isHeld).length,
    readDays: view.days.filter(isRead).length,
  };
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
export function countDays(
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

/** A window may begin a thousand years ago; only as much of it is looked at as can be known. */
export function within(window: Range, { days }: View): Range {
  const [first] = days;
  if (isEmpty(window)) return window;
  return first === undefined
    ? { from: window.to, to: window.to }
    : intersection(window, { from: startOf(first), to: window.to });
}
