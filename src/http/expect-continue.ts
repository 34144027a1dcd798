// Expect: 100-continue: grants it only after authentication, and only for a body within the limit.
import type { FastifyInstance } from 'fastify';

/** Node would grant it to everybody, before anything of the request has been looked at. */
export function continueWhenExpected(app: FastifyInstance, bodyLimit: number): void {
  app.server.on('checkContinue', (request, response) => {
    app.server.emit('request', request, response);
  });
  app.addHook('preParsing', async ({ headers, raw }, reply) => {
    if (headers.expect === undefined || Number(headers['content-length'] ?? 0) > bodyLimit) return;
    if (!raw.complete) reply.raw.writeContinue();
  });
  // What follows on this connection would be taken for the body that was not sent.
  app.addHook('onSend', async ({ headers, raw }, reply) => {
    if (headers.expect !== undefined && !raw.complete) reply.header('connection', 'close');
  });
}
