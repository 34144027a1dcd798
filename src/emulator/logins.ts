// Users, their session tokens and the lock after five refused logins.
import type { IncomingHttpHeaders } from 'node:http';
import { type EmulatorResponse, json } from './answers.js';
import { login as failures, type SessionTrouble } from './failures.js';
import { readObject } from './report-request.js';
import { uuidFor } from './seeded-random.js';

export const WRONG_PASSWORD = 'wrong-password';
const STRIKES = 5;
const SESSIONS_REMEMBERED = 10_000;

export type Logins = ReturnType<typeof createLogins>;

interface Session {
  readonly user: string;
  /** Milliseconds since 1970; -Infinity once it was made to expire. */
  usedAt: number;
}

/** How sessions live, looked up whenever it matters. */
export interface LoginRules {
  readonly sessionIdleSeconds: number;
  readonly oneSessionPerUser: boolean;
}

/** Users and session tokens of one emulator; `birth` (milliseconds) keeps tokens of an earlier run from being good again. */
export function createLogins(clock: () => number, rules: () => LoginRules, birth: number) {
  const sessions = new Map<string, Session>();
  const strikes = new Map<string, number>();
  let made = 0;

  const isLocked = (user: string): boolean => (strikes.get(user) ?? 0) >= STRIKES;

  function strike(user: string): EmulatorResponse {
    if (isLocked(user)) return failures.locked;
    strikes.set(user, (strikes.get(user) ?? 0) + 1);
    return failures.refused;
  }

  function begin(user: string): string {
    if (rules().oneSessionPerUser) {
      for (const [token, session] of sessions) if (session.user === user) sessions.delete(token);
    }
    made += 1;
    const token = uuidFor('session', birth, made);
    sessions.set(token, { user, usedAt: clock() });
    const [oldest] = sessions.keys();
    if (sessions.size > SESSIONS_REMEMBERED && oldest !== undefined) sessions.delete(oldest);
    return token;
  }

  function troubleOf(token: string | undefined): SessionTrouble | undefined {
    if (token === undefined || token === '') return 'missing';
    const session = sessions.get(token);
    if (session === undefined) return 'unknown';
    return clock() - session.usedAt > rules().sessionIdleSeconds * 1000 ? 'expired' : undefined;
  }

  return {
    /** POST /session/login: any credentials are good but the named wrong password, until five refusals lock the user. */
    login(body: string): EmulatorResponse {
      const credentials = readCredentials(body);
      if (credentials === undefined) return failures.unreadable;
      const { username, password } = credentials;
      if (password === WRONG_PASSWORD || isLocked(username)) return strike(username);
      strikes.delete(username);
      return json(200, { sessionToken: begin(username) });
    },

    /** A refusal that no password could have avoided; it counts as a strike all the same. */
    rejection(body: string): EmulatorResponse {
      const credentials = readCredentials(body);
      return credentials === undefined ? failures.unreadable : strike(credentials.username);
    },

    /** POST /session/logout, once the token is known to be good. */
    logout(headers: IncomingHttpHeaders): EmulatorResponse {
      const sessionToken = tokenOf(headers) ?? '';
      sessions.delete(sessionToken);
      return json(200, { sessionToken });
    },

    /** What is wrong with the call's session token; nothing is, and then this was a use that keeps it alive. */
    trouble(headers: IncomingHttpHeaders): SessionTrouble | undefined {
      const token = tokenOf(headers);
      const trouble = troubleOf(token);
      const session = trouble === undefined && token !== undefined ? sessions.get(token) : undefined;
      if (session !== undefined) session.usedAt = clock();
      return trouble;
    },

    /** Lets every session expire at once. */
    expire(): void {
      for (const session of sessions.values()) session.usedAt = Number.NEGATIVE_INFINITY;
    },

    /** What only support can do at the other end: takes the lock, and all strikes, from every user. */
    unlock: (): void => strikes.clear(),
  };
}

function tokenOf(headers: IncomingHttpHeaders): string | undefined {
  const header = headers['vz-m2m-token'];
  return Array.isArray(header) ? header[0] : header;
}

function readCredentials(body: string): { readonly username: string; readonly password: string } | undefined {
  const { username, password } = readObject(body) ?? {};
  const complete = typeof username === 'string' && typeof password === 'string' && username !== '' && password !== '';
  return complete ? { username, password } : undefined;
}
