// Serves the static files of a folder of the package to browsers; they are read when they are asked for.
import { readFile } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';

const TYPES = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
} as const;

/** Scripts, style sheets and data of this origin, and nothing else. */
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

export function addStaticFiles(app: FastifyInstance, prefix: string, folder: URL): void {
  app.get(prefix, (_request, reply) => send(folder, 'index', reply));
  app.get<{ Params: { '*': string } }>(`${prefix}/*`, ({ params }, reply) =>
    send(folder, params['*'] || 'index', reply),
  );
}

/** A page has no extension in its URL; no other sign than these can lead out of the folder. */
const PATH = /^[\w-]+(?:\/[\w-]+)*(?:\.(css|js|json))?$/;

async function send(folder: URL, path: string, reply: FastifyReply): Promise<FastifyReply | undefined> {
  const [file, extension = 'html'] = PATH.exec(path) ?? [];
  const content = file && (await contentOf(new URL(extension === 'html' ? `${file}.html` : file, folder)));
  if (!content) return void reply.callNotFound();
  return reply
    .header('content-security-policy', CONTENT_SECURITY_POLICY)
    .type(TYPES[extension as keyof typeof TYPES])
    .send(content);
}

const contentOf = (file: URL): Promise<Buffer | undefined> => readFile(file).catch(() => undefined);
