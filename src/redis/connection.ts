// One Redis connection on which every failure or timeout is an undefined reply.
import { createClient, RESP_TYPES } from '@redis/client';
import { createFailureReporter, type RedisTrouble, type ReportFailure, reasonOf } from './failure-reporter.js';

export type Command = readonly (string | Buffer)[];
export type Reply = null | number | string | Buffer | readonly Reply[];

/** What Redis says, where null is its own word for nothing; undefined where it says nothing usable in time. Never rejects. */
export type Ask = (command: Command) => Promise<Reply | undefined>;

export interface Redis {
  readonly ask: Ask;
  /** What Redis said cannot be used. */
  readonly reportFailure: ReportFailure;
  /** Resolves as soon as commands can be sent, and after the time of one command in any case. */
  ready(): Promise<void>;
  /** Ends when what was sent is answered, or its time is over. */
  close(): Promise<void>;
}

export interface RedisOptions {
  /** redis:// or rediss:// */
  readonly url: string;
  /** Milliseconds until a command counts as unanswered. */
  readonly timeout?: number;
  /** Milliseconds that only grow. */
  readonly elapsed: () => number;
  readonly emit: (trouble: RedisTrouble) => void;
}

const COMMAND_TIMEOUT = 250;
/** So many unanswered commands in a row mean that nobody is at the other end, whatever the socket says. */
const MOST_SILENCES = 5;
const LONGEST_PAUSE = 1_000;
const BUFFERS = { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } };

export function openRedis({ url, timeout = COMMAND_TIMEOUT, elapsed, emit }: RedisOptions): Redis {
  const reportFailure = createFailureReporter({ elapsed, emit });
  let client = connect(url, reportFailure);
  let silences = 0;
  const fail = (error: unknown): undefined => {
    reportFailure(reasonOf(error));
    silences = error instanceof Late ? silences + 1 : 0;
    if (silences < MOST_SILENCES || !client.isReady) return;
    silences = 0;
    client.destroy();
    client = connect(url, reportFailure);
  };
  return {
    reportFailure,
    async ask(command) {
      if (!client.isReady) return void reportFailure('not connected');
      try {
        const reply = await inTime(client.sendCommand<Reply>([...command], BUFFERS), timeout);
        silences = 0;
        return reply;
      } catch (error) {
        return fail(error);
      }
    },
    async ready() {
      if (client.isReady) return;
      const connected = new Promise<void>((resolve) => client.once('ready', () => resolve()));
      await inTime(connected, timeout).catch(() => {});
    },
    async close() {
      const closing = client.isReady ? client.close() : undefined;
      await inTime(Promise.resolve(closing), timeout).catch(() => {});
      if (client.isOpen) client.destroy();
    },
  };
}

/** Connects in the background, and again whenever the connection breaks; without one no command waits. */
function connect(url: string, reportFailure: ReportFailure) {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    socket: {
      connectTimeout: LONGEST_PAUSE,
      reconnectStrategy: (retries) => Math.min(50 * 2 ** Math.min(retries, 10), LONGEST_PAUSE),
    },
  });
  client.on('error', (error) => reportFailure(reasonOf(error)));
  client.connect().catch(() => {});
  return client;
}

class Late extends Error {}

const TICKS = 10;

/**
 * The time passes in ticks, after each of which what has arrived is read: however long this process was busy with something else, that was
 * one tick, and Redis is not blamed for it.
 */
async function inTime<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const tick = (left: number): void => {
      timer = setTimeout(() => {
        if (left > 1) tick(left - 1);
        else setImmediate(() => reject(new Late('No answer in time.')));
      }, ms / TICKS);
    };
    tick(TICKS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
