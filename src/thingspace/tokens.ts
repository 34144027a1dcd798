// The two tokens of ThingSpace: fetched once, shared by all, renewed when told. It does not know what they are used for.
import { Failure } from '../errors.js';
import { type Answer, failureOf } from './failures.js';
import type { Send } from './transport.js';

export interface Tokens {
  readonly bearer: string;
  readonly session: string;
}

export interface TokenStore {
  /** Both tokens, fetched where there is none; everyone who asks meanwhile waits for the same fetch. */
  current(): Promise<Tokens>;
  /** The upstream refused one of these. It is dropped only if it is still the one held: of many refusals, one renews. */
  refused(which: keyof Tokens, tokens: Tokens): void;
  /** The upstream accepted these, which keeps the session alive. */
  used(tokens: Tokens): void;
}

export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly username: string;
  readonly password: string;
}

interface Held {
  readonly value: string;
  /** From this instant on it is not used any more. */
  renewAt: number;
}

const MINUTE = 60_000;

/** The same token comes back until its hour is over, so a wide margin would only fetch it again and again. */
const BEARER_MARGIN = MINUTE / 2;

/** DOCUMENTED: a session dies after 20 minutes without use. */
const SESSION_IDLE = 15 * MINUTE;

export function createTokens(send: Send, credentials: Credentials, now: () => number, signal: AbortSignal): TokenStore {
  const bearer = createHolder(() => fetchBearer(send, credentials, now, signal), now);
  const session = createHolder(async () => fetchSession(send, credentials, await bearer.get(), now, signal), now);
  return {
    async current() {
      return { bearer: await bearer.get(), session: await session.get() };
    },
    refused: (which, tokens) => (which === 'bearer' ? bearer : session).drop(tokens[which]),
    used: (tokens) => session.keep(tokens.session, now() + SESSION_IDLE),
  };
}

interface Holder {
  get(): Promise<string>;
  drop(value: string): void;
  keep(value: string, until: number): void;
}

function createHolder(fetch: () => Promise<Held>, now: () => number): Holder {
  let held: Held | undefined;
  let fetching: Promise<Held> | undefined;
  const refresh = async (): Promise<Held> => {
    try {
      held = await fetch();
      return held;
    } finally {
      fetching = undefined;
    }
  };
  return {
    async get() {
      if (held && now() < held.renewAt) return held.value;
      fetching ??= refresh();
      return (await fetching).value;
    },
    drop(value) {
      if (held?.value === value) held = undefined;
    },
    keep(value, until) {
      if (held?.value === value) held.renewAt = until;
    },
  };
}

async function fetchBearer(
  send: Send,
  { clientId, clientSecret }: Credentials,
  now: () => number,
  signal: AbortSignal,
): Promise<Held> {
  const answer = await send(
    {
      path: '/api/ts/v1/oauth2/token',
      headers: {
        authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
      },
      body: 'grant_type=client_credentials',
    },
    signal,
  );
  const { access_token: value, expires_in: seconds } = readTokenAnswer(answer);
  if (typeof value !== 'string' || value === '') throw unusable('access_token');
  const life = typeof seconds === 'number' && seconds > 0 ? seconds * 1_000 : MINUTE;
  return { value, renewAt: now() + (life > BEARER_MARGIN ? life - BEARER_MARGIN : life) };
}

async function fetchSession(
  send: Send,
  { username, password }: Credentials,
  bearer: string,
  now: () => number,
  signal: AbortSignal,
): Promise<Held> {
  const answer = await send(
    {
      path: '/api/m2m/v1/session/login',
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ username, password }),
    },
    signal,
  );
  const { sessionToken: value } = readTokenAnswer(answer);
  if (typeof value !== 'string' || value === '') throw unusable('sessionToken');
  return { value, renewAt: now() + SESSION_IDLE };
}

/** The words of a refusal stay out of the message: they may repeat what was sent. */
function readTokenAnswer(answer: Answer): Record<string, unknown> {
  if (answer.status !== 200) throw loginFailure(answer);
  try {
    const body: unknown = JSON.parse(answer.text);
    if (typeof body === 'object' && body !== null) return body as Record<string, unknown>;
  } catch {
    // Falls through to the same complaint as a body of another type.
  }
  throw unusable('a JSON object');
}

function loginFailure(answer: Answer): Failure {
  const failure = failureOf(answer);
  const code = answer.status < 500 && failure.code === 'UPSTREAM_REJECTED' ? 'UPSTREAM_ACCESS_DENIED' : failure.code;
  return new Failure(code, `The upstream did not let us log in (${answer.status}).`, failure.details);
}

const unusable = (what: string): Failure =>
  new Failure('UPSTREAM_MALFORMED', `The upstream's answer to our login has no usable ${what}.`);
