// Logins: session tokens for credentials, and the lock after five refusals.
import type { IncomingHttpHeaders } from 'node:http';
import { type EmulatorResponse, json } from './answers.js';
import { login as failures, type SessionTrouble } from './failures.js';
import { readObject } from './report-request.js';
import { createSessions, type SessionRules } from './session-tokens.js';

export const WRONG_PASSWORD = 'wrong-password';
const STRIKES = 5;

export type Logins = ReturnType<typeof createLogins>;

/** Users of one emulator and their sessions. */
export function createLogins(clock: () => number, rules: () => SessionRules, birth: number) {
  const sessions = createSessions(clock, rules, birth);
  const strikes = new Map<string, number>();

  const isLocked = (user: string): boolean => (strikes.get(user) ?? 0) >= STRIKES;

  function strike(user: string): EmulatorResponse {
    if (isLocked(user)) return failures.locked;
    strikes.set(user, (strikes.get(user) ?? 0) + 1);
    return failures.refused;
  }

  return {
    /** POST /session/login: any credentials are good but the named wrong password, until five refusals lock the user. */
    login(body: string): EmulatorResponse {
      const credentials = readCredentials(body);
      if (credentials === undefined) return failures.unreadable;
      const { username, password } = credentials;
      if (password === WRONG_PASSWORD || isLocked(username)) return strike(username);
      strikes.delete(username);
      return json(200, { sessionToken: sessions.begin(username) });
    },

    /** A refusal that no password could have avoided; it counts as a strike all the same. */
    rejection(body: string): EmulatorResponse {
      const credentials = readCredentials(body);
      return credentials === undefined ? failures.unreadable : strike(credentials.username);
    },

    /** POST /session/logout, once the token is known to be good. */
    logout(headers: IncomingHttpHeaders): EmulatorResponse {
      const sessionToken = tokenOf(headers) ?? '';
      sessions.end(sessionToken);
      return json(200, { sessionToken });
    },

    /** What is wrong with the call's session token; nothing is, and then this was a use that keeps it alive. */
    trouble: (headers: IncomingHttpHeaders): SessionTrouble | undefined => sessions.use(tokenOf(headers)),

    /** Lets every session expire at once. */
    expire: sessions.expire,

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
