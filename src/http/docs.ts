// Serves the documentation to browsers, from files of the package that are read when they are asked for.
import { readFile } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Made by scripts/build-docs.js. */
const FOLDER = new URL('../../dist/docs/', import.meta.url);

const TYPES = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
} as const;

/** Its own script and style sheet, and the index that the script fetches. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join(';');

export function addDocs(app: FastifyInstance): void {
  app.get('/docs', (_request, reply) => send('index', reply));
  app.get<{ Params: { '*': string } }>('/docs/*', ({ params }, reply) => send(params['*'] || 'index', reply));
}

/** A page has no extension in its URL; no other sign than these can lead out of the folder. */
const PATH = /^[\w-]+(?:\/[\w-]+)*(?:\.(css|js|json))?$/;

async function send(path: string, reply: FastifyReply): Promise<FastifyReply | undefined> {
  const [file, extension = 'html'] = PATH.exec(path) ?? [];
  const content = file && (await contentOf(extension === 'html' ? `${file}.html` : file));
  if (!content) return void reply.callNotFound();
  return reply
    .header('content-security-policy', CONTENT_SECURITY_POLICY)
    .type(TYPES[extension as keyof typeof TYPES])
    .send(content);
}

const contentOf = (file: string): Promise<Buffer | undefined> => readFile(new URL(file, FOLDER)).catch(() => undefined);
