// Requests that name a persisted operation instead of bringing a query: by documentId, or by a hash as automatic persisted queries do.
import type { FastifyRequest } from 'fastify';
import { Failure } from '../errors.js';
import { withoutPrefix } from '../graphql/persisted/manifest.js';

export interface PersistedRequestsOptions {
  /** The document of an id without the prefix of its algorithm. */
  readonly documents: ReadonlyMap<string, string>;
  /** Whether nothing else is answered. */
  readonly only: boolean;
}

export interface PersistedRequests {
  /** Looks up what a request names. Throws the Failure of one that may not be answered. */
  readonly admit: (request: FastifyRequest) => void;
  /** Of a request that was let in; undefined where it brings a query, or a hash that a caller may have registered. */
  readonly documentOf: (request: FastifyRequest) => string | undefined;
}

export function createPersistedRequests({ documents, only }: PersistedRequestsOptions): PersistedRequests {
  const found = new WeakMap<FastifyRequest, string>();
  return {
    documentOf: (request) => found.get(request),
    admit(request) {
      const asked = readAsked(request);
      if (only && (asked.hasQuery || asked.id === undefined)) throw idRequired();
      if (asked.hasQuery || asked.id === undefined) return;
      const document = documents.get(withoutPrefix(asked.id));
      if (document !== undefined) {
        found.set(request, document);
        passCsrfPrevention(request);
      } else if (only || asked.by === 'documentId') throw notFound();
    },
  };
}

/** Whether a URL names a persisted operation, so that its answer is wanted and no page. */
export const namesDocument = ({ query }: FastifyRequest): boolean =>
  recordOf(query)['documentId'] !== undefined || hashIn(parsed(recordOf(query)['extensions'])) !== undefined;

interface Asked {
  readonly id: string | undefined;
  readonly by: 'documentId' | 'hash';
  readonly hasQuery: boolean;
}

/** Throws BAD_REQUEST where it cannot be said which document is meant. */
function readAsked({ method, body, query }: FastifyRequest): Asked {
  const source = recordOf(method === 'POST' ? body : query);
  const documentId = source['documentId'] ?? undefined;
  const hash = hashIn(method === 'POST' ? source['extensions'] : parsed(source['extensions']));
  const hasQuery = (source['query'] ?? undefined) !== undefined;
  if (documentId === undefined) return { id: hash, by: 'hash', hasQuery };
  if (typeof documentId !== 'string')
    throw new Failure('BAD_REQUEST', `documentId: got ${JSON.stringify(documentId)}, wanted one text.`);
  if (hasQuery || hash !== undefined)
    throw new Failure('BAD_REQUEST', 'documentId: got it beside a query or a hash, wanted only one of them.');
  return { id: documentId, by: 'documentId', hasQuery };
}

function hashIn(extensions: unknown): string | undefined {
  const { version, sha256Hash } = recordOf(recordOf(extensions)['persistedQuery']);
  return version === 1 && typeof sha256Hash === 'string' ? sha256Hash : undefined;
}

/**
 * A GET that names a trusted document reads what its page may ask anyway, so that it needs no preflight and caches on the way may
 * answer it; but no image and no script, which is all that a foreign page makes a browser send so, is a client.
 */
function passCsrfPrevention({ method, headers }: FastifyRequest): void {
  if (method === 'GET' && headers['sec-fetch-mode'] !== 'no-cors') headers['apollo-require-preflight'] = 'persisted';
}

const idRequired = (): Failure =>
  new Failure(
    'PERSISTED_QUERY_ID_REQUIRED',
    'Only persisted operations are answered here: got a query, or no id; wanted {"documentId": "HASH"} or {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "HASH"}}} without a query.',
  );

/** Clients of automatic persisted queries look for these very words. */
const notFound = (): Failure => new Failure('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

function parsed(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
