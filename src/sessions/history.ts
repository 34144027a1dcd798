// The past, read once: what is held is not read again, and what is being read is not read twice. It does not know how reading is done.
import { Failure } from '../errors.js';
import { assemble, assembleWithout, type Pieces } from './assembly.js';
import { type Asker, type Cost, counted } from './cost.js';
import { type Day, type DayRun, dayOf, daysOf, endOf, listOf, startOf } from './day.js';
import type { DeviceKey } from './device.js';
import { createFlights, type Flight, type FlightOptions, type Flights, type Landing } from './flights.js';
import { daysIn, type HeldDay, remnantsOf, type SettlingRules } from './held-day.js';
import { createNotes, type Notes, type NotesOptions } from './notes.js';
import { callsFor, type DayState, type FreshnessRules, stateOf } from './plan.js';
import { type Instant, intersection, isEmpty, type Range } from './range.js';
import type { Answer, FetchReport, OnCall, Report } from './report.js';
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
  /** How it is read where the asker wants it read again; as ever, unless given. */
  readonly again?: FetchReport;
}

export function createHistory(options: HistoryOptions, next: FetchReport): History {
  const notes = createNotes(options);
  const flights = createFlights(options);
  const read = keeping(options, notes, next);
  const readAgain = options.again ? keeping(options, notes, options.again) : read;
  return {
    async prepare(device, range, asker) {
      const view = await look(device, range, asker, { options, notes, flights });
      return {
        calls: !asker.refresh && notes.failure(device) ? 0 : view.plan().length,
        without: (failure) => answersWithout(failure, view, [], asker.cost, options),
        async read(signal) {
          const failure = asker.refresh ? undefined : notes.failure(device);
          if (failure && view.plan().length > 0) return answersWithout(failure, view, [], asker.cost, options);
          const landings = await fly(view, flights, asker.refresh ? readAgain : read, asker, signal);
          const failed = landings.find((landing) => landing.kind === 'failed');
          if (failed) return answersWithout(failed.failure, view, landings, asker.cost, options);
          const pieces = view.pieces(landings);
          countDays(view, pieces, landings, asker.cost);
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

type Read = (device: DeviceKey, run: DayRun, signal: AbortSignal, onCall: OnCall) => Promise<Report>;

/** One call, whose outcome is kept, whoever still waits for it. How much of today there is shows when it is sent, which may be later than now. */
function keeping(options: HistoryOptions, notes: Notes, next: FetchReport): Read {
  return async (device, run, signal, onCall) => {
    const forgettings = notes.forgettings();
    try {
      const report = await next(device, { from: startOf(run.first), to: endOf(run.last) }, signal, onCall);
      if (notes.forgettings() === forgettings) keep(device, report, options, notes);
      return report;
    } catch (error) {
      if (error instanceof Failure) notes.noteFailure(device, error);
      throw error;
    }
  };
}

function keep(device: DeviceKey, report: Report, options: HistoryOptions, notes: Notes): void {
  notes.noteRemnants(device, remnantsOf(report, options));
  notes.clearFailure(device);
  void options.store.put(device, daysIn(report, options));
}

/** What is known of a range at the moment of asking. */
interface View {
  readonly device: DeviceKey;
  /** The days that may be known; what is asked beyond is neither read nor looked at. */
  readonly days: readonly Day[];
  readonly stateAt: (day: Day) => DayState;
  /** The calls that would have to be made just now. */
  readonly plan: () => DayRun[];
  /** What is held, and over it what has landed. */
  readonly pieces: (landings: readonly Landing[]) => Pieces;
}

interface Sources {
  readonly options: HistoryOptions;
  readonly notes: Notes;
  readonly flights: Flights;
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
  const isFlying = (day: Day): boolean => flights.of(device, day) !== undefined;
  const stateAt = (day: Day) =>
    stateOf(day, { held, remnants: notes.remnants(device), isFlying, now, refresh }, options);
  const usable = new Map([...held].filter(([day]) => stateAt(day) !== 'gone'));
  return {
    device,
    days,
    stateAt,
    plan: () => (run ? callsFor(run, stateAt) : []),
    pieces: (landings) => ({ days: withLanded(usable, landings, options), remnants: notes.remnants(device), now }),
  };
}

function withLanded(
  held: ReadonlyMap<Day, HeldDay>,
  landings: readonly Landing[],
  rules: SettlingRules,
): Map<Day, HeldDay> {
  const reports = landings.flatMap((landing) => (landing.kind === 'landed' ? [landing.report] : []));
  return new Map([...held, ...reports.flatMap((report) => [...daysIn(report, rules)])]);
}

/** Starts what is missing, joins what is flying, and waits for all of it. Nothing else happens between the plan and the start. */
async function fly(
  { device, days, stateAt, plan }: View,
  flights: Flights,
  read: Read,
  asker: Asker,
  signal: AbortSignal,
): Promise<Landing[]> {
  const states = days.map(stateAt);
  const joined = new Set<Flight>();
  for (const [index, day] of days.entries()) {
    const flight = states[index] === 'flying' ? flights.of(device, day) : undefined;
    if (flight) joined.add(flight);
  }
  const started = plan().map((run) =>
    flights.start(device, run, (own) => counted(asker, (onCall) => read(device, run, own, onCall))),
  );
  asker.cost.shared += joined.size;
  return Promise.all([...started, ...joined].map((flight) => flight.join(signal)));
}

/** A day that was read just now counts as read, and every other one of which something is known as held. */
function countDays({ days }: View, { days: known, remnants }: Pieces, landings: readonly Landing[], cost: Cost): void {
  const reads = landings.flatMap((landing) => (landing.kind === 'landed' ? [daysOf(landing.report.known)] : []));
  for (const day of days) {
    if (reads.some(({ first, last }) => first <= day && day <= last)) cost.readDays += 1;
    else if (known.has(day) || remnants.has(day)) cost.heldDays += 1;
  }
}

function answersWithout(
  failure: Failure,
  view: View,
  landings: readonly Landing[],
  cost: Cost,
  options: HistoryOptions,
): AnswerFor {
  const pieces = view.pieces(landings);
  countDays(view, pieces, landings, cost);
  const landed = withLanded(new Map(), landings, options);
  const isGood = (day: Day): boolean => landed.has(day) || !['missing', 'flying'].includes(view.stateAt(day));
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
