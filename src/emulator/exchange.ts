// The types that pass between a parsed request and its response.
import type { IncomingHttpHeaders } from 'node:http';
import type { EmulatorResponse } from './answers.js';
import type { Asked, Route } from './calls.js';
import type { Delivery } from './deliveries.js';
import { readObject } from './report-request.js';

/** One request that has been read, with its number in the call log. */
export interface Exchange {
  readonly n: number;
  readonly route: Route;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly asked: Asked;
}

/** What a route decides: the answer, and what delays or spoils it on its way. */
export interface Reply {
  readonly answer: EmulatorResponse;
  /** Days of history that were asked for; latency can grow with them. */
  readonly days?: number;
  /** Milliseconds to wait before delivery. */
  readonly waitMs?: number;
  readonly deliver?: Delivery;
  /** Name of the fault that had a hand in it. */
  readonly fault?: string;
}

/** What the body of a report request asks for, as far as it can be read. */
export function askedOf(route: Route, body: string): Asked {
  if (route !== 'report') return {};
  const fields = readObject(body) ?? {};
  const kept = ['imei', 'accountNumber', 'startDate', 'endDate'].flatMap((name) => {
    const value = fields[name];
    return typeof value === 'string' ? [[name, value.slice(0, 64)] as const] : [];
  });
  return Object.fromEntries(kept);
}
