// Conditions at the edges, over HTTP: leap seconds, sums at 2^53, the retention edge, a zone that skips into another hour.
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Row } from '../../src/emulator/rows.js';
import { NOON, openPipeline, type Pipeline } from '../support/pipeline.js';

const [SECOND, HOUR, DAY] = [1_000, 3_600_000, 86_400_000];
const IMEI = '353000000000017';
const OTHER = '353000000000025';
const iso = (instant: number): string => new Date(instant).toISOString();

let pipeline: Pipeline;
afterEach(() => pipeline.close());

interface Body {
  readonly data: Record<string, Record<string, unknown> | null> | null;
  readonly errors?: readonly { readonly path: readonly unknown[]; readonly extensions: { readonly code: string } }[];
}

async function ask(query: string): Promise<Body> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${pipeline.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
  return (await response.json()) as Body;
}

const open = async (rows: (imei: string) => Row[]): Promise<void> => {
  pipeline = await openPipeline({ emulator: { rows } });
};
const rowAt = (startTime: number, numBytes: number): Row => ({ startTime, endTime: startTime + SECOND, numBytes });

test('a leap second in an argument is refused as the fault of its caller, naming the argument', async () => {
  await open(() => []);
  const { errors } = await ask(
    `{ device(imei: "${IMEI}") { sessions(start: "2016-12-31T23:59:60Z") { totalCount } } }`,
  );
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'start' }] });
});

describe('a sum of bytes over several devices', () => {
  const fleet = `{ fleet(imeis: ["${IMEI}", "${OTHER}"], start: "2026-11-16") {
    totalBytes totalCount devices { sessions { totalBytes } }
  } }`;

  test('is exact up to 2^53-1', async () => {
    await open((imei) => [rowAt(NOON - DAY, imei === IMEI ? 2 ** 53 - 2 : 1)]);
    expect((await ask(fleet)).data?.['fleet']).toMatchObject({ totalBytes: 2 ** 53 - 1, totalCount: 2 });
  });

  test('beyond is an error and never rounded, and no other field fails with it', async () => {
    await open((imei) => [rowAt(NOON - DAY, imei === IMEI ? 2 ** 53 - 1 : 1)]);
    const { data, errors } = await ask(fleet.replace('totalBytes totalCount', 'totalCount'));
    expect(errors).toBeUndefined();
    expect(data?.['fleet']).toMatchObject({
      totalCount: 2,
      devices: [{ sessions: { totalBytes: 2 ** 53 - 1 } }, { sessions: { totalBytes: 1 } }],
    });
    expect((await ask(fleet)).errors?.map(({ path, extensions }) => [path.join('.'), extensions.code])).toEqual([
      ['fleet.totalBytes', 'BYTE_COUNT_TOO_LARGE'],
    ]);
  });
});

describe('a window at the retention edge', () => {
  const EDGE = NOON - 180 * DAY;
  const window = (from: number, to: number): string =>
    `{ device(imei: "${IMEI}") { sessions(start: "${iso(from)}", end: "${iso(to)}") { totalCount start end } } }`;

  test('is answered from the edge on', async () => {
    await open(() => [rowAt(EDGE - 2 * HOUR, 1), rowAt(EDGE + 10 * 60 * SECOND, 1)]);
    const { data } = await ask(window(EDGE - 3 * HOUR, EDGE + HOUR));
    expect(data?.['device']?.['sessions']).toEqual({ totalCount: 1, start: iso(EDGE), end: iso(EDGE + HOUR) });
  });

  test('and wholly before it is not retained', async () => {
    await open(() => []);
    const { errors } = await ask(window(EDGE - 3 * DAY, EDGE - 2 * DAY));
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['RANGE_NOT_RETAINED']);
  });
});

test('the hour timeline of Chatham has the quarter of hour 3 that is left where the clock skips from 02:45 to 03:45', async () => {
  const skip = Date.UTC(2026, 8, 26, 14);
  await open(() => [rowAt(skip - 60 * SECOND, 1), rowAt(skip + 60 * SECOND, 2), rowAt(skip + 20 * 60 * SECOND, 4)]);
  const { data } = await ask(`{ device(imei: "${IMEI}") {
    sessions(start: "${iso(skip - 45 * 60 * SECOND)}", end: "${iso(skip + HOUR)}") {
      timeline(interval: HOUR, timeZone: "Pacific/Chatham") { start totalBytes }
    }
  } }`);
  expect(data?.['device']?.['sessions']).toEqual({
    timeline: [
      { start: iso(skip - 45 * 60 * SECOND), totalBytes: 1 },
      { start: iso(skip), totalBytes: 2 },
      { start: iso(skip + 15 * 60 * SECOND), totalBytes: 4 },
    ],
  });
});
