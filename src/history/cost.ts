// Counts the upstream calls and cache hits of one operation.
import type { Failure } from '../errors.js';
import type { OnCall } from './report.js';

/** Counts of one operation. They only grow. */
export interface Cost {
  /** Report calls of the reads that this operation started, further attempts included, logins not. */
  calls: number;
  /** Reads of others that it waited for. */
  shared: number;
  /** Days answered from what was held. */
  heldDays: number;
  /** Days answered from reads that it started or waited for. */
  readDays: number;
  /** Of the calls, those that were not the first of their read. */
  retries: number;
}

export const noCost = (): Cost => ({ calls: 0, shared: 0, heldDays: 0, readDays: 0, retries: 0 });

/** How many calls whoever asks may still start, in this operation and beside it. */
export interface Allowance {
  /** Why so many calls may not be started now; undefined where they may. */
  refusal(calls: number): Failure | undefined;
  /** So many calls are started, or given back where the number is negative. */
  charge(calls: number): void;
}

export const UNLIMITED: Allowance = { refusal: () => undefined, charge: () => {} };

/** Whose question it is: what it has cost so far, and whether what is held is good enough. */
export interface ReadContext {
  readonly cost: Cost;
  /** Read again what is asked, settled days included. */
  readonly refresh: boolean;
  readonly allowance: Allowance;
}

/**
 * Counts the calls of one read. The first is charged before it is sent, so that nobody starts more than is allowed, and
 * given back where the read ends without any: a full queue or an open breaker costs nothing.
 */
export async function withCallAccounting<T>(
  { cost, allowance }: ReadContext,
  read: (onCall: OnCall) => Promise<T>,
): Promise<T> {
  let calls = 0;
  allowance.charge(1);
  try {
    return await read(() => {
      calls += 1;
      cost.calls += 1;
      if (calls === 1) return;
      cost.retries += 1;
      allowance.charge(1);
    });
  } finally {
    if (calls === 0) allowance.charge(-1);
  }
}
