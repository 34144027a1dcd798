// Serves GraphiQL to browsers, from files of the package that are read when they are first asked for.
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { exampleTabs } from './explorer-tabs.js';
import type { TestDevice } from './start-page.js';

/** Made by scripts/build-explorer.js. */
const FOLDER = new URL('../../dist/explorer/', import.meta.url);

const FILES = {
  'explorer.js': 'text/javascript; charset=utf-8',
  'explorer.css': 'text/css; charset=utf-8',
} as const;

/** The editor makes its workers from blobs and its styles as it goes; nothing comes from another origin, and nothing is evaluated. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  'worker-src blob:',
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join(';');

export function addExplorer(app: FastifyInstance): void {
  for (const [name, type] of Object.entries(FILES))
    app.get(`/explorer/${name}`, (_request, reply) =>
      reply
        .type(type)
        .header('cache-control', 'max-age=3600')
        .send(createReadStream(new URL(name, FOLDER))),
    );
}

/** The page with the example operations in its tabs, their dates as of now. */
export async function sendExplorer(
  reply: FastifyReply,
  now: number,
  testDevices: readonly TestDevice[],
): Promise<FastifyReply> {
  const operations: unknown = JSON.parse(await readFile(new URL('operations.json', FOLDER), 'utf8'));
  const texts = Array.isArray(operations) ? operations.map(String) : [];
  return reply
    .header('vary', 'accept')
    .header('content-security-policy', CONTENT_SECURITY_POLICY)
    .type('text/html; charset=utf-8')
    .send(explorerPage({ title: 'Explorer', defaultTabs: exampleTabs(texts, now, testDevices) }));
}

/** `<` would end the element early if an operation had it. */
const explorerPage = (options: object): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>GraphQL explorer</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/explorer/explorer.css">
<script type="application/json" id="options">${JSON.stringify(options).replaceAll('<', '\\u003c')}</script></head>
<body class="no-focus-outline"><noscript>The explorer needs JavaScript.</noscript><div id="root"></div><script src="/explorer/explorer.js"></script></body></html>
`;
