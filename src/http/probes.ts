// /livez and /readyz.
import type { FastifyInstance } from 'fastify';

export interface ProbesOptions {
  /** Why the service cannot take requests; undefined when it can. */
  readonly unready: () => Promise<string | undefined>;
  /** What should be looked at although requests are answered. */
  readonly warning: () => string | undefined;
}

/** /livez: the process runs. /readyz: it can take requests; where it cannot, it says why, and where it can, what to look at. */
export function addProbes(app: FastifyInstance, { unready, warning }: ProbesOptions): void {
  app.get('/livez', () => ({ status: 'alive' }));
  app.get('/readyz', async (_request, reply) => {
    const reason = await unready();
    if (reason !== undefined) return reply.code(503).send({ status: 'not ready', reason });
    const detail = warning();
    return { status: 'ready', ...(detail !== undefined && { detail }) };
  });
}
