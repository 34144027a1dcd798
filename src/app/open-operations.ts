// Opens operations: the context of each, with its loader, its cost and its caller's allowance.
import type { Caller } from '../auth/caller.js';
import type { Settings } from '../config/settings.js';
import type { OperationContext } from '../graphql/context.js';
import { type Allowance, noCost, UNLIMITED } from '../history/cost.js';
import { createExplanation } from '../history/explain.js';
import type { History } from '../history/history.js';
import { createLoader, type LoadAnswer } from '../history/loader.js';
import type { OperationRequest } from '../http/server.js';
import type { AccountNumber } from '../sessions/device.js';
import { inBatch } from '../telemetry/tracing.js';
import type { Thingspace } from './compose-upstream.js';

export interface OperationParts {
  readonly history: History;
  readonly now: () => number;
  readonly upstreamRefusal: Thingspace['refusal'];
  readonly accountNumber: AccountNumber | undefined;
  readonly allowanceOf: ((caller: Caller) => Allowance) | undefined;
}

export function openOperations(
  settings: Settings,
  { history, now, upstreamRefusal, accountNumber, allowanceOf }: OperationParts,
) {
  const { callBudget, maxPageSize, fleetMax } = settings;
  return ({ refresh, explain, signal, ...request }: OperationRequest): OperationContext => {
    const cost = noCost();
    const readContext = { cost, refresh, allowance: allowanceOf?.(request.caller) ?? UNLIMITED };
    const reading = { history, readContext, callBudget };
    const common = { now: now(), ...request, cost, callBudget, accountNumber, maxPageSize, fleetMax };
    if (explain) {
      const { load, plan } = createExplanation({ ...reading, now: common.now, upstreamRefusal });
      return { ...common, ...unwatched(load), plan };
    }
    const load = createLoader({ ...reading, signal, inBatch });
    return {
      ...common,
      ...(request.persistedDocument === undefined ? unwatched(load) : watched(load)),
      plan: undefined,
    };
  };
}

type Watched = Pick<OperationContext, 'load' | 'isWhole'>;

const unwatched = (load: LoadAnswer): Watched => ({ load, isWhole: () => true });

/** Failures of devices in a fleet are no errors of the answer, and stale data is not either; neither should be kept by a cache. */
function watched(plain: LoadAnswer): Watched {
  let isWhole = true;
  const load: LoadAnswer = async (query) => {
    try {
      const answer = await plain(query);
      if (answer.stale) isWhole = false;
      return answer;
    } catch (error) {
      isWhole = false;
      throw error;
    }
  };
  return { load, isWhole: () => isWhole };
}
