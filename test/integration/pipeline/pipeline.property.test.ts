// Random sessions and windows through the whole pipeline, compared with a plain reference, under every reading of a window's edge.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { NOON, openPipeline, type Pipeline } from '../../support/pipeline.js';
import {
  figures,
  inOrder,
  inWindow,
  type PlainOrder,
  type PlainSession,
  percentile,
  withDuration,
} from '../../support/reference.js';

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 40);

/** The quick run is the same every time; the deep one searches. */
const SEED = process.env['PROPERTY_RUNS'] ? {} : { seed: 20_261_123 };
/** A deep run takes minutes; a run that hangs still ends. */
const TIMEOUT_MS = 10_000 + RUNS * 200;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface Window {
  readonly from: number;
  readonly to: number;
  readonly durations: { min?: number; max?: number } | null;
}

interface Case {
  readonly sessions: readonly PlainSession[];
  readonly windows: readonly Window[];
  readonly order: PlainOrder;
  readonly size: number;
}

/** Few distinct instants, so that sessions meet each other and the edges of windows. */
const instant = fc.oneof(
  fc.integer({ min: NOON - 170 * DAY, max: NOON - 1 }),
  fc.integer({ min: 1, max: 60 }).map((n) => NOON - n * 6 * HOUR),
);
const length = fc.oneof(fc.constantFrom(0, 1, 60_000, HOUR, 24 * HOUR), fc.integer({ min: 0, max: 24 * HOUR }));
const bytes = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 2 ** 40 }));

const closed = fc
  .record({ start: instant, length, bytes })
  .map(({ start, length: lasts, bytes: sent }) => ({ start, end: Math.min(start + lasts, NOON), bytes: sent }));
const open = fc.record({
  start: fc.integer({ min: NOON - 24 * HOUR + 1, max: NOON - 1 }),
  end: fc.constant(null),
  bytes,
});
const sessions: fc.Arbitrary<PlainSession[]> = fc.array(fc.oneof({ weight: 9, arbitrary: closed }, open), {
  maxLength: 60,
});

const seconds = fc.oneof(
  fc.constantFrom(0, 0.001, 60, 3_600, 86_400),
  fc.integer({ min: 0, max: 86_400_000 }).map((ms) => ms / 1_000),
);
const durations = fc.option(
  fc
    .record({ min: seconds, max: seconds }, { requiredKeys: [] })
    .filter(({ min = 0, max = Number.POSITIVE_INFINITY }) => min <= max),
);

/** Edges of windows lie on the starts of sessions, a millisecond beside them, or anywhere. */
const edge = (list: readonly PlainSession[]) =>
  list.length === 0
    ? instant
    : fc.oneof(
        instant,
        fc.tuple(fc.constantFrom(...list), fc.integer({ min: -1, max: 1 })).map(([{ start }, d]) => start + d),
      );

const window = (list: readonly PlainSession[]): fc.Arbitrary<Window> =>
  fc.tuple(edge(list), fc.oneof(edge(list), fc.constant(NOON)), durations).map(([a, b, range]) => ({
    from: Math.min(a, b),
    to: Math.min(Math.max(a, b), NOON),
    durations: range,
  }));

const order: fc.Arbitrary<PlainOrder> = fc.record({
  field: fc.constantFrom('START_TIME', 'DURATION', 'NUM_BYTES'),
  direction: fc.constantFrom('ASC', 'DESC'),
});

const cases: fc.Arbitrary<Case> = sessions.chain((list) =>
  fc.record({
    sessions: fc.constant(list),
    windows: fc.array(window(list), { minLength: 1, maxLength: 3 }),
    order,
    size: fc.integer({ min: 1, max: 20 }),
  }),
);

const FIGURES = `totalCount totalBytes totalDuration averageDuration averageBytes start end
  durationStats { min max mean median p: percentile(p: 90) } bytesStats { min max mean median p: percentile(p: 90) }`;
const NODES = 'nodes { startTime endTime numBytes }';

describe.each(['start', 'overlap', 'contained'] as const)(
  'when the upstream reads the edge of a window as "%s"',
  (reading) => {
    const devices = new Map<string, readonly PlainSession[]>();
    let pipeline: Pipeline;
    beforeAll(async () => {
      pipeline = await openPipeline({
        emulator: { edge: reading, shuffle: true, rows: (imei) => devices.get(imei)?.map(toRow) },
      });
    });
    afterAll(() => pipeline.close());

    const imeiOf = (list: readonly PlainSession[]): string => {
      const imei = String(350_000_000_000_000 + devices.size);
      devices.set(imei, list);
      return imei;
    };

    test(
      'figures and lists of overlapping windows equal the reference, in one call',
      async () => {
        await fc.assert(
          fc.asyncProperty(cases, async ({ sessions: list, windows, order: by }) => {
            const imei = imeiOf(list);
            const before = pipeline.emulator.calls.count('report');
            const fields = windows.map(
              (asked, n) => `w${n}: sessions(${argumentsOf(asked, by)}, first: 1000) { ${FIGURES} ${NODES} }`,
            );
            const { device } = await pipeline.client.request<{ device: Record<string, unknown> }>(
              `{ device(imei: "${imei}") { ${fields.join(' ')} } }`,
            );
            for (const [n, asked] of windows.entries()) expect(device[`w${n}`]).toEqual(expected(list, asked, by));
            expect(pipeline.emulator.calls.count('report') - before).toBeLessThanOrEqual(1);
          }),
          { numRuns: RUNS, ...SEED },
        );
      },
      TIMEOUT_MS,
    );

    test(
      'pages in either direction are the whole list, each session once and in order',
      async () => {
        await fc.assert(
          fc.asyncProperty(
            cases,
            fc.boolean(),
            async ({ sessions: list, windows: [asked], order: by, size }, forward) => {
              if (!asked) return;
              const imei = imeiOf(list);
              const whole = inOrder(withDuration(inWindow(list, asked.from, asked.to), asked.durations), by).map(
                toNode,
              );
              expect(await walk(pipeline, imei, argumentsOf(asked, by), size, forward)).toEqual(whole);
            },
          ),
          { numRuns: RUNS, ...SEED },
        );
      },
      TIMEOUT_MS,
    );
  },
);

test('bytes beyond 2^31 and up to 2^53-1 are exact, and a sum beyond is an error of that field alone', async () => {
  const row = (hours: number, numBytes: number) => ({
    startTime: NOON - hours * HOUR,
    endTime: NOON - hours * HOUR + 1,
    numBytes,
  });
  const large = [row(3, 2 ** 52), row(2, 2 ** 52 - 1)];
  const rows = new Map([
    ['350000000000001', large],
    ['350000000000002', [...large, row(1, 1)]],
  ]);
  const pipeline = await openPipeline({ emulator: { rows: (imei) => rows.get(imei) } });
  const query = (imei: string) =>
    `{ device(imei: "${imei}") { sessions { totalCount bytesStats { max } averageDuration totalBytes } } }`;
  expect(await pipeline.client.request(query('350000000000001'))).toMatchObject({
    device: { sessions: { totalBytes: 2 ** 53 - 1 } },
  });
  const { errors } = await pipeline.client.rawRequest(query('350000000000002').replace('bytesStats { max }', ''));
  expect(errors?.[0]).toMatchObject({
    path: ['device', 'sessions', 'totalBytes'],
    extensions: { code: 'BYTE_COUNT_TOO_LARGE' },
  });
  await pipeline.close();
});

test('a session longer than MAX_SESSION_HOURS may be missed where the upstream wants it whole inside the window: that is the limit', async () => {
  const endless = { startTime: NOON - 100 * HOUR, endTime: NOON - 50 * HOUR, numBytes: 1 };
  const count = async (edge: 'start' | 'contained') => {
    const pipeline = await openPipeline({ emulator: { edge, rows: () => [endless] } });
    const asked = argumentsOf(
      { from: NOON - 101 * HOUR, to: NOON - 99 * HOUR, durations: null },
      { field: 'START_TIME', direction: 'ASC' },
    );
    const { device } = await pipeline.client.request<Walked>(
      `{ device(imei: "350000000000001") { sessions(${asked}) { totalCount nodes { startTime } pageInfo { hasNextPage } } } }`,
    );
    await pipeline.close();
    return device.sessions.totalCount;
  };
  expect([await count('start'), await count('contained')]).toEqual([1, 0]);
});

interface Walked {
  readonly device: {
    readonly sessions: {
      readonly totalCount: number;
      readonly nodes: readonly unknown[];
      readonly pageInfo: {
        readonly hasNextPage: boolean;
        readonly hasPreviousPage: boolean;
        readonly startCursor: string;
        readonly endCursor: string;
      };
    };
  };
}

async function walk(
  pipeline: Pipeline,
  imei: string,
  args: string,
  size: number,
  forward: boolean,
): Promise<unknown[]> {
  const found: unknown[] = [];
  let page = forward ? `first: ${size}` : `last: ${size}`;
  for (;;) {
    const query = `{ device(imei: "${imei}") { sessions(${args}, ${page}) { totalCount ${NODES} pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`;
    const { nodes, pageInfo } = (await pipeline.client.request<Walked>(query)).device.sessions;
    if (forward) found.push(...nodes);
    else found.unshift(...nodes);
    if (!(forward ? pageInfo.hasNextPage : pageInfo.hasPreviousPage)) return found;
    page = forward
      ? `first: ${size}, after: "${pageInfo.endCursor}"`
      : `last: ${size}, before: "${pageInfo.startCursor}"`;
  }
}

const toRow = ({ start, end, bytes: numBytes }: PlainSession) => ({ startTime: start, endTime: end, numBytes });

const iso = (at: number): string => new Date(at).toISOString();

const toNode = ({ start, end, bytes: numBytes }: PlainSession) => ({
  startTime: iso(start),
  endTime: end === null ? null : iso(end),
  numBytes,
});

function argumentsOf({ from, to, durations: range }: Window, { field, direction }: PlainOrder): string {
  const only = range
    ? `, durationRange: { ${Object.entries(range)
        .map(([end, value]) => `${end}: ${value}`)
        .join(', ')} }`
    : '';
  return `start: "${iso(from)}", end: "${iso(to)}"${only}, orderBy: { field: ${field}, direction: ${direction} }`;
}

function expected(list: readonly PlainSession[], { from, to, durations: range }: Window, by: PlainOrder) {
  const found = withDuration(inWindow(list, from, to), range);
  const plain = figures(found);
  const lengths = found.flatMap(({ start, end }) => (end === null ? [] : [(end - start) / 1_000]));
  return {
    ...plain,
    start: iso(from),
    end: iso(to),
    durationStats: { ...plain.durationStats, p: percentile(lengths, 90) },
    bytesStats: {
      ...plain.bytesStats,
      p: percentile(
        found.map(({ bytes: sent }) => sent),
        90,
      ),
    },
    nodes: inOrder(found, by).map(toNode),
  };
}
