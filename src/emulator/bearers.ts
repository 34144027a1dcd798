// Answers the OAuth endpoints: client credentials for bearer tokens, and their end.
import type { IncomingHttpHeaders } from 'node:http';
import { type EmulatorResponse, json, plain } from './answers.js';
import { createBearerTokens } from './bearer-tokens.js';
import { gateway, oauthError } from './failures.js';

export const WRONG_SECRET = 'wrong-secret';

export type Bearers = ReturnType<typeof createBearers>;

export function createBearers(clock: () => number, lifetimeSeconds: () => number, birth: number) {
  const tokens = createBearerTokens(clock, lifetimeSeconds, birth);
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
      const { token, secondsLeft } = tokens.issue(client);
      const lifetime = { expires_in: Math.floor(secondsLeft), scope: form.get('scope') ?? 'default' };
      return json(200, { access_token: token, token_type: 'Bearer', ...lifetime }, { 'cache-control': 'no-store' });
    },

    /** POST /oauth2/revoke: no body; the token comes back in a header, whose name is the gateway's usual one. */
    revoke(headers: IncomingHttpHeaders, body: string): EmulatorResponse {
      if (readClient(headers) === undefined) return oauthError(401, 'invalid_client', 'Client authentication failed');
      const token = new URLSearchParams(body).get('token');
      if (token === null || token === '') return oauthError(400, 'invalid_request', 'The form has no token');
      tokens.revoke(token);
      const answer = plain(200, 'text/plain', '');
      return /^[\w-]+$/.test(token) ? { ...answer, headers: { ...answer.headers, revokedaccesstoken: token } } : answer;
    },

    /** The refusal of a call whose bearer is missing, unknown or expired. */
    rejection(headers: IncomingHttpHeaders): EmulatorResponse | undefined {
      const [, token] = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '') ?? [];
      if (token === undefined) return gateway.missingCredentials;
      return tokens.isGood(token) ? undefined : gateway.invalidCredentials;
    },

    /** Ends every bearer at once. */
    expire: tokens.expire,
  };
}

/** The client's key from a Basic header; undefined when there is none or its secret is empty or the named wrong one. */
function readClient(headers: IncomingHttpHeaders): string | undefined {
  const [, encoded] = /^Basic +(\S+) *$/i.exec(headers.authorization ?? '') ?? [];
  const [, key, secret] = /^([^:]+):(.+)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString('utf8')) ?? [];
  return secret === WRONG_SECRET ? undefined : key;
}
