// Authenticates a request before its body is read.
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller, Identify, Identity } from '../auth/caller.js';
import { sendRefusal } from './error-responses.js';

export interface Authentication {
  /** A hook for routes that need an authenticated caller. */
  readonly ask: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>;
  /** Who asked, of a request that was let in. */
  readonly callerOf: (request: FastifyRequest) => Caller | undefined;
}

/** An unauthenticated caller, who may read no account. */
export const NOBODY: Caller = { name: 'nobody', accounts: new Set() };

export function createAuthentication(identify: Identify): Authentication {
  const callers = new WeakMap<FastifyRequest, Caller>();
  return {
    callerOf: (request) => callers.get(request),
    async ask(request, reply) {
      const identity = await identify(headersOf(request));
      if (identity.kind !== 'known') return sendUnauthenticated(identity, request, reply);
      callers.set(request, identity.caller);
      return undefined;
    },
  };
}

/** Of several authorizations Node keeps the first and drops the others unseen; whoever brings two has not said who they are. */
function headersOf({ raw, headers }: FastifyRequest): IncomingHttpHeaders {
  const [first, ...others] = raw.headersDistinct['authorization'] ?? [];
  return others.length === 0 ? headers : { ...headers, authorization: [first, ...others].join(', ') };
}

function sendUnauthenticated(
  identity: Exclude<Identity, { kind: 'known' }>,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const message = identity.reason;
  if (identity.kind === 'unknowable') {
    request.log.error({ requestId: request.id, reason: message }, 'callers cannot be identified');
    reply.header('retry-after', SECONDS_UNTIL_KNOWABLE);
    return sendRefusal(request, reply, { status: 503, code: 'INTERNAL_SERVER_ERROR', message });
  }
  // RFC 6750: what was given is named as the reason, and nothing is said of it where nothing was given.
  reply.header('www-authenticate', identity.isGiven ? 'Bearer error="invalid_token"' : 'Bearer');
  return sendRefusal(request, reply, { status: 401, code: 'UNAUTHENTICATED', message });
}

const SECONDS_UNTIL_KNOWABLE = 10;
