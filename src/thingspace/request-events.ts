// Emits an event with outcome and duration for every request to ThingSpace.
import { Failure } from '../errors.js';
import { ENDPOINTS, type Endpoint, PATHS, type RequestOutcome } from './endpoints.js';
import type { EmitEvent } from './events.js';
import type { UpstreamResponse } from './failures.js';
import type { Request, Send } from './transport.js';

/** `elapsed`: milliseconds that only grow. */
export function withRequestEvents(send: Send, emit: EmitEvent, elapsed: () => number): Send {
  return async (request, signal) => {
    const began = elapsed();
    let outcome: RequestOutcome = 'aborted';
    try {
      const answer = await send(request, signal);
      outcome = outcomeOf(answer);
      return answer;
    } catch (error) {
      if (error instanceof Failure) outcome = FAILED[error.code] ?? 'aborted';
      throw error;
    } finally {
      emit({ kind: 'request', endpoint: endpointOf(request), outcome, ms: elapsed() - began });
    }
  };
}

const outcomeOf = ({ status }: UpstreamResponse): RequestOutcome =>
  status < 400 ? 'ok' : status < 500 ? 'refused' : 'failed';

const FAILED: Readonly<Record<string, RequestOutcome>> = {
  UPSTREAM_TIMEOUT: 'timeout',
  UPSTREAM_UNAVAILABLE: 'unreachable',
  UPSTREAM_MALFORMED: 'malformed',
};

const endpointOf = ({ path }: Request): Endpoint => ENDPOINTS.find((each) => PATHS[each] === path) ?? 'report';
