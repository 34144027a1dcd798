// Fetches the two tokens from their endpoints.
import { Failure } from '../errors.js';
import { PATHS } from './endpoints.js';
import { failureOf, readObject, refusedToken, refusesCredentials, type UpstreamResponse } from './failures.js';
import type { LoginGuard } from './login-guard.js';
import { type Issued, SESSION_LIFE, type TokenSource } from './tokens.js';
import type { Request, Send } from './transport.js';

export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly username: string;
  readonly password: string;
}

export interface LoginOptions {
  readonly send: Send;
  readonly credentials: Credentials;
  readonly guard: LoginGuard;
  readonly now: () => number;
  /** A token is fetched for everyone, so no single caller can call it off; only the end of the program does. */
  readonly signal: AbortSignal;
}

/** The same token comes back until its hour is over, so a wide margin would only fetch it again and again. */
const BEARER_MARGIN = 30_000;
const UNKNOWN_LIFE = 60_000;

export function createLogin({ send, credentials, guard, now, signal }: LoginOptions): TokenSource {
  const ask = async (request: Request): Promise<UpstreamResponse> => {
    await guard.admit();
    const answer = await send(request, signal);
    if (refusesCredentials(answer)) {
      await guard.refused();
      throw denied(answer);
    }
    return answer;
  };
  return {
    async bearer() {
      const answer = await ask(bearerRequest(credentials));
      if (answer.status !== 200) throw failed(answer, now());
      return readBearer(bodyOf(answer));
    },
    async session(bearer) {
      const answer = await ask(sessionRequest(credentials, bearer));
      if (answer.status !== 200) throw failed(answer, now());
      const session = readSession(bodyOf(answer));
      await guard.accepted();
      return session;
    },
  };
}

function bearerRequest({ clientId, clientSecret }: Credentials): Request {
  return {
    path: PATHS.token,
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    },
    body: 'grant_type=client_credentials',
  };
}

function sessionRequest({ username, password }: Credentials, bearer: string): Request {
  return {
    path: PATHS.login,
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ username, password }),
  };
}

function readBearer({ access_token: value, expires_in: seconds }: Record<string, unknown>): Issued {
  if (typeof value !== 'string' || value === '') throw unusable('access_token');
  const life = typeof seconds === 'number' && seconds > 0 ? seconds * 1_000 : UNKNOWN_LIFE;
  // Within the margin the old token is all there is, so it is used up.
  return { value, life: life > BEARER_MARGIN ? life - BEARER_MARGIN : life };
}

function readSession({ sessionToken: value }: Record<string, unknown>): Issued {
  if (typeof value !== 'string' || value === '') throw unusable('sessionToken');
  return { value, life: SESSION_LIFE };
}

function bodyOf({ text }: UpstreamResponse): Record<string, unknown> {
  const body = readObject(text);
  if (body) return body;
  throw unusable('JSON object');
}

/** The upstream's words stay out of what is reported of a login: they may repeat what was sent. */
const denied = ({ status }: UpstreamResponse): Failure =>
  new Failure('UPSTREAM_ACCESS_DENIED', `The upstream refused our credentials (${status}).`, { upstream: { status } });

/** A bearer that the login endpoint refuses was dropped by the upstream while we held it; the attempt as a whole is made again. */
function failed(answer: UpstreamResponse, now: number): Failure {
  const { code, details, transient } = failureOf(answer, now);
  const { status } = answer;
  const stale = refusedToken(answer) === 'bearer';
  return new Failure(
    code,
    `The upstream did not let us log in (${status}).`,
    { ...details, upstream: { status } },
    { transient: transient || stale },
  );
}

const unusable = (what: string): Failure =>
  new Failure('UPSTREAM_MALFORMED', `The upstream's answer to our login has no usable ${what}.`);
