// Decides how much room V8 gets for garbage, from the size of the cache and the memory of the container. Pure.

/** Mebibytes. */
export interface MemoryBudget {
  /** What the cache may hold: CACHE_MAX_MB. */
  readonly cache: number;
  /** What the process may have; undefined where nothing bounds it but the machine. */
  readonly limit: number | undefined;
}

export interface HeapBounds {
  /** Mebibytes of each of the two semi-spaces of the young generation; left alone, Node 24 takes 64 and Node 20 takes 16. */
  readonly semiSpace: number;
  /** How far the old generation may grow until it is collected again, in percent of what was alive the last time. */
  readonly growthPercent: number;
}

/** What it has grown to by the time that all modules are linked and the first of them runs. */
export const SMALL_SEMI_SPACE = 8;
const LARGE_SEMI_SPACE = 16;

/** Measured: resident memory of the program, neither the cache nor the young generation nor garbage counted. */
const PROGRAM = 130;
/** Measured: what is alive on the heap under load; the cache lies outside of it. */
const LIVE_HEAP = 40;
const LEAST_GARBAGE = 12;
const MOST_GARBAGE = 40;
const GARBAGE_IF_TIGHT = 10;

/** Garbage may take a quarter of what the cache may, within bounds; where the container is short of memory, time is spent to save it. */
export function heapBounds({ cache, limit = Number.POSITIVE_INFINITY }: MemoryBudget): HeapBounds {
  const garbage = Math.min(MOST_GARBAGE, Math.max(LEAST_GARBAGE, cache / 4));
  const semiSpace = garbage < MOST_GARBAGE ? SMALL_SEMI_SPACE : LARGE_SEMI_SPACE;
  const fits = PROGRAM + cache + 2 * semiSpace + garbage <= limit;
  return fits
    ? { semiSpace, growthPercent: inPercentOfLive(garbage) }
    : { semiSpace: SMALL_SEMI_SPACE, growthPercent: inPercentOfLive(GARBAGE_IF_TIGHT) };
}

const inPercentOfLive = (garbage: number): number => Math.round((garbage / LIVE_HEAP) * 100);
