// Decides whether a login may be attempted: five refused logins lock the upstream account for good.

/** What must outlive the process, so that restarts do not add up to five. */
export interface LatchState {
  /** Which credentials were refused, as a fingerprint; others are not held back by it. */
  readonly credentials: string;
  /** Refusals in a row; a success clears them. */
  readonly refusals: number;
  readonly lastRefusal: number;
}

/** Where the state is kept. A store that cannot be read has nothing; one that cannot be written says false. */
export interface LatchStore {
  read(): Promise<LatchState | undefined>;
  write(state: LatchState | undefined): Promise<boolean>;
}

export type Verdict =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'waiting'; readonly until: number }
  | { readonly kind: 'latched'; readonly refusals: number };

const PAUSE = 5 * 60_000;

/** The state must speak of the present credentials. `attempts`: how many refusals it takes to stop for good. */
export function verdictOn(state: LatchState | undefined, attempts: number, now: number): Verdict {
  if (!state || state.refusals === 0) return { kind: 'allowed' };
  if (state.refusals >= attempts) return { kind: 'latched', refusals: state.refusals };
  const until = state.lastRefusal + PAUSE;
  // A refusal that lies further ahead than a pause was noted by a clock that was wrong; the count alone then stands between us and five.
  const isBelieved = state.lastRefusal < now + PAUSE;
  return isBelieved && now < until ? { kind: 'waiting', until } : { kind: 'allowed' };
}

/** For /readyz and for the caller; undefined where nothing is wrong. */
export function wordsFor(verdict: Verdict): string | undefined {
  switch (verdict.kind) {
    case 'allowed':
      return undefined;
    case 'waiting':
      return `The upstream refused our credentials; the next login is tried after ${new Date(verdict.until).toISOString()}.`;
    case 'latched':
      return `The upstream refused our credentials ${verdict.refusals} times; there is no further login until they change or "npm run unlatch" is run, since five refusals lock the account.`;
  }
}
