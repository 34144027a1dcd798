// Guards logins with the latch: checks it before each attempt and updates it after.
import { Failure } from '../errors.js';
import type { EmitEvent } from './events.js';
import { fingerprint, isFingerprintOf } from './fingerprint.js';
import { type LatchState, type LatchStore, verdictOn, wordsFor } from './latch.js';

export interface LoginGuard {
  /** Throws UPSTREAM_ACCESS_DENIED where no login may be tried. */
  admit(): Promise<void>;
  /** The upstream refused the credentials: only such an answer counts, never silence or a server error. */
  refused(): Promise<void>;
  accepted(): Promise<void>;
  /** Why nobody can log in just now; undefined where nothing is wrong. */
  trouble(): Promise<string | undefined>;
}

export interface GuardOptions {
  readonly store: LatchStore;
  /** All credentials in one text; only its fingerprint is kept. */
  readonly secret: string;
  /** LOGIN_ATTEMPTS: refusals until the latch. */
  readonly attempts: number;
  readonly now: () => number;
  readonly emit: EmitEvent;
}

export function createLoginGuard({ store, secret, attempts, now, emit }: GuardOptions): LoginGuard {
  // What the store could not take is remembered here, for as long as the process lives.
  let unstored: { readonly state: LatchState | undefined } | undefined;
  const isOurs = remembering(
    ({ credentials }: LatchState) => credentials,
    (credentials) => isFingerprintOf(credentials, secret),
  );
  const current = async (): Promise<LatchState | undefined> => {
    if (unstored) return unstored.state;
    const stored = await store.read();
    return stored && isOurs(stored) ? stored : undefined;
  };
  const save = async (state: LatchState | undefined): Promise<void> => {
    unstored = (await store.write(state)) ? undefined : { state };
    if (unstored) emit({ kind: 'latch not stored' });
  };
  const trouble = async () => wordsFor(verdictOn(await current(), attempts, now()));
  return {
    trouble,
    async admit() {
      const words = await trouble();
      if (words !== undefined) throw new Failure('UPSTREAM_ACCESS_DENIED', words);
    },
    async refused() {
      const state = await current();
      const refusals = (state?.refusals ?? 0) + 1;
      await save({ credentials: state?.credentials ?? fingerprint(secret), refusals, lastRefusal: now() });
      emit({ kind: 'login refused', refusals });
    },
    async accepted() {
      // What is stored of other credentials is of no use any more either.
      if (unstored?.state || (await store.read())) await save(undefined);
    },
  };
}

/** Fingerprints are slow to check on purpose, and the same one is asked about at every probe. */
function remembering<T>(keyOf: (value: T) => string, check: (key: string) => boolean): (value: T) => boolean {
  let last: { readonly key: string; readonly verdict: boolean } | undefined;
  return (value) => {
    const key = keyOf(value);
    if (last?.key !== key) last = { key, verdict: check(key) };
    return last.verdict;
  };
}
