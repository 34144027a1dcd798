// What of a window is known from which days, and which days may speak for it when the upstream fails.
import { describe, expect, test } from '@jest/globals';
import { Failure } from '../../src/errors.js';
import { type AssemblyInput, assemble, assembleWithout } from '../../src/history/assemble.js';
import type { Day } from '../../src/history/day.js';
import type { Answer } from '../../src/history/report.js';
import { DAY } from '../../src/sessions/range.js';
import { type Tuple, tuplesOf } from '../support/series.js';
import { type Given, held, heldDays, on, range, sessionOn } from './cached-days.js';

const NOW = on(100, 12);
const input = (days: readonly Day[], more: Partial<AssemblyInput> = {}): AssemblyInput => ({
  days: heldDays(days),
  partialDays: new Map(),
  now: NOW,
  ...more,
});
const bytes = ({ series }: Answer): number[] => tuplesOf(series).map(([, , each]) => each);
const remnantOn = (day: Day, hour: number) => ({
  day,
  from: on(day, hour),
  held: held(day, { rows: [[on(day, hour), on(day, hour), 99]] }),
});

describe('an answer', () => {
  test.each<[string, Day[], [number, number], number[]]>([
    ['all days are held', [10, 11, 12], [on(10), on(13)], [10, 11, 12]],
    ['only the newest are held', [12], [on(12), on(13)], [12]],
    ['a hole lies between', [10, 12], [on(12), on(13)], [12]],
    ['the newest is missing', [10, 11], [on(13), on(13)], []],
    ['nothing is held', [], [on(13), on(13)], []],
    ['more is held than was asked', [8, 9, 10, 11, 12, 13], [on(10), on(13)], [10, 11, 12]],
  ])(
    'speaks of what is known without a hole up to the end of the window, where %s',
    (_, days, [from, to], sessions) => {
      const answer = assemble(range(on(10), on(13)), input(days));
      expect([answer.known, bytes(answer)]).toEqual([range(from, to), sessions]);
    },
  );

  test.each<[string, number, number, number[]]>([
    ['begins after a session', on(10, 1) + 1, on(12), [11]],
    ['begins with a session', on(10, 1), on(12), [10, 11]],
    ['ends with a session', on(10), on(11, 1), [10]],
    ['ends after the start of a session', on(10), on(11, 1) + 1, [10, 11]],
    ['is empty', on(10), on(10), []],
  ])('has the sessions that start in the window, where it %s', (_, from, to, sessions) => {
    const answer = assemble(range(from, to), input([10, 11]));
    expect([answer.known, bytes(answer)]).toEqual([range(from, to), sessions]);
  });

  test.each<[string, Day[], number, number[]]>([
    ['begins in it', [11, 12], on(10, 12), [99, 11, 12]],
    ['is cut off from it by a hole', [12], on(12), [12]],
    ['has the whole of that day too', [10, 11, 12], on(10), [10, 11, 12]],
  ])('begins with a remnant where what is known %s', (_, days, from, sessions) => {
    const answer = assemble(range(on(10), on(13)), input(days, { partialDays: new Map([[10, remnantOn(10, 12)]]) }));
    expect([answer.known.from, bytes(answer)]).toEqual([from, sessions]);
  });

  test('speaks of nothing, and of no instant after the window, where the window ends within a day that is not held', () => {
    expect(assemble(range(on(10), on(12, 5)), input([10, 11])).known).toEqual(range(on(12, 5), on(12, 5)));
  });

  test('may be a remnant alone', () => {
    const answer = assemble(range(on(10), on(10, 20)), input([], { partialDays: new Map([[10, remnantOn(10, 12)]]) }));
    expect([answer.known, bytes(answer)]).toEqual([range(on(10, 12), on(10, 20)), [99]]);
  });

  const read = (at: number, given: Given = {}): Given => ({ readAt: at, settled: false, ...given });
  const mixed = (days: Record<Day, Given>): AssemblyInput =>
    input([], { days: new Map(Object.entries(days).map(([day, given]) => [Number(day), held(Number(day), given)])) });
  const about = (days: Record<Day, Given>) => assemble(range(on(10), on(12)), mixed(days));

  test.each<[string, number, Record<Day, Given>]>([
    ['now, where all of them are settled', NOW, { 10: {}, 11: {} }],
    ['the reading of the one that is not', on(50), { 10: {}, 11: read(on(50)) }],
    ['the oldest reading of several', on(49), { 10: read(on(49)), 11: read(on(50)) }],
    ['not the reading of a day outside the window', on(50), { 10: {}, 11: read(on(50)), 12: read(on(40)) }],
  ])('is as of %s', (_, asOf, days) => {
    expect(about(days).asOf).toBe(asOf);
  });

  test('names each transaction once, newest first, and those without an id not at all', () => {
    const ids = (id: string | null, readAt: number): Given => ({ transactionId: id, readAt });
    const window = range(on(10), on(15));
    const days = {
      10: ids('old', on(50)),
      11: ids('new', on(60)),
      12: ids('old', on(50)),
      13: ids(null, on(70)),
      14: ids('newest', on(65)),
    };
    expect(assemble(window, mixed(days)).transactionIds).toEqual(['newest', 'new', 'old']);
  });

  test('has the newest id of the device that the upstream gave', () => {
    const days = {
      10: { deviceId: 'old', readAt: on(50) },
      11: { deviceId: null, readAt: on(60) },
    };
    expect([about(days).deviceId, about({ 10: {}, 11: {} }).deviceId]).toEqual(['old', null]);
  });
});

const DOWN = new Failure('UPSTREAM_UNAVAILABLE', 'down');
const FINAL = new Failure('DEVICE_INACTIVE', 'inactive');

/** A letter a day from day 96 on, 100 being today: good, read half a day ago, read long ago, never read, or gone, which is good but nothing. */
function without(letters: string, failure = DOWN, from = on(96), maxStale = DAY): Answer {
  const readAt: Readonly<Record<string, number>> = { g: NOW, r: NOW - DAY / 2, o: NOW - DAY - 1 };
  const days = [...letters].flatMap((letter, index) => {
    const at = readAt[letter];
    const rows: Tuple[] = [sessionOn(96 + index)];
    return at === undefined ? [] : [[96 + index, held(96 + index, { readAt: at, settled: false, rows })] as const];
  });
  const isGood = (day: Day): boolean => 'gx'.includes(letters[day - 96] ?? '');
  return assembleWithout(failure, range(from, NOW), input([], { days: new Map(days) }), { maxStale, isGood });
}

describe('an answer without the upstream', () => {
  test.each<[string, string, boolean, number]>([
    ['of good days is as good as any', 'ggggg', false, NOW],
    ['of older readings is stale', 'ggrrr', true, NOW],
    ['of older readings alone is stale', 'rrrrr', true, NOW],
    ['ends where the newest days were never read', 'gggr.', true, on(100)],
    ['ends before a reading that is too old', 'ggrro', true, on(100)],
  ])('%s: %s', (_, letters, stale, end) => {
    const { known, stale: isStale } = without(letters);
    expect([known, isStale]).toEqual([range(on(96), end), stale]);
  });

  test.each<[string, string]>([
    ['nothing was ever read', '.....'],
    ['a day with others behind it was never read', 'ggr.r'],
    ['a reading with others behind it is too old', 'gogrr'],
    ['what was read ends too long ago', 'ggg..'],
    ['nothing is left of the days before those that were never read', 'xxxx.'],
  ])('is the failure itself where %s: %s', (_, letters) => {
    expect(() => without(letters)).toThrow(DOWN);
  });

  test('is the failure itself where a day with others behind it was never read, however old an answer may be', () => {
    expect(() => without('ggr.r', DOWN, on(96), 9 * DAY)).toThrow(DOWN);
    expect(without('ggr..', DOWN, on(96), 9 * DAY).known.to).toBe(on(99));
  });

  test('is the failure itself where asking again will not help, unless all days are good', () => {
    expect(() => without('ggrrr', FINAL)).toThrow(FINAL);
    expect(() => without('gggr.', FINAL)).toThrow(FINAL);
    expect(without('ggggg', FINAL).stale).toBe(false);
  });

  test('is the failure itself where only the unread day was asked for', () => {
    expect(() => without('gggg.', DOWN, on(100))).toThrow(DOWN);
  });

  test('of a window without an instant is no failure', () => {
    const answer = assembleWithout(FINAL, range(NOW, NOW), input([]), { maxStale: DAY, isGood: () => false });
    expect([bytes(answer), answer.stale]).toEqual([[], false]);
  });
});
