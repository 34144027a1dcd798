// Bounds the heap of V8 while it runs: --max-old-space-size and --max-semi-space-size have no effect then, growth factors have.
import { constants, PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import type { HeapBounds } from './heap-bounds.js';

export interface Heap {
  readonly setFlag: (flag: string) => void;
  /** Bytes committed for both semi-spaces of the young generation. */
  readonly youngBytes: () => number;
}

export const v8Heap: Heap = {
  setFlag: setFlagsFromString,
  youngBytes: () => getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? 0,
};

const MEBIBYTE = 2 ** 20;

/** Keeps the heap of this process to the bounds from now on. */
export function boundHeap({ semiSpace, growthPercent }: HeapBounds): void {
  v8Heap.setFlag(`--heap-growing-percent=${growthPercent}`);
  const fix = () => fixSemiSpace(semiSpace, v8Heap);
  fix();
  // V8 shrinks the young generation of an idle process, and it must be large again once there is work.
  new PerformanceObserver((list) => {
    if (list.getEntries().some(isYoung)) fix();
  }).observe({ entryTypes: ['gc'] });
}

const isYoung = (entry: object): boolean =>
  'detail' in entry && (entry.detail as { kind?: number }).kind === constants.NODE_PERFORMANCE_GC_MINOR;

const ELEMENTS = 64;
const ARRAYS_A_ROUND = 64;
/** Of 32 KiB each, so that there is an end also where V8 does not grow. */
const MOST_ROUNDS = 512;

/**
 * Lets the young generation grow to this size, or to more than half of it, at once and no further. V8 multiplies it by a
 * factor when more has survived in it than it holds, so survivors are made until that has happened, and then the factor is 1.
 */
export function fixSemiSpace(mebibytes: number, { setFlag, youngBytes }: Heap): void {
  const wanted = 2 * mebibytes * MEBIBYTE;
  // Of a heap that is new, only one of the two is committed.
  const factor = Math.floor(wanted / Math.max(2 * MEBIBYTE, youngBytes()));
  if (factor > 1) {
    setFlag(`--semi-space-growth-factor=${factor}`);
    const survivors: number[][] = [];
    for (let round = 0; round < MOST_ROUNDS && 2 * youngBytes() <= wanted; round++)
      for (let i = 0; i < ARRAYS_A_ROUND; i++) survivors.push(new Array<number>(ELEMENTS).fill(i));
  }
  setFlag('--semi-space-growth-factor=1');
}

/** Mebibytes that the container allows; undefined where nothing bounds the process but the machine. Takes bytes, as Node has them. */
export const memoryLimit = (constrained: number | undefined, machine: number): number | undefined =>
  constrained && constrained < machine ? constrained / MEBIBYTE : undefined;
