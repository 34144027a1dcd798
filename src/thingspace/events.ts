// The events that the client emits, without secrets and without naming a device.

import type { Endpoint, RequestOutcome } from './endpoints.js';
import type { Drift } from './failures.js';

export type UpstreamEvent =
  | { readonly kind: 'request'; readonly endpoint: Endpoint; readonly outcome: RequestOutcome; readonly ms: number }
  /** How many reports are being asked for, and how many wait for their turn. */
  | { readonly kind: 'queue'; readonly running: number; readonly waiting: number }
  | { readonly kind: 'login refused'; readonly refusals: number }
  | { readonly kind: 'latch not stored' }
  | { readonly kind: 'breaker'; readonly state: 'open' | 'closed' }
  /** The upstream said something that its documentation does not. */
  | { readonly kind: 'drift'; readonly what: Drift; readonly status: number }
  | { readonly kind: 'rows without bytes'; readonly rows: number }
  /** How far the upstream's clock is ahead of ours, and whether that is more than is tolerated and was not before. */
  | { readonly kind: 'clock skew'; readonly ms: number; readonly isNew: boolean };

/** What an operator should look at; the rest is only counted. */
export function isTrouble(event: UpstreamEvent): boolean {
  if (event.kind === 'clock skew') return event.isNew;
  return event.kind !== 'request' && event.kind !== 'queue';
}

export type EmitEvent = (event: UpstreamEvent) => void;
