// Emits an event with outcome and duration for every request to ThingSpace.
import { Failure } from '../errors.js';
import type { EmitEvent } from './events.js';
import type { Answer } from './failures.js';
import type { Request, Send } from './transport.js';

/** Where ThingSpace is asked, below its origin. */
export const PATHS = {
  report: '/api/hyper-precise/v1/report/sessions',
  token: '/api/ts/v1/oauth2/token',
  login: '/api/m2m/v1/session/login',
} as const;

export type Endpoint = keyof typeof PATHS;

export const OUTCOMES = ['ok', 'refused', 'failed', 'timeout', 'unreachable', 'malformed', 'aborted'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const ENDPOINTS = Object.keys(PATHS) as readonly Endpoint[];

/** `elapsed`: milliseconds that only grow. */
export function withRequestEvents(send: Send, emit: EmitEvent, elapsed: () => number): Send {
  return async (request, signal) => {
    const began = elapsed();
    let outcome: Outcome = 'aborted';
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

const outcomeOf = ({ status }: Answer): Outcome => (status < 400 ? 'ok' : status < 500 ? 'refused' : 'failed');

const FAILED: Readonly<Record<string, Outcome>> = {
  UPSTREAM_TIMEOUT: 'timeout',
  UPSTREAM_UNAVAILABLE: 'unreachable',
  UPSTREAM_MALFORMED: 'malformed',
};

const endpointOf = ({ path }: Request): Endpoint => ENDPOINTS.find((each) => PATHS[each] === path) ?? 'report';
