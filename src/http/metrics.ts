// Where Prometheus asks: beside /graphql, or on a port of its own. It does not know what is measured.
import Fastify, { type FastifyInstance } from 'fastify';

export interface Scrape {
  readonly contentType: string;
  text(): Promise<string>;
}

export function addMetrics(front: FastifyInstance, { contentType, text }: Scrape): void {
  front.get('/metrics', async (_request, reply) => reply.type(contentType).send(await text()));
}

export function createMetricsFront(metrics: Scrape): FastifyInstance {
  // Nobody loses by a scrape that is cut off at the end.
  const front = Fastify({ forceCloseConnections: true });
  addMetrics(front, metrics);
  return front;
}
