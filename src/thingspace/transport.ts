// One POST over undici, read to its end within bounds of time and bytes. It knows neither tokens nor reports.
import { errors, Pool } from 'undici';
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

type Phase = 'connecting' | 'waiting for headers' | 'reading the body';

export function createTransport({ origin, connections, attemptTimeout }: TransportOptions): Transport {
  const pool = new Pool(origin, {
    connections,
    connect: { timeout: attemptTimeout },
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return { send: (request, signal) => attempt(pool, request, signal, attemptTimeout), close: () => pool.destroy() };
}

async function attempt(pool: Pool, request: Request, signal: AbortSignal, timeout: number): Promise<Answer> {
  const late = AbortSignal.timeout(timeout);
  let phase: Phase = 'waiting for headers';
  try {
    const response = await pool.request({ ...request, method: 'POST', signal: AbortSignal.any([signal, late]) });
    phase = 'reading the body';
    const limit = response.statusCode === 200 ? MAX_REPORT : MAX_ERROR;
    const text = await readBounded(response.body, limit);
    if (text === undefined && limit === MAX_REPORT) throw tooLarge();
    return { status: response.statusCode, headers: response.headers, text: text ?? '' };
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (signal.aborted) throw signal.reason;
    throw late.aborted ? timedOut(timeout, phase) : brokenOff(error, phase);
  }
}

/** Undefined where the body is longer than the limit; what is left of it is not waited for. */
async function readBounded(body: AsyncIterable<Uint8Array>, limit: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size).toString('utf8');
}

const tooLarge = (): Failure =>
  new Failure(
    'UPSTREAM_MALFORMED',
    `The upstream's answer is not a session report: it is larger than ${MAX_REPORT / MEBIBYTE} MiB.`,
  );

const timedOut = (timeout: number, phase: Phase): Failure =>
  new Failure('UPSTREAM_TIMEOUT', `The upstream did not answer within ${timeout} ms (${phase}).`);

/** Only the code of the cause is told: undici's errors hold headers and addresses. */
function brokenOff(error: unknown, phase: Phase): Failure {
  if (error instanceof errors.ConnectTimeoutError)
    return new Failure('UPSTREAM_TIMEOUT', 'The upstream did not answer in time (connecting).');
  const code = codeOf(error);
  if (phase !== 'reading the body')
    return new Failure('UPSTREAM_UNAVAILABLE', `The upstream could not be reached (${code}).`);
  return new Failure('UPSTREAM_MALFORMED', `The upstream's answer was cut short (${code}).`, {}, { transient: true });
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown cause';
