// How the young generation of a simulated V8 takes one size and keeps it.
import { describe, expect, test } from '@jest/globals';
import { fixSemiSpace, memoryLimit } from '../../src/app/heap.js';

const MEBIBYTE = 2 ** 20;

/** Grows as V8 does: the second half is committed first, and then both by the factor; each needs some looks at it, that is survivors. */
function madeUpHeap(committed: number, { grows = true } = {}) {
  const flags: string[] = [];
  let [size, factor, looks] = [committed * MEBIBYTE, 2, 0];
  const collect = () => {
    size = size === MEBIBYTE ? 2 * MEBIBYTE : size * factor;
  };
  return {
    flags,
    mebibytes: () => size / MEBIBYTE,
    looks: () => looks,
    setFlag: (flag: string) => {
      flags.push(flag);
      factor = Number(flag.split('=')[1]);
    },
    youngBytes: () => {
      looks += 1;
      if (grows && looks % 10 === 0) collect();
      return size;
    },
  };
}

describe('the young generation', () => {
  test.each([1, 2])(
    'of a heap that is new takes its size in one step, and is told to grow no further: %i MiB',
    (committed) => {
      const heap = madeUpHeap(committed);
      fixSemiSpace(8, heap);
      expect(heap.mebibytes()).toBe(16);
      expect(heap.flags).toEqual(['--semi-space-growth-factor=8', '--semi-space-growth-factor=1']);
    },
  );

  test('that V8 has shrunk grows again, and not beyond its size', () => {
    const heap = madeUpHeap(3);
    fixSemiSpace(8, heap);
    expect(heap.mebibytes()).toBe(15);
    expect(heap.flags.at(-1)).toBe('--semi-space-growth-factor=1');
  });

  test.each([16, 12, 32])(
    'that is large enough, or has grown too large before, is only told to grow no further: %i MiB',
    (committed) => {
      const heap = madeUpHeap(committed, { grows: false });
      fixSemiSpace(8, heap);
      expect(heap.flags).toEqual(['--semi-space-growth-factor=1']);
    },
  );

  test('that does not grow whatever survives is given up', () => {
    const heap = madeUpHeap(1, { grows: false });
    fixSemiSpace(8, heap);
    expect(heap.looks()).toBeLessThan(1_000);
    expect(heap.flags.at(-1)).toBe('--semi-space-growth-factor=1');
  });
});

describe('the limit of the container', () => {
  test('is told in mebibytes', () => {
    expect(memoryLimit(256 * MEBIBYTE, 1024 * MEBIBYTE)).toBe(256);
  });

  test.each([undefined, 0, 2 ** 64])('is none where the system says %p', (constrained) => {
    expect(memoryLimit(constrained, 1024 * MEBIBYTE)).toBeUndefined();
  });
});
