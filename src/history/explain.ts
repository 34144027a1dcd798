// Plans an operation without reading anything: what it would cost, and what would refuse it.
import type { Failure } from '../errors.js';
import { type DeviceKey, deviceId } from '../sessions/device.js';
import type { Instant } from '../sessions/range.js';
import { EMPTY } from '../sessions/series.js';
import { type Cost, noCost } from './cost.js';
import type { DevicePlan } from './history.js';
import { joinedByDevice, type LoadAnswer, type LoaderOptions, refusalOf, type SessionQuery } from './loader.js';

export interface Plan {
  /** As the operation would count it; retries are unknown before. */
  readonly cost: Cost;
  /** Distinct windows that are asked for. */
  readonly windows: number;
  readonly devices: readonly (DevicePlan & { readonly device: DeviceKey })[];
  /** Why the calls that it needs would not be made: only what is held would be answered. */
  readonly refusal: Failure | undefined;
}

export interface Explanation {
  /** Answers every query with no sessions at once, and remembers that it was asked. */
  readonly load: LoadAnswer;
  /** The plan for all that has been asked. */
  readonly plan: () => Promise<Plan>;
}

export interface ExplainOptions extends Omit<LoaderOptions, 'signal' | 'inBatch'> {
  readonly now: Instant;
  /** Why the upstream is not asked at all just now. */
  readonly upstreamRefusal: () => Promise<Failure | undefined>;
}

export function createExplanation(options: ExplainOptions): Explanation {
  const queries = new Map<string, SessionQuery>();
  return {
    async load(query) {
      const { device, range } = query;
      queries.set(`${deviceId(device)} ${range.from} ${range.to}`, query);
      return { known: range, series: EMPTY, deviceId: null, transactionIds: [], asOf: options.now, stale: false };
    },
    plan: () => planOf([...queries.values()], options),
  };
}

async function planOf(queries: readonly SessionQuery[], options: ExplainOptions): Promise<Plan> {
  const { history, readContext, upstreamRefusal } = options;
  const prepared = await Promise.all(
    Array.from(joinedByDevice(queries).values(), async ({ device, range }) => ({
      device,
      look: await history.prepare(device, range, readContext),
    })),
  );
  const calls = prepared.reduce((sum, { look }) => sum + look.calls, 0);
  const refusal = refusalOf(calls, options) ?? (calls > 0 ? await upstreamRefusal() : undefined);
  const devices = prepared.map(({ device, look }) => ({ device, ...look.plan(refusal === undefined) }));
  return { cost: costOf(devices), windows: queries.length, devices, refusal };
}

function costOf(devices: readonly DevicePlan[]): Cost {
  const cost = noCost();
  for (const { reads, shared, heldDays, readDays } of devices) {
    cost.calls += reads.length;
    cost.shared += shared;
    cost.heldDays += heldDays;
    cost.readDays += readDays;
  }
  return cost;
}
