// Which answers are reports, what they hold, and which row spoils one.
import { describe, expect, test } from '@jest/globals';
import { decodeReport } from '../../src/thingspace/decode.js';
import { tuplesOf } from '../support/series.js';

const DAY = { from: Date.UTC(2026, 0, 10), to: Date.UTC(2026, 0, 11) };
/** Minutes into the day, as text. */
const at = (minute: number) => new Date(DAY.from + minute * 60_000).toISOString();
const good = { startTime: at(0), endTime: at(1), numBytes: 7 };
const decode = (body: unknown) =>
  decodeReport(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), DAY);
/** Minutes and bytes of the sessions. */
const rows = (body: unknown) =>
  tuplesOf(decode(body).series).map(([start, end, bytes]) => [
    (start - DAY.from) / 60_000,
    end === null ? null : (end - DAY.from) / 60_000,
    bytes,
  ]);

describe('a report', () => {
  test('is decoded into columns, its id and its transaction', () => {
    const report = decode({ sessions: [good], id: '0000000017', txid: 't', more: [1] });
    expect(report).toEqual({
      series: { start: Float64Array.of(DAY.from), end: Float64Array.of(DAY.from + 60_000), bytes: Float64Array.of(7) },
      deviceId: '0000000017',
      transactionId: 't',
      rowsWithoutBytes: 0,
    });
  });

  test.each([{}, { sessions: null }, { sessions: [] }])('has no sessions where it shows none: %j', (body) => {
    expect(rows(body)).toEqual([]);
  });

  test.each([{}, { id: null, txid: null }])('may lack its id and txid: %j', (body) => {
    expect(decode(body)).toMatchObject({ deviceId: null, transactionId: null });
  });

  test.each([{}, { endTime: null }])('has an open session where a row has no end: %j', (end) => {
    expect(rows({ sessions: [{ startTime: at(3), numBytes: 1, ...end }] })).toEqual([[3, null, 1]]);
  });

  test('counts the rows whose numBytes is absent or null, and takes them for 0', () => {
    const counts = [{}, { numBytes: undefined }, { numBytes: null }, { numBytes: 0 }];
    const body = { sessions: counts.map((count) => ({ ...good, ...count })) };
    expect(rows(body).map(([, , bytes]) => bytes)).toEqual([0, 0, 0, 7]);
    expect(decode(body).rowsWithoutBytes).toBe(2);
  });

  test('keeps a session of no length and the most bytes that are exact', () => {
    const row = { startTime: at(5), endTime: at(5), numBytes: Number.MAX_SAFE_INTEGER };
    expect(rows({ sessions: [row] })).toEqual([[5, 5, 9_007_199_254_740_991]]);
  });

  test('keeps what starts inside the half-open window, however long it lasts', () => {
    const starts = [-1, 0, 1_439, 1_440].map((minute) => ({ startTime: at(minute), endTime: at(2_000), numBytes: 0 }));
    expect(rows({ sessions: starts }).map(([start]) => start)).toEqual([0, 1_439]);
  });

  test.each([
    ['an offset', '2026-01-10T01:00:00+01:00'],
    ['Go', '2026-01-09 19:00:00 -0500 EST'],
    ['no zone', '2026-01-10T00:00:00.000'],
  ])('has its times in any of their forms: %s', (_, startTime) => {
    expect(rows({ sessions: [{ ...good, startTime }] })).toEqual([[0, 1, 7]]);
  });

  test('is sorted by start, then by end with open ones last, then by bytes, however it came', () => {
    const wanted = [
      [1, 9, 5],
      [2, 3, 9],
      [2, 4, 1],
      [2, 4, 2],
      [2, null, 0],
      [2, null, 1],
      [3, 3, 0],
    ] as const;
    const sorted = wanted.map(([start, end, numBytes]) => ({
      startTime: at(start),
      endTime: end === null ? null : at(end),
      numBytes,
    }));
    for (let turn = 0; turn < sorted.length; turn++) {
      const turned = [...sorted.slice(turn), ...sorted.slice(0, turn)];
      expect(rows({ sessions: turned })).toEqual(wanted);
      expect(rows({ sessions: turned.toReversed() })).toEqual(wanted);
    }
  });
});

describe('what is no report', () => {
  test.each([
    ['not JSON', '<html>secret</html>', '19 characters that are not JSON'],
    ['nothing', '', '0 characters that are not JSON'],
    ['cut short', '{"sessions":[{"startTime":"20', 'it ends in the middle'],
    ['null', 'null', 'the report is null, not an object'],
    ['an array', [good], 'the report is an array, not an object'],
    ['sessions as a text', { sessions: 'none' }, 'sessions is a string, not an array'],
    ['a numeric id', { id: 17 }, 'id is a number, not a text'],
    [
      'a failure sent with 200',
      { errorCode: 'INVALID_PARAMETER', errorMessage: 'Device inactive' },
      'it has the form of a failure',
    ],
    ['a txid that is a list', { txid: [] }, 'txid is an array, not a text'],
  ])('is UPSTREAM_MALFORMED without a word of the body: %s', (_, body, what) => {
    const message = `The upstream's answer is not a session report: ${what}.`;
    expect(() => decode(body)).toThrow(expect.objectContaining({ code: 'UPSTREAM_MALFORMED', message }));
  });

  test.each([
    ['null', null, ' is null, not an object'],
    ['no start', { ...good, startTime: undefined }, '.startTime is absent, not a text'],
    ['a start in numbers', { ...good, startTime: 1_768_003_200_000 }, '.startTime is a number, not a text'],
    ['a start that is no time', { ...good, startTime: 'soon' }, '.startTime is not a time that can be read'],
    ['an end that is no time', { ...good, endTime: '' }, '.endTime is not a time that can be read'],
    ['an end before the start', { ...good, endTime: at(-1) }, ' ends before it starts'],
    ['negative bytes', { ...good, numBytes: -1 }, '.numBytes is not a whole number of bytes from 0 to 2^53-1'],
    ['half a byte', { ...good, numBytes: 0.5 }, '.numBytes is not a whole number'],
    ['unsafe bytes', { ...good, numBytes: 2 ** 53 }, '.numBytes is not a whole number'],
    ['bytes as a text', { ...good, numBytes: '7' }, '.numBytes is not a whole number'],
    ['damage outside the window', { startTime: at(-9), endTime: at(-10) }, ' ends before it starts'],
  ])('has a row that spoils it, which is named: %s', (_, row, what) => {
    expect(() => decode({ sessions: [good, good, row, good] })).toThrow(
      expect.objectContaining({ code: 'UPSTREAM_MALFORMED', message: expect.stringContaining(`sessions[2]${what}`) }),
    );
  });
});
