// Issues and expires OAuth bearer tokens, and answers the token endpoint.
import type { IncomingHttpHeaders } from 'node:http';
import { type EmulatorResponse, json, plain } from './answers.js';
import { gateway, oauthError } from './failures.js';
import { uuidFor } from './seeded-random.js';

export const WRONG_SECRET = 'wrong-secret';

export type Bearers = ReturnType<typeof createBearers>;

interface Issued {
  readonly token: string;
  readonly at: number;
}

/** The bearer tokens of one emulator; `birth` (milliseconds) keeps tokens of an earlier run from being good again. */
export function createBearers(clock: () => number, lifetimeSeconds: () => number, birth: number) {
  const issued = new Map<string, Issued>();
  let made = 0;

  const secondsLeft = (bearer: Issued): number => lifetimeSeconds() - (clock() - bearer.at) / 1000;

  /** Inside a token's hour the same client is given the same token, with what is left of its life. */
  function issue(client: string): Issued {
    const held = issued.get(client);
    if (held !== undefined && secondsLeft(held) > 0) return held;
    made += 1;
    const fresh = { token: uuidFor('bearer', birth, made), at: clock() };
    issued.set(client, fresh);
    return fresh;
  }

  function isGood(token: string): boolean {
    for (const bearer of issued.values()) if (bearer.token === token) return secondsLeft(bearer) > 0;
    return false;
  }

  return {
    /** POST /oauth2/token. */
    token(headers: IncomingHttpHeaders, body: string): EmulatorResponse {
      const client = readClient(headers);
      if (client === undefined) return oauthError(401, 'invalid_client', 'Client authentication failed');
      const form = new URLSearchParams(body);
      const grant = form.get('grant_type');
      if (grant === null) return oauthError(400, 'invalid_request', 'The form has no grant_type');
      if (grant !== 'client_credentials') {
        return oauthError(400, 'unsupported_grant_type', 'The grant_type must be client_credentials');
      }
      const bearer = issue(client);
      const lifetime = { expires_in: Math.floor(secondsLeft(bearer)), scope: form.get('scope') ?? 'default' };
      return json(
        200,
        { access_token: bearer.token, token_type: 'Bearer', ...lifetime },
        { 'cache-control': 'no-store' },
      );
    },

    /** POST /oauth2/revoke: no body; the token comes back in a header, whose name is the gateway's usual one. */
    revoke(headers: IncomingHttpHeaders, body: string): EmulatorResponse {
      if (readClient(headers) === undefined) return oauthError(401, 'invalid_client', 'Client authentication failed');
      const token = new URLSearchParams(body).get('token');
      if (token === null || token === '') return oauthError(400, 'invalid_request', 'The form has no token');
      for (const [client, bearer] of issued) if (bearer.token === token) issued.delete(client);
      const answer = plain(200, 'text/plain', '');
      return /^[\w-]+$/.test(token) ? { ...answer, headers: { ...answer.headers, revokedaccesstoken: token } } : answer;
    },

    /** The refusal of a call whose bearer is missing, unknown or expired. */
    rejection(headers: IncomingHttpHeaders): EmulatorResponse | undefined {
      const [, token] = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '') ?? [];
      if (token === undefined) return gateway.missingCredentials;
      return isGood(token) ? undefined : gateway.invalidCredentials;
    },

    /** Ends every bearer at once. */
    expire: (): void => issued.clear(),
  };
}

/** The client's key from a Basic header; undefined when there is none or its secret is empty or the named wrong one. */
function readClient(headers: IncomingHttpHeaders): string | undefined {
  const [, encoded] = /^Basic +(\S+) *$/i.exec(headers.authorization ?? '') ?? [];
  const [, key, secret] = /^([^:]+):(.+)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString('utf8')) ?? [];
  return secret === WRONG_SECRET ? undefined : key;
}
