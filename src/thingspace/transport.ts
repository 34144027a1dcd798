// One POST over undici with bounds on time and size.
import { type Dispatcher, Pool } from 'undici';
import { Failure } from '../errors.js';
import type { Answer } from './failures.js';

export interface Request {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Rejects with UPSTREAM_UNAVAILABLE, UPSTREAM_TIMEOUT or UPSTREAM_MALFORMED, or with the reason of the signal. */
export type Send = (request: Request, signal: AbortSignal) => Promise<Answer>;

export interface TransportOptions {
  /** An origin: scheme, host and port. */
  readonly origin: string;
  readonly connections: number;
  /** One attempt, from connecting to the last byte; milliseconds. */
  readonly attemptTimeout: number;
}

export interface Transport {
  readonly send: Send;
  close(): Promise<void>;
}

const MEBIBYTE = 1024 * 1024;
const MAX_REPORT = 16 * MEBIBYTE;
const MAX_ERROR = 64 * 1024;

export function createTransport({ origin, connections, attemptTimeout }: TransportOptions): Transport {
  const pool = new Pool(origin, { connections, connect: { timeout: 0 }, headersTimeout: 0, bodyTimeout: 0 });
  let connects = 0;
  pool.on('connect', () => {
    connects += 1;
  });
  const send: Send = async (request, signal) => {
    const late = AbortSignal.timeout(attemptTimeout);
    const [before, had] = [connects, pool.stats.connected > 0];
    let isAnswering = false;
    try {
      const response = await pool.request({ ...request, method: 'POST', signal: AbortSignal.any([signal, late]) });
      isAnswering = true;
      return await readAnswer(response);
    } catch (error) {
      signal.throwIfAborted();
      throw toFailure(error, { late, timeout: attemptTimeout, isAnswering, isConnected: had || connects > before });
    }
  };
  return { send, close: () => pool.destroy() };
}

interface Broken {
  readonly late: AbortSignal;
  readonly timeout: number;
  readonly isAnswering: boolean;
  readonly isConnected: boolean;
}

/** Only the code of the cause is reported: undici's errors hold headers and addresses. */
function toFailure(error: unknown, { late, timeout, isAnswering, isConnected }: Broken): Failure {
  if (error instanceof Failure) return error;
  if (late.aborted)
    return timedOut(timeout, isAnswering ? 'reading the body' : isConnected ? 'waiting for headers' : 'connecting');
  if (!isAnswering) return new Failure('UPSTREAM_UNAVAILABLE', `The upstream could not be reached (${codeOf(error)}).`);
  return new Failure(
    'UPSTREAM_MALFORMED',
    `The upstream's answer was cut short (${codeOf(error)}).`,
    {},
    { transient: true },
  );
}

async function readAnswer({ statusCode: status, headers, body }: Dispatcher.ResponseData): Promise<Answer> {
  const limit = status === 200 ? MAX_REPORT : MAX_ERROR;
  const bytes = await readBounded(body, limit);
  if (bytes === undefined && limit === MAX_REPORT) throw tooLarge();
  if (bytes === undefined) return { status, headers, text: '' };
  return {
    status,
    headers,
    bytes,
    get text() {
      return bytes.toString('utf8');
    },
  };
}

/** Undefined where the body is longer than the limit; what is left of it is not waited for. */
async function readBounded(body: AsyncIterable<Uint8Array>, limit: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

const tooLarge = (): Failure =>
  new Failure(
    'UPSTREAM_MALFORMED',
    `The upstream's answer is not a session report: it is larger than ${MAX_REPORT / MEBIBYTE} MiB.`,
  );

const timedOut = (timeout: number, phase: string): Failure =>
  new Failure('UPSTREAM_TIMEOUT', `The upstream did not answer within ${timeout} ms (${phase}).`);

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown cause';
