// The read-through cache of device history: settled days are never read again, concurrent reads are shared.
import { Failure } from '../errors.js';
import type { DeviceKey } from '../sessions/device.js';
import { type Instant, isEmpty, type Range } from '../sessions/range.js';
import { type AssemblyInput, assemble, assembleWithout } from './assemble.js';
import type { SettlingRules } from './cached-day.js';
import type { ReadContext } from './cost.js';
import type { Day } from './day.js';
import { createInFlightReads, type InFlightReadOptions } from './in-flight-reads.js';
import { createNegativeCache, type NegativeCacheOptions } from './negative-cache.js';
import { createPartialDayStore } from './partial-days.js';
import type { FreshnessRules } from './plan.js';
import { cachingRead, type Keeper, NOTHING_READ, type Reading, type Readings } from './reading.js';
import type { Answer, FetchReport } from './report.js';
import { createSendOrder } from './send-order.js';
import type { Store } from './store.js';
import { countDays, inspect, planDays, type ReadPlan, readMissing, type View, within } from './view.js';

/** Answers any window within the range that was prepared. Throws the Failure that keeps it from being answered. */
export type AnswerFor = (window: Range) => Answer;

/** What one device would cost. */
export interface DevicePlan extends ReadPlan {
  /** The documented failure that is remembered of the device, and that it would be answered with. */
  readonly failure: Failure | undefined;
}

/** A range of a device, looked at but not read yet. */
export interface Prepared {
  /** How many calls it would start if it were read now. */
  readonly calls: number;
  /** Rejects only with the reason of the signal; upstream failures are thrown for the windows that need them. */
  read(signal: AbortSignal): Promise<AnswerFor>;
  /** Answers from what is held, since for this reason nothing may be read. */
  without(failure: Failure): AnswerFor;
  /** What reading would cost; or answering without reading, where it may not be done. */
  plan(mayRead: boolean): DevicePlan;
}

export interface History {
  prepare(device: DeviceKey, range: Range, readContext: ReadContext): Promise<Prepared>;
  /** Drops all that is known of a device. */
  forget(device: DeviceKey): Promise<void>;
}

export interface HistoryOptions extends SettlingRules, FreshnessRules, InFlightReadOptions, NegativeCacheOptions {
  readonly store: Store;
  readonly isDurable?: boolean;
  readonly now: () => Instant;
  /** How it is read where the asker wants it read again; as ever, unless given. */
  readonly again?: FetchReport;
}

export function createHistory(options: HistoryOptions, next: FetchReport): History {
  const negativeCache = createNegativeCache(options);
  const partialDayStore = createPartialDayStore();
  const inFlightReads = createInFlightReads<Reading>(options);
  let generation = 0;
  const keeper: Keeper = { negativeCache, partialDayStore, sending: createSendOrder(), generation: () => generation };
  const read = cachingRead(options, keeper, next);
  const readAgain = options.again ? cachingRead(options, keeper, options.again) : read;
  return {
    async prepare(device, range, readContext) {
      const { refresh, cost } = readContext;
      const view = await inspect(device, range, readContext, { options, partialDayStore, inFlightReads });
      const remembered = (): Failure | undefined => (refresh ? undefined : negativeCache.failure(device));
      const counted = (readings: Readings): AssemblyInput => {
        const input = view.input(readings);
        countDays(view, input, readings, cost);
        return input;
      };
      const without = (failure: Failure, readings = NOTHING_READ): AnswerFor => {
        const input = counted(readings);
        const rules = { maxStale: options.maxStale, isGood: isGoodIn(view, readings) };
        return (window) => orNotRetained(assembleWithout(failure, within(window, view), input, rules), window);
      };
      return {
        calls: remembered() ? 0 : view.plan().length,
        without,
        plan(mayRead) {
          const failure = view.plan().length > 0 ? remembered() : undefined;
          return { ...planDays(view, inFlightReads, mayRead && failure === undefined), failure };
        },
        async read(signal) {
          const failure = remembered();
          if (failure && view.plan().length > 0) return without(failure);
          const reader = refresh ? readAgain : read;
          const { failed, ...readings } = await readMissing(view, inFlightReads, reader, readContext, signal);
          if (failed) return without(failed, readings);
          const input = withoutForgotten(counted(readings), readings, isGoodIn(view, readings));
          return (window) => orNotRetained(assemble(within(window, view), input), window);
        },
      };
    },
    async forget(device) {
      generation += 1;
      partialDayStore.forget(device);
      negativeCache.forget(device);
      await options.store.forget(device);
    },
  };
}

/** Whether a day was read just now, or is held and need not be read. */
const isGoodIn =
  (view: View, { own, joined }: Readings) =>
  (day: Day): boolean =>
    [...own, ...joined].some(({ days }) => days.has(day)) || !['missing', 'in-flight'].includes(view.stateAt(day));

/** A day that could still change when it was read last, and that the upstream has forgotten meanwhile, is not known any more. */
function withoutForgotten(
  input: AssemblyInput,
  { own, joined }: Readings,
  isGood: (day: Day) => boolean,
): AssemblyInput {
  if (own.length + joined.length === 0) return input;
  return { ...input, days: new Map([...input.days].filter(([day, { settled }]) => settled || isGood(day))) };
}

function orNotRetained(answer: Answer, window: Range): Answer {
  if (!isEmpty(answer.known) || isEmpty(window)) return answer;
  throw new Failure(
    'RANGE_NOT_RETAINED',
    `Nothing is known of ${iso(window.from)} to ${iso(window.to)}: the upstream retains 180 days, and what is older is held only if it was read in time.`,
  );
}

const iso = (instant: Instant): string => new Date(instant).toISOString();
