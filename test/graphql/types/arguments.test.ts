// Which windows and pages the arguments mean, at a now of its own, and which are refused.
import 'reflect-metadata';
import { describe, expect, test } from '@jest/globals';
import {
  readPage,
  readWindow,
  type SessionsArguments,
  type WindowArguments,
} from '../../../src/graphql/types/arguments.js';
import { writeCursor } from '../../../src/sessions/cursor.js';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 5, 30, 12);

const FUTURE =
  'got 2026-06-30T12:00:00.001Z, wanted an instant that is not in the future (now is 2026-06-30T12:00:00.000Z)';
const FORGOTTEN =
  'got 2025-12-31T12:00:00.000Z, wanted an instant after start, which is 2026-01-01T12:00:00.000Z unless said';

const refusal = (...fields: readonly (readonly [path: string, reason: string])[]) =>
  expect.objectContaining({
    code: 'BAD_USER_INPUT',
    details: { fields: fields.map(([path, reason]) => ({ path, reason })) },
  });

describe('the window', () => {
  test.each<[string, WindowArguments, number, number]>([
    ['nothing said', {}, NOW - 180 * DAY, NOW],
    ['nulls', { start: null, end: null, durationRange: null }, NOW - 180 * DAY, NOW],
    ['a start of long ago', { start: 0 }, 0, NOW],
    ['an end', { end: NOW - DAY }, NOW - 180 * DAY, NOW - DAY],
    ['an end after now', { start: NOW - DAY, end: NOW + DAY }, NOW - DAY, NOW],
    ['nothing between', { start: NOW - DAY, end: NOW - DAY }, NOW - DAY, NOW - DAY],
    ['a start of now', { start: NOW, end: NOW + DAY }, NOW, NOW],
    ['durations that meet', { durationRange: { min: 0, max: 0 } }, NOW - 180 * DAY, NOW],
  ])('is of 180 days until now unless said, and never of the future: %s', (_, given, from, to) => {
    expect(readWindow(given, NOW)).toEqual({ from, to });
  });
});

describe('the page', () => {
  const order = { field: 'START_TIME', direction: 'ASC' };

  test.each<[string, SessionsArguments, number, boolean]>([
    ['nothing said', {}, 100, false],
    ['nulls', { first: null, last: null, orderBy: null }, 100, false],
    ['first', { first: 7 }, 7, false],
    ['first 0', { first: 0 }, 0, false],
    ['last', { last: 7 }, 7, true],
    ['last 0', { last: 0 }, 0, true],
  ])('is of the 100 earliest unless said: %s', (_, given, size, fromEnd) => {
    expect(readPage(given, 1_000)).toMatchObject({ order, size, fromEnd });
  });

  test('is never larger than the largest, also where nothing is said', () => {
    expect(readPage({}, 10)).toMatchObject({ size: 10 });
  });

  test('has the cursors and the order that were asked', () => {
    const orderBy = { field: 'DURATION', direction: 'DESC' } as const;
    const cursor = (start: number) => writeCursor(orderBy, { value: 1, start, ordinal: 0 });
    const cursors = { after: cursor(1), before: cursor(2) };
    expect(readPage({ ...cursors, orderBy }, 10)).toMatchObject({ ...cursors, order: orderBy });
  });

  test('has no cursor that cannot be read, or that comes from another order', () => {
    const foreign = writeCursor({ field: 'DURATION', direction: 'DESC' }, { value: 1, start: 1, ordinal: 0 });
    const issues = /^after: "__proto__" is not a cursor .*; before: "\w+" comes from another order/;
    expect(() => readPage({ after: '__proto__', before: foreign }, 10)).toThrow(issues);
  });
});

describe('arguments that cannot be meant', () => {
  test.each<[string, WindowArguments, ReturnType<typeof refusal>]>([
    [
      'a start after the end',
      { start: NOW - 1, end: NOW - 2 },
      refusal(['start', 'got 2026-06-30T11:59:59.999Z, wanted an instant not after end, 2026-06-30T11:59:59.998Z']),
    ],
    ['a start in the future', { start: NOW + 1, end: NOW + 2 }, refusal(['start', FUTURE])],
    ['an end before 180 days', { end: NOW - 181 * DAY }, refusal(['end', FORGOTTEN])],
    [
      'durations the wrong way round',
      { durationRange: { min: 2, max: 1.5 } },
      refusal(['durationRange.min', 'got 2, wanted at most durationRange.max, 1.5']),
    ],
    [
      'several things at once',
      { start: NOW + 1, durationRange: { min: -1, max: -0.5 } },
      refusal(
        ['start', FUTURE],
        ['durationRange.min', 'got -1, wanted 0 seconds or more'],
        ['durationRange.max', 'got -0.5, wanted 0 seconds or more'],
      ),
    ],
  ])('refuse the window with every issue: %s', (_, given, refused) => {
    expect(() => readWindow(given, NOW)).toThrow(refused);
  });

  const size = (got: number) => `got ${got}, wanted a whole number from 0 to 1000 (MAX_PAGE_SIZE)`;

  test.each<[string, SessionsArguments, ReturnType<typeof refusal>]>([
    ['a negative first', { first: -1 }, refusal(['first', size(-1)])],
    ['too large a first', { first: 1_001 }, refusal(['first', size(1_001)])],
    ['both beyond their bounds', { first: 1_001, last: -1 }, refusal(['first', size(1_001)], ['last', size(-1)])],
    ['first with last', { first: 0, last: 0 }, refusal(['last', 'got 0 beside first: 0, wanted only one of them'])],
  ])('refuse the page with every issue: %s', (_, given, refused) => {
    expect(() => readPage(given, 1_000)).toThrow(refused);
  });
});
