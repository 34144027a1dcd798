// Security headers, CORS, and the rejection of compressed bodies.
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import { sendRefusal } from './error-responses.js';

/** Pages bring their own style and nothing else; the explorer has a policy of its own. */

const CONTENT_SECURITY = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    styleSrc: ["'unsafe-inline'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
};

const DAY_IN_SECONDS = 86_400;

export function addSecurity(app: FastifyInstance, corsOrigins: readonly string[]): void {
  app.register(helmet, { contentSecurityPolicy: CONTENT_SECURITY });
  if (corsOrigins.length > 0) {
    app.register(cors, {
      origin: corsOrigins.includes('*') ? '*' : [...corsOrigins],
      methods: ['GET', 'POST'],
      exposedHeaders: ['x-request-id', 'retry-after', 'ratelimit', 'ratelimit-policy', 'www-authenticate'],
      maxAge: DAY_IN_SECONDS,
    });
  }
  refusePackedBodies(app);
}

/** A kilobyte that unpacks to gigabytes is nobody's query; so nothing is unpacked. */
function refusePackedBodies(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    const encoding = request.headers['content-encoding'] ?? 'identity';
    if (encoding.toLowerCase() === 'identity') return undefined;
    const message = `content-encoding: got ${JSON.stringify(encoding)}, wanted a body that is not compressed.`;
    return sendRefusal(request, reply, { status: 415, code: 'BAD_REQUEST', message });
  });
}
