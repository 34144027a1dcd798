// Bearer and session tokens shared by all replicas: one logs in, the others reuse its tokens.
import type { Issued, TokenSource, TokenStore, Tokens } from '../thingspace/tokens.js';
import type { Keys } from './keys.js';
import { type LeaseOptions, type LeaseResult, prolong, withLease } from './lease.js';

export interface SharedTokensOptions extends LeaseOptions {
  readonly keys: Keys;
  /** Milliseconds that only grow. */
  readonly elapsed: () => number;
  /** How many milliseconds a session lives without use. */
  readonly sessionLife: number;
  /** Only the end of the program calls a login off. */
  readonly signal: AbortSignal;
}

export interface SharedTokens extends TokenSource {
  /** The upstream accepted these, which keeps the session alive for all. */
  used: TokenStore['used'];
}

const BETWEEN_USES = 60_000;

export function shareTokens(options: SharedTokensOptions, source: TokenSource): SharedTokens {
  const { ask, keys, elapsed, sessionLife, signal } = options;
  let session: { readonly value: string; readonly token: string; readonly usedAt: number } | undefined;
  const noteSession = (value: string, token: string): void => {
    session = { value, token, usedAt: elapsed() };
  };
  const share = (key: string, refused: string | undefined, fetch: () => Promise<Issued>, note = noNote) =>
    withLease(
      {
        key,
        accept({ payload, left }: LeaseResult, token) {
          const value = payload.toString();
          if (value === refused || !isToken(value)) return undefined;
          note(value, token);
          return { value, life: left, worked: true };
        },
        async work(token) {
          const value = await fetch();
          note(value.value, token);
          return { value, payload: Buffer.from(value.value), life: value.life };
        },
      },
      options,
      signal,
    );
  return {
    bearer: (refused) => share(keys.token('bearer'), refused, () => source.bearer(refused)),
    session: (bearer, refused) =>
      share(keys.token('session'), refused, () => source.session(bearer, refused), noteSession),
    used(tokens: Tokens) {
      if (session?.value !== tokens.session || elapsed() - session.usedAt < BETWEEN_USES) return;
      session = { ...session, usedAt: elapsed() };
      void prolong(ask, keys.token('session'), session.token, sessionLife);
    },
  };
}

const noNote = (_value: string, _token: string): void => {};

/** Anything else could not even be sent. */
const isToken = (text: string): boolean => /^[\x21-\x7e]{1,4096}$/.test(text);
