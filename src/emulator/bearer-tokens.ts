// Bearer tokens: one a client, for as long as a token lives.
import { uuidFor } from './seeded-random.js';

interface Issued {
  readonly token: string;
  readonly at: number;
}

/** `birth` (milliseconds) keeps tokens of an earlier run from being good again. */
export function createBearerTokens(clock: () => number, lifetimeSeconds: () => number, birth: number) {
  const issued = new Map<string, Issued>();
  let made = 0;

  const secondsLeft = (bearer: Issued): number => lifetimeSeconds() - (clock() - bearer.at) / 1000;

  function heldOrNew(client: string): Issued {
    const held = issued.get(client);
    if (held !== undefined && secondsLeft(held) > 0) return held;
    made += 1;
    const fresh = { token: uuidFor('bearer', birth, made), at: clock() };
    issued.set(client, fresh);
    return fresh;
  }

  return {
    /** Inside a token's hour the same client is given the same token, with what is left of its life. */
    issue(client: string): { readonly token: string; readonly secondsLeft: number } {
      const bearer = heldOrNew(client);
      return { token: bearer.token, secondsLeft: secondsLeft(bearer) };
    },

    revoke(token: string): void {
      for (const [client, bearer] of issued) if (bearer.token === token) issued.delete(client);
    },

    isGood(token: string): boolean {
      for (const bearer of issued.values()) if (bearer.token === token) return secondsLeft(bearer) > 0;
      return false;
    },

    /** Ends every bearer at once. */
    expire: (): void => issued.clear(),
  };
}
