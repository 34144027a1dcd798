// How much garbage V8 may keep beside which cache and in which container.
import { describe, expect, test } from '@jest/globals';
import { heapBounds } from '../../src/app/heap-bounds.js';

const unlimited = (cache: number) => heapBounds({ cache, limit: undefined });

describe('the bounds of the heap', () => {
  test('leave little garbage beside a small cache, and more beside a large one', () => {
    expect(unlimited(16)).toEqual({ semiSpace: 8, growthPercent: 30 });
    expect(unlimited(128)).toEqual({ semiSpace: 8, growthPercent: 80 });
    expect(unlimited(256)).toEqual({ semiSpace: 16, growthPercent: 100 });
  });

  test('stop growing with the cache, which may be as large as it likes', () => {
    expect(unlimited(65_536)).toEqual(unlimited(256));
  });

  test.each([1, 16, 64, 100, 159])(
    'never let the old generation grow to more than twice what is alive: cache of %i',
    (cache) => {
      expect(unlimited(cache).growthPercent).toBeGreaterThanOrEqual(30);
      expect(unlimited(cache).growthPercent).toBeLessThanOrEqual(100);
    },
  );

  test('are the same in a container that is large enough as in none', () => {
    expect(heapBounds({ cache: 256, limit: 512 })).toEqual(unlimited(256));
    expect(heapBounds({ cache: 16, limit: 174 })).toEqual(unlimited(16));
  });

  test('are tight in a container in which program, cache and garbage do not fit', () => {
    const tight = { semiSpace: 8, growthPercent: 25 };
    expect(heapBounds({ cache: 256, limit: 384 })).toEqual(tight);
    expect(heapBounds({ cache: 16, limit: 173 })).toEqual(tight);
    expect(heapBounds({ cache: 256, limit: 64 })).toEqual(tight);
  });
});
