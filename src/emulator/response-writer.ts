// Writes a response to a socket, whole or broken off.
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EmulatorResponse } from './answers.js';

/** Waits so many milliseconds; rejects when the signal aborts. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

/** The real clock's pause; its timer goes with the signal. */
export const realSleep: Sleep = (ms, signal) => sleep(ms, undefined, { signal });

export interface ResponseEvents {
  /** The answer is whole: its last bytes are about to leave. */
  readonly whole: (status: number) => void;
  /** The caller closed its socket before that. */
  readonly left: () => void;
}

export type ResponseWriter = ReturnType<typeof createResponseWriter>;

/** Raw control of the answer to one request. Every wait on it ends with a rejection once the socket is closed. */
export function createResponseWriter(res: ServerResponse, sleep: Sleep, events: ResponseEvents) {
  const closed = new AbortController();
  let ours = false;
  res.once('close', () => {
    if (!ours) events.left();
    closed.abort();
  });
  res.on('error', () => closed.abort());

  return {
    /** Sends status and headers, for a body of that many bytes, or of unknown length. */
    head(answer: EmulatorResponse, length: number | 'unknown'): void {
      const size = length === 'unknown' ? {} : { 'content-length': String(length) };
      res.writeHead(answer.status, { ...answer.headers, ...size });
      res.flushHeaders();
    },

    /** Sends a piece; resolves when it has been handed to the network. */
    write(piece: string): Promise<void> {
      return untilClosed(closed.signal, (done) => res.write(piece, () => done()));
    },

    /** Sends the last piece and so completes the answer. */
    end(piece = ''): void {
      ours = true;
      events.whole(res.statusCode);
      res.end(piece);
    },

    /** Closes the socket, after what was written. */
    cut(): void {
      ours = true;
      res.socket?.destroy();
    },

    /** Closes the socket with a TCP reset. */
    reset(): void {
      ours = true;
      res.socket?.resetAndDestroy();
    },

    /** Waits; for nothing when there is nothing to wait for. */
    async sleep(ms: number): Promise<void> {
      if (ms > 0) await sleep(ms, closed.signal);
    },

    /** Waits until the socket is closed. */
    hang(): Promise<void> {
      return untilClosed(closed.signal, () => undefined);
    },
  };
}

function untilClosed(signal: AbortSignal, start: (done: () => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(signal.reason);
    if (signal.aborted) return leave();
    signal.addEventListener('abort', leave, { once: true });
    start(() => {
      signal.removeEventListener('abort', leave);
      resolve();
    });
  });
}
