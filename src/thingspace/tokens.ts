// Caches the two ThingSpace tokens and renews them once for all callers.
import type { RefusedToken } from './failures.js';

export interface Tokens {
  readonly bearer: string;
  readonly session: string;
}

export interface TokenStore {
  /** Both tokens, fetched where there is none; everyone who asks meanwhile waits for the same fetch. */
  current(): Promise<Tokens>;
  /**
   * The upstream refused one of these: it is dropped if it is still the one held, so that of many refusals one renews.
   * False where renewing cannot help.
   */
  refused(which: RefusedToken, tokens: Tokens): boolean;
  /** The upstream accepted these, which keeps the session alive. */
  used(tokens: Tokens): void;
}

/** A token and how many milliseconds it may be used. */
export interface Issued {
  readonly value: string;
  readonly life: number;
  /** It is not new: it worked for others, and may have died since. */
  readonly worked?: boolean;
}

/** Receives the token that was refused last: a cache of tokens must not return it again. */
export interface TokenSource {
  bearer(refused?: string): Promise<Issued>;
  session(bearer: string, refused?: string): Promise<Issued>;
}

/** DOCUMENTED: a session dies after 20 minutes without use, and lives as long as it is used. */
export const SESSION_LIFE = 15 * 60_000;

/** `elapsed`: milliseconds that only grow. `alsoUsed` is called on every use too. */
export function createTokens(
  source: TokenSource,
  elapsed: () => number,
  alsoUsed: TokenStore['used'] = () => {},
): TokenStore {
  // Not one state: refusals of a session that was found out may still come while a newer one is suspected.
  let suspect: string | undefined;
  let vindicated: string | undefined;
  const bearer = createHolder(async (refused) => {
    const issued = await source.bearer(refused);
    if (issued.value !== refused || suspect === undefined) return issued;
    // A gateway that issues the bearer it refused once more meant the session that was sent with it.
    vindicated = issued.value;
    if (session.hasWorked(suspect)) session.drop(suspect);
    return issued;
  }, elapsed);
  const session = createHolder(async (refused) => {
    const current = await bearer.get();
    try {
      return await source.session(current, refused);
    } catch (error) {
      // Perhaps the bearer was the reason; asking for it again costs little, since a good one comes back the same.
      bearer.drop(current);
      throw error;
    }
  }, elapsed);
  return {
    async current() {
      return { bearer: await bearer.get(), session: await session.get() };
    },
    refused(which, tokens) {
      if (which === 'bearer') {
        // These two have been distinguished already: the session that was meant is not held any more.
        if (tokens.bearer === vindicated && !session.holds(tokens.session)) return true;
        suspect = tokens.session;
        bearer.drop(tokens.bearer);
        return true;
      }
      // A session that nothing was ever answered for has not died since: it is the device that we may not see.
      if (which === 'unnamed' && !session.hasWorked(tokens.session)) return false;
      session.drop(tokens.session);
      return true;
    },
    used(tokens) {
      session.keep(tokens.session, SESSION_LIFE);
      alsoUsed(tokens);
    },
  };
}

interface Holder {
  get(): Promise<string>;
  drop(value: string): void;
  keep(value: string, life: number): void;
  holds(value: string): boolean;
  /** True also for a value that is not held any more: whoever holds an older one gains by asking for the newer. */
  hasWorked(value: string): boolean;
}

function createHolder(fetch: (refused?: string) => Promise<Issued>, elapsed: () => number): Holder {
  let held: { readonly value: string; readonly until: number; readonly worked: boolean } | undefined;
  let fetching: Promise<string> | undefined;
  let refused: string | undefined;
  const refresh = async (): Promise<string> => {
    try {
      const { value, life, worked = false } = await fetch(refused);
      held = { value, until: elapsed() + life, worked };
      refused = undefined;
      return value;
    } finally {
      fetching = undefined;
    }
  };
  return {
    async get() {
      if (held && elapsed() < held.until) return held.value;
      fetching ??= refresh();
      return fetching;
    },
    drop(value) {
      if (held?.value !== value) return;
      held = undefined;
      refused = value;
    },
    keep(value, life) {
      if (held?.value === value) held = { value, until: elapsed() + life, worked: true };
    },
    holds: (value) => held?.value === value,
    hasWorked: (value) => held?.value !== value || held.worked,
  };
}
