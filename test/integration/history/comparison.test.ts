// previous, change and unusual through the whole pipeline: read in the same call, and the same as asked for by themselves.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { windowBefore } from '../../../src/sessions/comparison.js';
import { NOON, type Pipeline } from '../../support/pipeline.js';
import { DAY, HOUR, IMEI, iso, midnight, reports, rowsOf, usePipelines } from './history.fixture.js';

const open = usePipelines();
const OWN = '353000000000777';
const RUNS = Number(process.env['COMPARISON_OPERATIONS'] ?? 40);

interface Figures {
  readonly start: string;
  readonly end: string;
  readonly totalCount: number;
  readonly totalBytes: number;
  readonly averageDuration: number | null;
  readonly nodes?: readonly object[];
}
interface Change {
  readonly absolute: number;
  readonly ratio: number | null;
}
interface Compared extends Figures {
  readonly previous: Compared | null;
  readonly change: Record<'totalCount' | 'totalBytes' | 'averageDuration', Change | null> | null;
  readonly unusual: boolean | null;
}
interface Body {
  readonly data: { readonly device: { readonly sessions: Compared } };
  readonly errors?: readonly { readonly path: readonly string[]; readonly extensions: { readonly code: string } }[];
  readonly extensions: { readonly upstream: { readonly calls: number } };
}

const FIGURES = 'start end totalCount totalBytes averageDuration';
const CHANGE = 'totalCount { absolute ratio } totalBytes { absolute ratio } averageDuration { absolute ratio }';

async function post(pipeline: Pipeline, query: string, extensions = {}): Promise<Body> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ query, extensions });
  return (await (await fetch(`${pipeline.url}/graphql`, { method: 'POST', headers, body })).json()) as Body;
}

const sessionsQuery = (window: { from: number; to: number }, fields: string, imei = IMEI): string =>
  `{ device(imei: "${imei}") { sessions(start: "${iso(window.from)}", end: "${iso(window.to)}", last: 3) { ${fields} } } }`;

const YESTERDAY = { from: midnight(1), to: midnight(0) };

describe('a window beside an earlier one', () => {
  test('costs one call, also where the earlier one is beside an even earlier one', async () => {
    const pipeline = await open();
    const fields = `totalCount previous { ${FIGURES} previous(period: SAME_LAST_WEEK) { ${FIGURES} } } change(period: SAME_LAST_MONTH) { ${CHANGE} } unusual`;
    const { errors, extensions } = await post(pipeline, sessionsQuery(YESTERDAY, fields));
    expect([errors, extensions.upstream.calls, reports(pipeline).length]).toEqual([undefined, 1, 1]);
  });

  test('costs one call a device of a fleet', async () => {
    const pipeline = await open();
    const { errors } = await post(
      pipeline,
      `{ fleet(imeis: ["${IMEI}", "353000000000025"], start: "${iso(midnight(1))}") { devices { sessions { ...Compared } } } }
       fragment Compared on DeviceSessionConnection { change { ${CHANGE} } previous { totalCount } }`,
    );
    expect([errors, reports(pipeline).length]).toEqual([undefined, 2]);
  });

  test('is planned with it', async () => {
    const pipeline = await open();
    const body = await post(pipeline, sessionsQuery(YESTERDAY, 'unusual'), { explain: true });
    expect(body.extensions).toMatchObject({ plan: { calls: 1, windows: 2, readDays: 29 } });
  });

  test('keeps durations, order and size of the page, and not its cursors', async () => {
    const pipeline = await open({ emulator: { rows: () => rowsOf(10, 0, 4) } });
    const page = 'first: 2, orderBy: { field: START_TIME, direction: DESC }, durationRange: { min: 30 }';
    const window = `start: "${iso(midnight(2))}", end: "${iso(midnight(0))}"`;
    const first = await post(
      pipeline,
      `{ device(imei: "${OWN}") { sessions(${window}, ${page}) { pageInfo { endCursor } } } }`,
    );
    const { endCursor } = (first.data.device.sessions as unknown as { pageInfo: { endCursor: string } }).pageInfo;
    const { data } = await post(
      pipeline,
      `{ device(imei: "${OWN}") { sessions(${window}, ${page}, after: "${endCursor}") { previous { nodes { startTime } } } } }`,
    );
    expect(data.device.sessions.previous?.nodes).toEqual([
      { startTime: iso(midnight(3) + 4 * HOUR) },
      { startTime: iso(midnight(3) + 3 * HOUR) },
    ]);
  });

  test('is RANGE_NOT_RETAINED in its place where nothing of the earlier one is known, and there is no change then', async () => {
    const pipeline = await open();
    const { data, errors } = await post(
      pipeline,
      `{ device(imei: "${IMEI}") { sessions { totalCount previous { totalCount } change { ${CHANGE} } unusual } } }`,
    );
    expect(errors).toMatchObject([
      { path: ['device', 'sessions', 'previous'], extensions: { code: 'RANGE_NOT_RETAINED' } },
    ]);
    expect(data.device.sessions).toMatchObject({ previous: null, change: null, unusual: null });
    expect(data.device.sessions.totalCount).toBeGreaterThan(0);
  });

  test('has no change where the earlier one is known in part only', async () => {
    const pipeline = await open();
    const window = { from: NOON - 100 * DAY, to: midnight(0) };
    const { data, errors } = await post(pipeline, sessionsQuery(window, `previous { start } change { ${CHANGE} }`));
    expect([errors, data.device.sessions.change]).toEqual([undefined, null]);
    expect(data.device.sessions.previous?.start).toBe(iso(NOON - 180 * DAY));
  });

  test('has no change of an average that does not exist, and no ratio to nothing', async () => {
    const pipeline = await open({ emulator: { rows: () => rowsOf(1, 0) } });
    const { data } = await post(pipeline, sessionsQuery(YESTERDAY, `change { ${CHANGE} }`, OWN));
    expect(data.device.sessions.change).toEqual({
      totalCount: { absolute: 1, ratio: null },
      totalBytes: { absolute: 1, ratio: null },
      averageDuration: null,
    });
  });

  test('is unusual where its bytes are an outlier beside those of the days before', async () => {
    const usual = rowsOf(40, 0, 2, 1_000);
    const spike = { startTime: midnight(1) + 5 * HOUR, endTime: midnight(1) + 6 * HOUR, numBytes: 20_000 };
    const pipeline = await open({ emulator: { rows: (imei) => (imei === OWN ? usual : [...usual, spike]) } });
    const unusual = async (imei: string, window: { from: number; to: number }) =>
      (await post(pipeline, sessionsQuery(window, 'unusual', imei))).data.device.sessions.unusual;
    expect(await unusual(OWN, YESTERDAY)).toBe(false);
    expect(await unusual('353000000000778', YESTERDAY)).toBe(true);
    expect(await unusual('353000000000778', { from: midnight(2), to: midnight(1) })).toBe(false);
    expect(await unusual('353000000000778', { from: midnight(7), to: midnight(0) })).toBe(true);
    expect(await unusual(OWN, { from: midnight(1), to: midnight(1) })).toBeNull();
  });
});

test(
  'previous and change are what asking for both windows gives, over random windows, periods and zones',
  async () => {
    const pipeline = await open();
    const hour = fc.integer({ min: 1, max: 150 * 24 });
    const periods = ['PREVIOUS', 'SAME_LAST_DAY', 'SAME_LAST_WEEK', 'SAME_LAST_MONTH'] as const;
    const zones = ['UTC', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Pacific/Chatham'];
    await fc.assert(
      fc.asyncProperty(
        hour,
        hour,
        fc.constantFrom(...periods),
        fc.constantFrom(...zones),
        async (a, b, period, zone) => {
          const window = { from: NOON - Math.max(a, b) * HOUR, to: NOON - Math.min(a, b) * HOUR };
          const args = `(period: ${period}, timeZone: "${zone}")`;
          const before = windowBefore(window, period, zone);
          const compared = await post(
            pipeline,
            sessionsQuery(window, `${FIGURES} previous${args} { ${FIGURES} } change${args} { ${CHANGE} }`),
          );
          const plain = await post(pipeline, sessionsQuery(before, FIGURES));
          const { change, previous, ...now } = compared.data.device.sessions;
          expect(previous).toEqual(plain.data.device.sessions);
          const isKnown = plain.data.device.sessions?.start === iso(before.from);
          expect(change).toEqual(isKnown ? changeBetween(plain.data.device.sessions, now) : null);
        },
      ),
      { numRuns: RUNS },
    );
  },
  30_000 + RUNS * 100,
);

function changeBetween(before: Figures, now: Figures): Compared['change'] {
  const of = (name: 'totalCount' | 'totalBytes' | 'averageDuration'): Change | null => {
    const [earlier, later] = [before[name], now[name]];
    if (earlier === null || later === null) return null;
    return { absolute: later - earlier, ratio: earlier === 0 ? null : (later - earlier) / earlier };
  };
  return { totalCount: of('totalCount'), totalBytes: of('totalBytes'), averageDuration: of('averageDuration') };
}
