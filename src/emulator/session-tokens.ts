// Session tokens: they live as long as they are used.
import type { SessionTrouble } from './failures.js';
import { uuidFor } from './seeded-random.js';

const SESSIONS_REMEMBERED = 10_000;

interface Session {
  readonly user: string;
  /** Milliseconds since 1970; -Infinity once it was made to expire. */
  usedAt: number;
}

/** How sessions live, looked up whenever it matters. */
export interface SessionRules {
  readonly sessionIdleSeconds: number;
  readonly oneSessionPerUser: boolean;
}

/** `birth` (milliseconds) keeps tokens of an earlier run from being good again. */
export function createSessions(clock: () => number, rules: () => SessionRules, birth: number) {
  const sessions = new Map<string, Session>();
  let made = 0;

  function troubleOf(session: Session | undefined): SessionTrouble | undefined {
    if (session === undefined) return 'unknown';
    return clock() - session.usedAt > rules().sessionIdleSeconds * 1000 ? 'expired' : undefined;
  }

  return {
    /** A new token. */
    begin(user: string): string {
      if (rules().oneSessionPerUser) {
        for (const [token, session] of sessions) if (session.user === user) sessions.delete(token);
      }
      made += 1;
      const token = uuidFor('session', birth, made);
      sessions.set(token, { user, usedAt: clock() });
      const [oldest] = sessions.keys();
      if (sessions.size > SESSIONS_REMEMBERED && oldest !== undefined) sessions.delete(oldest);
      return token;
    },

    end: (token: string): void => void sessions.delete(token),

    /** What is wrong with a token; where nothing is, this was a use. */
    use(token: string | undefined): SessionTrouble | undefined {
      if (token === undefined || token === '') return 'missing';
      const session = sessions.get(token);
      const trouble = troubleOf(session);
      if (session !== undefined && trouble === undefined) session.usedAt = clock();
      return trouble;
    },

    /** Lets every session expire at once. */
    expire(): void {
      for (const session of sessions.values()) session.usedAt = Number.NEGATIVE_INFINITY;
    },
  };
}
