// Expect: 100-continue. A caller is told to go on only after it has been let in, and only with a body that will be taken.
import type { FastifyInstance } from 'fastify';

/** Node would tell everybody to go on, before anything of the request has been looked at. */
export function continueWhenExpected(front: FastifyInstance, bodyLimit: number): void {
  front.server.on('checkContinue', (request, response) => {
    front.server.emit('request', request, response);
  });
  front.addHook('preParsing', async ({ headers, raw }, reply) => {
    if (headers.expect === undefined || Number(headers['content-length'] ?? 0) > bodyLimit) return;
    if (!raw.complete) reply.raw.writeContinue();
  });
  // What follows on this connection would be taken for the body that was not sent.
  front.addHook('onSend', async ({ headers, raw }, reply) => {
    if (headers.expect !== undefined && !raw.complete) reply.header('connection', 'close');
  });
}
