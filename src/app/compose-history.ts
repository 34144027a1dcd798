// Composes the history: the loader's cache, its store (memory, disk or Redis) and the reads behind it.
import type { BaseLogger } from 'pino';
import type { Settings } from '../config/settings.js';
import { createHistory, type History } from '../history/history.js';
import { withJoinedDays } from '../history/joined-days.js';
import { layered } from '../history/layered-store.js';
import { createMemoryStore, type MemoryStore } from '../history/memory-store.js';
import type { FetchReport } from '../history/report.js';
import type { Store } from '../history/store.js';
import type { RedisTrouble } from '../redis/failure-reporter.js';
import type { Replicas } from '../redis/replicas.js';
import { RETENTION } from '../retention.js';
import { HOUR } from '../sessions/range.js';
import type { Upstream } from './compose-upstream.js';
import { openDisk } from './open-disk.js';
import { sleep, startTimer } from './timers.js';

interface RedisRuntime {
  readonly now: () => number;
  /** Milliseconds that only grow. */
  readonly elapsed: () => number;
  readonly newId: () => string;
  readonly log: Pick<BaseLogger, 'warn'>;
}

/** The client is loaded only where there is a Redis, since loading it takes a tenth of the start. */
export async function openRedis(
  settings: Settings,
  { origin, credentials }: Upstream,
  { now, elapsed, newId, log }: RedisRuntime,
): Promise<Replicas | undefined> {
  const { redisUrl: url } = settings;
  if (url === undefined) return undefined;
  const { openReplicas } = await import('../redis/replicas.js');
  const emit = (trouble: RedisTrouble): void => log.warn({ redis: trouble }, `redis: ${trouble.reason}`);
  return openReplicas({ url, upstream: origin, ...credentials, now, elapsed, emit, sleep, newToken: newId });
}

/** The part of the cache that holds the devices asked for most recently in a form that is quicker to answer from. */
const JOINED_SHARE = 0.25;

/** Where days are held, in this process, beside it or elsewhere. */
export interface OpenStore {
  readonly store: Store;
  /** Of what is held in this process, if that is where days are held. */
  readonly size: MemoryStore['size'] | undefined;
  /** Whether what was put outlives the process once the store has it. */
  readonly isDurable: boolean;
  /** Whatever was put is on the medium. */
  close(): Promise<void>;
}

export async function openStore(
  { history }: Settings,
  { origin }: Upstream,
  { now, log }: Pick<RedisRuntime, 'now' | 'log'>,
  replicas: Replicas | undefined,
): Promise<OpenStore> {
  if (replicas) return { store: replicas.store(history), size: undefined, isDurable: false, close: async () => {} };
  const packed = createMemoryStore(history.cacheBytes * (1 - JOINED_SHARE));
  const disk = history.disk && (await openDisk({ ...history, ...history.disk, upstream: origin, now, log }));
  const joined = withJoinedDays(disk ? layered(packed, disk.store) : packed, history.cacheBytes * JOINED_SHARE);
  return { store: joined, size: packed.size, isDurable: disk !== undefined, close: async () => disk?.close() };
}

interface HistoryParts extends Pick<OpenStore, 'store' | 'isDurable'> {
  readonly fetch: FetchReport;
  readonly now: () => number;
  /** Milliseconds that only grow. */
  readonly elapsed: () => number;
  readonly replicas: Replicas | undefined;
}

export function openHistory(
  settings: Settings,
  { store, isDurable, fetch, now, elapsed, replicas }: HistoryParts,
): History {
  const { history, maxSessionHours, operationTimeout: timeout } = settings;
  const first = replicas?.fetch(fetch, { believe: history.openTtl, takesOver: false }) ?? fetch;
  return createHistory(
    {
      ...history,
      store,
      isDurable,
      again: replicas?.fetch(fetch, { believe: 0, takesOver: true }) ?? fetch,
      now,
      elapsed,
      timeout,
      maxSession: maxSessionHours * HOUR,
      retention: RETENTION,
      startTimer,
    },
    first,
  );
}
