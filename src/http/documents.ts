// The documents that the server has: the schema, the failure codes, and for browsers the start page and the files of the explorer.
import { existsSync } from 'node:fs';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { catalogueJson, cataloguePage } from './error-catalogue.js';
import { addExplorer } from './explorer.js';
import { PAGE_POLICY, wantsHtml } from './page.js';
import { startPage, type TestDevice } from './start-page.js';
import { addStaticFiles } from './static-files.js';

/** Made by scripts/build-docs.js. */
const DOCS = new URL('../../dist/docs/', import.meta.url);
/** Made by scripts/build-demo.sh, which not every installation has run. */
const DEMO = new URL('../../dist/demo/', import.meta.url);

export function addDocuments(app: FastifyInstance, sdl: string | undefined): void {
  if (sdl !== undefined)
    app.get('/schema.graphql', (_request, reply) => reply.type('application/graphql; charset=utf-8').send(sdl));
  app.get('/errors', (request, reply) =>
    wantsHtml(request.headers.accept)
      ? sendPage(reply, cataloguePage())
      : reply.header('vary', 'accept').type('application/json; charset=utf-8').send(catalogueJson()),
  );
}

export interface PagesOptions {
  readonly sdl: string | undefined;
  readonly metrics: object | undefined;
  readonly testDevices: readonly TestDevice[];
}

/** GET / for browsers, the documentation, and the files of the explorer. */
export function addPages(app: FastifyInstance, { sdl, metrics, testDevices }: PagesOptions): void {
  addExplorer(app);
  addStaticFiles(app, '/docs', DOCS);
  addStaticFiles(app, '/demo', DEMO);
  app.get('/', (request, reply) => {
    if (!wantsHtml(request.headers.accept)) return reply.callNotFound();
    const page = startPage({
      url: `${request.protocol}://${request.host}`,
      hasSchema: sdl !== undefined,
      hasMetrics: metrics !== undefined,
      hasDemo: existsSync(DEMO),
      testDevices,
    });
    return sendPage(reply, page);
  });
}

const sendPage = (reply: FastifyReply, page: string): FastifyReply =>
  reply
    .header('vary', 'accept')
    .header('content-security-policy', PAGE_POLICY)
    .type('text/html; charset=utf-8')
    .send(page);
