// The past, read once: what is held is not read again, and what is being read is not read twice. It does not know how reading is done.
import { Failure } from '../errors.js';
import { assemble, assembleWithout, type Pieces } from './assemble.js';
import { type Asker, type Cost, counted } from './cost.js';
import { type Day, type DayRun, dayOf, daysOf, endOf, listOf, startOf } from './day.js';
import type { DeviceKey } from '../sessions/device.js';
import { createFlights, type Flight, type FlightOptions, type Flights, type Landing } from './in-flight-reads.js';
import { daysIn, type HeldDay, type Remnant, remnantsOf, type SettlingRules, withBeginning } from './cached-day.js';
import { numberedAs } from '../sessions/session-identity.js';
import { createNotes, type Notes, type NotesOptions } from './negative-cache.js';
import { callsFor, type DayState, type FreshnessRules, isPast, stateOf } from './plan.js';
import { type Instant, intersection, isEmpty, type Range } from '../sessions/range.js';
import type { Answer, FetchReport, OnCall } from './report.js';
import { createSendOrder, type Sending } from './send-order.js';
import type { Store } from './store.js';

/** Answers any window within the range that was prepared. Throws the Failure that keeps it from being answered. */
export type AnswerFor = (window: Range) => Answer;

/** A range of a device, looked at but not read yet. */
export interface Prepared {
  /** How many calls it would start if it were read now. */
  readonly calls: number;
  /** Rejects only with the reason of the signal; what fails upstream is told to the windows that need it. */
  read(signal: AbortSignal): Promise<AnswerFor>;
  /** Answers from what is held, since for this reason nothing may be read. */
  without(failure: Failure): AnswerFor;
}

export interface History {
  prepare(device: DeviceKey, range: Range, asker: Asker): Promise<Prepared>;
  /** Drops all that is known of a device. */
  forget(device: DeviceKey): Promise<void>;
}

export interface HistoryOptions extends SettlingRules, FreshnessRules, FlightOptions, NotesOptions {
  readonly store: Store;
  readonly now: () => Instant;
  /** How it is read where the asker wants it read again; as ever, unless given. */
  readonly again?: FetchReport;
}

export function createHistory(options: HistoryOptions, next: FetchReport): History {
  const notes = createNotes(options);
  const flights = createFlights<Reading>(options);
  const sending = createSendOrder();
  const read = keeping(options, { notes, sending }, next);
  const readAgain = options.again ? keeping(options, { notes, sending }, options.again) : read;
  return {
    async prepare(device, range, asker) {
      const view = await look(device, range, asker, { options, notes, flights });
      return {
        calls: !asker.refresh && notes.failure(device) ? 0 : view.plan().length,
        without: (failure) => answersWithout(failure, view, NOTHING_READ, asker.cost, options),
        async read(signal) {
          const failure = asker.refresh ? undefined : notes.failure(device);
          if (failure && view.plan().length > 0)
            return answersWithout(failure, view, NOTHING_READ, asker.cost, options);
          const { failed, ...readings } = await fly(view, flights, asker.refresh ? readAgain : read, asker, signal);
          if (failed) return answersWithout(failed, view, readings, asker.cost, options);
          const pieces = view.pieces(readings);
          countDays(view, pieces, readings, asker.cost);
          return (window) => orNotRetained(assemble(within(window, view), pieces), window);
        },
      };
    },
    async forget(device) {
      notes.forget(device);
      await options.store.forget(device);
    },
  };
}

/** A report as it is kept: cut into days, each session under the number that it had before. */
interface Reading {
  readonly known: Range;
  readonly days: ReadonlyMap<Day, HeldDay>;
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
  readonly notes: Notes;
  readonly sending: (device: DeviceKey) => Sending;
}

/** One call, whose outcome is kept, whoever still waits for it. How much of today there is shows when it is sent, which may be later than now. */
function keeping(options: HistoryOptions, { notes, sending: begin }: Keeper, next: FetchReport): Read {
  return async ({ device, held }, run, signal, onCall) => {
    const forgettings = notes.forgettings();
    const sending = begin(device);
    const sent = (): void => {
      sending.sent();
      onCall();
    };
    try {
      const report = await next(device, { from: startOf(run.first), to: endOf(run.last) }, signal, sent);
      const days = withNumbers(daysIn(report, options), held);
      const remnants = remnantsOf(report, options).map((each) => afterHeld(each, held));
      if (notes.forgettings() === forgettings) keep(device, { days, remnants, sending }, options, notes);
      return { known: report.known, days, sending: sending.number() };
    } catch (error) {
      if (error instanceof Failure && sending.isLatest()) notes.noteFailure(device, error);
      throw error;
    } finally {
      sending.end();
    }
  };
}

interface Kept {
  readonly days: ReadonlyMap<Day, HeldDay>;
  readonly remnants: readonly Remnant[];
  readonly sending: Sending;
}

/** Of two readings of a day the one that was sent later stands, whichever lands first. */
function keep(device: DeviceKey, { days, remnants, sending }: Kept, { store }: HistoryOptions, notes: Notes): void {
  const latest = new Set(sending.land([...days.keys(), ...remnants.map(({ day }) => day)]));
  notes.noteRemnants(
    device,
    remnants.filter(({ day }) => latest.has(day)),
  );
  if (sending.isLatest()) notes.clearFailure(device);
  void store.put(device, new Map([...days].filter(([day]) => latest.has(day))));
}

const withNumbers = (days: ReadonlyMap<Day, HeldDay>, held: ReadonlyMap<Day, HeldDay>): Map<Day, HeldDay> =>
  new Map([...days].map(([day, read]) => [day, numbered(day, read, held)]));

const numbered = (day: Day, read: HeldDay, held: ReadonlyMap<Day, HeldDay>): HeldDay => ({
  ...read,
  series: numberedAs(held.get(day)?.series, read.series),
});

function afterHeld({ day, from, held: read }: Remnant, held: ReadonlyMap<Day, HeldDay>): Remnant {
  const whole = held.get(day);
  const beginning = whole?.settled ? { from: startOf(day), held: whole } : undefined;
  return withBeginning(beginning, { day, from, held: numbered(day, read, held) });
}

/** What is known of a range at the moment of asking. */
interface View {
  readonly device: DeviceKey;
  /** The days that may be known; what is asked beyond is neither read nor looked at. */
  readonly days: readonly Day[];
  readonly held: ReadonlyMap<Day, HeldDay>;
  readonly refresh: boolean;
  readonly stateAt: (day: Day) => DayState;
  /** The calls that would have to be made just now. */
  readonly plan: () => DayRun[];
  /** What is held, and over it what has been read. */
  readonly pieces: (readings: Readings) => Pieces;
}

interface Sources {
  readonly options: HistoryOptions;
  readonly notes: Notes;
  readonly flights: Flights<Reading>;
}

async function look(
  device: DeviceKey,
  range: Range,
  { refresh }: Asker,
  { options, notes, flights }: Sources,
): Promise<View> {
  const now = options.now();
  const reachable = intersection(range, { from: startOf(dayOf(now) - options.historyDays), to: range.to });
  const run = isEmpty(reachable) ? undefined : daysOf(reachable);
  const days = run ? listOf(run) : [];
  const held = await options.store.get(device, days);
  const isFlying = (day: Day): boolean => joinable(flights, device, day, refresh) !== undefined;
  const stateAt = (day: Day) =>
    stateOf(day, { held, remnants: notes.remnants(device), isFlying, now, refresh }, options);
  const usable = new Map([...held].filter(([day]) => stateAt(day) !== 'gone'));
  return {
    device,
    days,
    held,
    refresh,
    stateAt,
    plan: () => (run ? callsFor(run, stateAt) : []),
    pieces: (readings) => ({ days: withReadings(usable, readings, now), remnants: notes.remnants(device), now }),
  };
}

/** A read that was sent before a refresh was asked does not answer it. */
function joinable(
  flights: Flights<Reading>,
  device: DeviceKey,
  day: Day,
  refresh: boolean,
): Flight<Reading> | undefined {
  const flight = flights.of(device, day);
  return refresh && !flight?.isForRefresh() ? undefined : flight;
}

/** Over what is held come the reads that were joined, unless they are older, and over all of it the reads of one's own. */
function withReadings(held: ReadonlyMap<Day, HeldDay>, { own, joined }: Readings, now: Instant): Map<Day, HeldDay> {
  const days = new Map(held);
  for (const reading of joined.toSorted(bySending))
    for (const [day, read] of reading.days) if (!isNewer(held.get(day), read, now)) days.set(day, read);
  for (const reading of own.toSorted(bySending)) for (const [day, read] of reading.days) days.set(day, read);
  return days;
}

const bySending = (a: Reading, b: Reading): number => a.sending - b.sending;

/** Whether what is held was not read before that, by a clock that may be believed. */
const isNewer = (held: HeldDay | undefined, read: HeldDay, now: Instant): boolean =>
  held !== undefined && isPast(held, now) && held.readAt >= read.readAt;

/** Starts what is missing, joins what is flying, and waits for all of it. Nothing else happens between the plan and the start. */
async function fly(
  view: View,
  flights: Flights<Reading>,
  read: Read,
  asker: Asker,
  signal: AbortSignal,
): Promise<Readings & { readonly failed: Failure | undefined }> {
  const { device, days, refresh, stateAt, plan } = view;
  const joined = new Set<Flight<Reading>>();
  for (const day of days) {
    const flight = stateAt(day) === 'flying' ? joinable(flights, device, day, refresh) : undefined;
    if (flight) joined.add(flight);
  }
  const started = plan().map((run) =>
    flights.start(device, run, {
      refresh,
      read: (own, sent) => counted(asker, (onCall) => read(view, run, own, both(sent, onCall))),
    }),
  );
  asker.cost.shared += joined.size;
  const landed = async (waited: Iterable<Flight<Reading>>) =>
    Promise.all([...waited].map((flight) => flight.join(signal)));
  const [own, others] = await Promise.all([landed(started), landed(joined)]);
  const failed = [...own, ...others].find((landing) => landing.kind === 'failed')?.failure;
  return { own: readingsOf(own), joined: readingsOf(others), failed };
}

const both =
  (first: () => void, second: () => void): OnCall =>
  () => {
    first();
    second();
  };

const readingsOf = (landings: readonly Landing<Reading>[]): Reading[] =>
  landings.flatMap((landing) => (landing.kind === 'landed' ? [landing.reading] : []));

/** A day that was read just now counts as read, and every other one of which something is known as held. */
function countDays({ days }: View, { days: known, remnants }: Pieces, { own, joined }: Readings, cost: Cost): void {
  const reads = [...own, ...joined].map((reading) => daysOf(reading.known));
  for (const day of days) {
    if (reads.some(({ first, last }) => first <= day && day <= last)) cost.readDays += 1;
    else if (known.has(day) || remnants.has(day)) cost.heldDays += 1;
  }
}

function answersWithout(
  failure: Failure,
  view: View,
  readings: Readings,
  cost: Cost,
  options: HistoryOptions,
): AnswerFor {
  const pieces = view.pieces(readings);
  countDays(view, pieces, readings, cost);
  const isRead = (day: Day): boolean => [...readings.own, ...readings.joined].some(({ days }) => days.has(day));
  const isGood = (day: Day): boolean => isRead(day) || !['missing', 'flying'].includes(view.stateAt(day));
  const rules = { maxStale: options.maxStale, isGood };
  return (window) => orNotRetained(assembleWithout(failure, within(window, view), pieces, rules), window);
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
    `Nothing is known of ${iso(window.from)} to ${iso(window.to)}: the upstream remembers 180 days, and what is older is held only if it was read in time.`,
  );
}

const iso = (instant: Instant): string => new Date(instant).toISOString();
