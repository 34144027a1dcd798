// GET /metrics, beside /graphql or on a port of its own.
import Fastify, { type FastifyInstance } from 'fastify';

export interface Scrape {
  readonly contentType: string;
  text(): Promise<string>;
}

export function addMetrics(app: FastifyInstance, { contentType, text }: Scrape): void {
  app.get('/metrics', async (_request, reply) => reply.type(contentType).send(await text()));
}

export function createMetricsServer(metrics: Scrape): FastifyInstance {
  // Nobody loses by a scrape that is cut off at the end.
  const app = Fastify({ forceCloseConnections: true });
  addMetrics(app, metrics);
  return app;
}
