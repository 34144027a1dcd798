// Reads days from the upstream and caches what was read, in the order in which reads were sent.
import { Failure } from '../errors.js';
import type { DeviceKey } from '../sessions/device.js';
import type { Range } from '../sessions/range.js';
import { withStableOrdinals } from '../sessions/session-identity.js';
import {
  type CachedDay,
  daysIn,
  type PartialDay,
  partialDaysOf,
  type SettlingRules,
  withBeginning,
} from './cached-day.js';
import { type Day, type DayRun, endOf, startOf } from './day.js';
import type { NegativeCache } from './negative-cache.js';
import type { PartialDayStore } from './partial-days.js';
import type { FetchReport, OnCall } from './report.js';
import type { Sending } from './send-order.js';
import type { Store } from './store.js';

export interface ReadOptions extends SettlingRules {
  readonly store: Store;
  /** Whether a read waits until the store has what it read, since that is then kept whatever happens to the process. */
  readonly isDurable?: boolean;
}

/** A device, and what was held of it when the read was decided: sessions keep the numbers that they have there. */
export interface Basis {
  readonly device: DeviceKey;
  readonly held: ReadonlyMap<Day, CachedDay>;
}

/** A report as it is kept: cut into days, each session under the number that it had before. */
export interface Reading {
  readonly known: Range;
  readonly days: ReadonlyMap<Day, CachedDay>;
  /** Its place in the order in which reads were sent. */
  readonly sending: number;
}

/** What has been read for an operation: by reads of its own, which were sent after it was asked, and by others that it joined. */
export interface Readings {
  readonly own: readonly Reading[];
  readonly joined: readonly Reading[];
}

export const NOTHING_READ: Readings = { own: [], joined: [] };

export type Read = (basis: Basis, run: DayRun, signal: AbortSignal, onCall: OnCall) => Promise<Reading>;

export interface Keeper {
  readonly negativeCache: NegativeCache;
  readonly partialDayStore: PartialDayStore;
  readonly sending: (device: DeviceKey) => Sending;
  /** How often anything was forgotten: what was being read meanwhile is not kept. */
  readonly generation: () => number;
}

/** One call, whose outcome is kept, whoever still waits for it. How much of today there is shows when it is sent, which may be later than now. */
export function cachingRead(options: ReadOptions, keeper: Keeper, next: FetchReport): Read {
  return async ({ device, held }, run, signal, onCall) => {
    const generation = keeper.generation();
    const sending = keeper.sending(device);
    const sent = (): void => {
      sending.sent();
      onCall();
    };
    try {
      const report = await next(
        { device, range: { from: startOf(run.first), to: endOf(run.last) } },
        { signal, onCall: sent },
      );
      const days = withNumbers(daysIn(report, options), held);
      const partialDays = partialDaysOf(report, options).map((each) => afterHeld(each, held));
      if (keeper.generation() === generation) await keep(device, { days, partialDays, sending }, options, keeper);
      return { known: report.known, days, sending: sending.number() };
    } catch (error) {
      if (error instanceof Failure && sending.isLatest()) keeper.negativeCache.noteFailure(device, error);
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
  { store, isDurable = false }: ReadOptions,
  { negativeCache, partialDayStore }: Keeper,
): Promise<void> | undefined {
  const latest = new Set(sending.complete([...days.keys(), ...partialDays.map(({ day }) => day)]));
  partialDayStore.put(
    device,
    partialDays.filter(({ day }) => latest.has(day)),
  );
  if (sending.isLatest()) negativeCache.clearFailure(device);
  const putting = store.put(device, new Map([...days].filter(([day]) => latest.has(day))));
  return isDurable ? putting : undefined;
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
