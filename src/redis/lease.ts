// A distributed lease in Redis: one replica does the work, the others wait for its result.
import type { Ask } from './connection.js';
import { PROLONG, PUBLISH, readLease, TAKE } from './lease-protocol.js';

/** The result that another holder of the lease has published. */
export interface LeaseResult {
  readonly payload: Buffer;
  /** Whether it was still being done when we came. */
  readonly awaited: boolean;
  /** Milliseconds until Redis forgets it. */
  readonly left: number;
}

/** The value, the payload to publish for the others (undefined: they do the work themselves), and its TTL in milliseconds. */
export interface Done<T> {
  readonly value: T;
  readonly payload: Buffer | undefined;
  readonly life: number;
}

export interface LeasedWork<T> {
  readonly key: string;
  /** Whether the lease is taken from its holder; whoever waits for that one then waits for this. */
  readonly takesOver?: boolean;
  /** The published result, if it can be used; undefined where the work has to be done again. */
  accept(result: LeaseResult, token: string): T | undefined;
  /** Done by one at a time, unless Redis is silent: then by everyone who needs it. */
  work(token: string): Promise<Done<T>>;
}

export interface LeaseOptions {
  readonly ask: Ask;
  readonly newToken: () => string;
  /** Rejects with the reason of the signal. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** How long others wait for a replica that died with the lease; one that lives extends it. */
export const LEASE = 3_000;
const [FIRST_LOOK, LONGEST_LOOK] = [20, 100];

export async function withLease<T>(work: LeasedWork<T>, options: LeaseOptions, signal: AbortSignal): Promise<T> {
  const token = options.newToken();
  const awaited = new Set<string>();
  let refused = '';
  const takeover = work.takesOver ? 'over' : '';
  for (let delay = FIRST_LOOK; ; ) {
    const state = readLease(await options.ask(['EVAL', TAKE, '1', work.key, token, String(LEASE), refused, takeover]));
    signal.throwIfAborted();
    // No reply may be the loss of one that granted the lease, so the result is published or the lease released all the same.
    if (!state) return doIt(work, token, options);
    if (state.kind === 'doing') {
      awaited.add(state.token);
      await options.sleep(delay, signal);
      delay = Math.min(LONGEST_LOOK, 2 * delay);
      continue;
    }
    const result = { payload: state.payload, awaited: awaited.has(state.token), left: state.left };
    const value = work.accept(result, state.token);
    if (value !== undefined) return value;
    refused = state.token;
  }
}

/** Extends the TTL of the lease or result of a token, in milliseconds. */
export async function prolong(ask: Ask, key: string, token: string, life: number): Promise<void> {
  await ask(['EVAL', PROLONG, '1', key, token, String(life)]);
}

async function doIt<T>({ key, work }: LeasedWork<T>, token: string, { ask, sleep }: LeaseOptions): Promise<T> {
  const over = new AbortController();
  const emit = (payload: Buffer | string, life: number) =>
    void ask(['EVAL', PUBLISH, '1', key, token, payload, String(Math.ceil(life))]);
  void keepHolding(() => prolong(ask, key, token, LEASE), sleep, over.signal);
  try {
    const { value, payload, life } = await work(token);
    emit(payload ?? '', payload ? life : 0);
    return value;
  } catch (error) {
    emit('', 0);
    throw error;
  } finally {
    over.abort();
  }
}

async function keepHolding(hold: () => Promise<void>, sleep: LeaseOptions['sleep'], over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    await sleep(LEASE / 3, over).catch(() => {});
    if (!over.aborted) await hold();
  }
}
