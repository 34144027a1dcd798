// One POST over undici with bounds on time and size.
import { Pool } from 'undici';
import { Failure } from '../errors.js';
import type { StartTimer } from '../history/in-flight-reads.js';
import type { UpstreamResponse } from './failures.js';
import { ResponseReader } from './response-reader.js';

export interface Request {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Rejects with UPSTREAM_UNAVAILABLE, UPSTREAM_TIMEOUT or UPSTREAM_MALFORMED, or with the reason of the signal. */
export type Send = (request: Request, signal: AbortSignal) => Promise<UpstreamResponse>;

export interface TransportOptions {
  /** An origin: scheme, host and port. */
  readonly origin: string;
  readonly connections: number;
  /** One attempt, from connecting to the last byte; milliseconds. */
  readonly attemptTimeout: number;
  readonly startTimer: StartTimer;
}

export interface Transport {
  readonly send: Send;
  close(): Promise<void>;
}

/** The handler is given to undici directly: a stream for each body, and signals joined for each call, cost more than the call. */
export function createTransport({ origin, connections, attemptTimeout, startTimer }: TransportOptions): Transport {
  const pool = new Pool(origin, { connections, connect: { timeout: 0 }, headersTimeout: 0, bodyTimeout: 0 });
  const connected = countConnections(pool);
  const send: Send = (request, signal) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const [before, had] = [connected.ever, connected.now > 0];
      const end = (): void => {
        cancel();
        signal.removeEventListener('abort', abort);
      };
      const reader = new ResponseReader(
        (answer) => {
          end();
          resolve(answer);
        },
        (failure) => {
          end();
          reject(failure);
        },
      );
      const abort = (): void => reader.fail(signal.reason);
      const cancel = startTimer(attemptTimeout, () => {
        const isConnected = had || connected.ever > before;
        reader.fail(
          timedOut(
            attemptTimeout,
            reader.isAnswering ? 'reading the body' : isConnected ? 'waiting for headers' : 'connecting',
          ),
        );
      });
      signal.addEventListener('abort', abort, { once: true });
      pool.dispatch({ ...request, method: 'POST' }, reader);
    });
  return { send, close: () => pool.destroy() };
}

/** How many connections there are, and were. */
function countConnections(pool: Pool): { now: number; ever: number } {
  const connected = { now: 0, ever: 0 };
  pool.on('connect', () => {
    connected.now += 1;
    connected.ever += 1;
  });
  pool.on('disconnect', () => {
    connected.now -= 1;
  });
  return connected;
}

const timedOut = (timeout: number, phase: string): Failure =>
  new Failure('UPSTREAM_TIMEOUT', `The upstream did not answer within ${timeout} ms (${phase}).`);
