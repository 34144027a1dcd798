// Lists that are written from columns are the very bytes that resolving them field by field gives, for any selection of any sessions.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { execute, parse, validate } from 'graphql';
import { ANYONE } from '../../src/auth/caller.js';
import type { OperationContext } from '../../src/graphql/context.js';
import { createDocumentCheck, leafSchema } from '../../src/graphql/list-writer/leaf-schema.js';
import { stringifyResult } from '../../src/graphql/list-writer/stringify-result.js';
import { buildSchemas } from '../../src/graphql/schema.js';
import { noCost } from '../../src/history/cost.js';
import { readAccountNumber } from '../../src/sessions/device.js';
import { seriesOf, type Tuple } from '../support/series.js';

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 100);
const NOW = Date.UTC(2026, 10, 22, 12);
const DAY = 86_400_000;

const plain = buildSchemas().executable;
const leaves = leafSchema(plain);
const isWritable = createDocumentCheck(plain);

const session: fc.Arbitrary<Tuple> = fc
  .record({
    start: fc.integer({ min: NOW - 5 * DAY, max: NOW - 1 }),
    lasts: fc.option(fc.oneof(fc.constantFrom(0, 1, 10, 100, 1_000, 60_000), fc.nat(DAY)), { freq: 5 }),
    bytes: fc.oneof(fc.nat(5_000), fc.constantFrom(0, 9, 10, 2 ** 31, 2 ** 40, 2 ** 45)),
  })
  .map(({ start, lasts, bytes }) => [start, lasts === null ? null : start + lasts, bytes]);

const sessions = fc.array(session, { maxLength: 30 }).map((rows) => {
  const twins = rows.flatMap((row, index): Tuple[] => (index % 7 === 3 ? [row, row] : [row]));
  return seriesOf(twins.toSorted(([a, x, m], [b, y, n]) => a - b || (x ?? Infinity) - (y ?? Infinity) || m - n));
});

const FIELDS = {
  DeviceSession: ['id', 'startTime', 'endTime', 'duration', 'numBytes', 'bytesPerSecond', '__typename'],
  SessionTimelineBucket: ['start', 'end', 'count', 'totalBytes', 'totalDuration', 'averageDuration', '__typename'],
} as const;

const directive = fc.constantFrom(
  '',
  '',
  '',
  ' @skip(if: $yes)',
  ' @include(if: $yes)',
  ' @skip(if: false)',
  ' @include(if: $no)',
);

/** A selection of a type, with aliases, directives, repetitions and fragments in it. */
function selection(type: keyof typeof FIELDS): fc.Arbitrary<string> {
  const field = fc.tuple(fc.constantFrom(...FIELDS[type]), fc.constantFrom('', '', 'a', 'b'), directive);
  const fields = fc
    .uniqueArray(field, {
      minLength: 1,
      maxLength: 7,
      selector: ([name, alias]) => (alias === '' ? name : alias + name),
    })
    .map((list) =>
      list.map(([name, alias, when]) => `${alias === '' ? '' : `${alias}${name}: `}${name}${when}`).join(' '),
    );
  return fc.tuple(fields, fields, fields, directive, fc.boolean()).map(([one, two, three, when, isSpread]) => {
    const fragment = isSpread ? `... on ${type}${when} { ${two} }` : `...${when} { ${two} }`;
    return `{ ${one} ${fragment} ...Part${type} ${three} }`;
  });
}

const nodes = selection('DeviceSession');
const buckets = selection('SessionTimelineBucket');

const query = fc
  .record({
    args: fc.constantFrom(
      'first: 7',
      'first: 0',
      'last: 3',
      'first: 50, orderBy: { field: DURATION, direction: DESC }',
      'first: 9, orderBy: { field: NUM_BYTES, direction: ASC }',
      'durationRange: { min: 1 }',
    ),
    nodes,
    again: nodes,
    edge: nodes,
    buckets,
    interval: fc.constantFrom('HOUR', 'DAY', 'WEEK', 'MONTH'),
    zone: fc.constantFrom('UTC', 'Pacific/Chatham', 'America/New_York'),
    part: fc.constantFrom(...FIELDS.DeviceSession),
    bucket: fc.constantFrom(...FIELDS.SessionTimelineBucket),
  })
  .map(
    (q) => `query ($yes: Boolean = true, $no: Boolean = false) {
      device(imei: "990000000000001") { sessions(start: "2026-11-17", ${q.args}) {
        totalCount nodes ${q.nodes} nodes ${q.again} more: nodes ${q.again}
        edges { cursor __typename node ${q.edge} where: cursor node ${q.again} }
        timeline(interval: ${q.interval}, timeZone: "${q.zone}") ${q.buckets}
      } }
      fleet(imeis: ["990000000000001", "990000000000002"], start: "2026-11-17") { timeline(interval: ${q.interval}) ${q.buckets} }
    }
    fragment PartDeviceSession on DeviceSession { part: ${q.part} }
    fragment PartSessionTimelineBucket on SessionTimelineBucket { part: ${q.bucket} }`,
  );

const contextOf = (series: ReturnType<typeof seriesOf>): OperationContext => ({
  now: NOW,
  requestId: 'r',
  caller: ANYONE,
  hasLeft: () => false,
  persistedDocument: undefined,
  isWhole: () => true,
  load: async ({ range }) => ({ known: range, series, deviceId: null, transactionIds: [], asOf: NOW, stale: false }),
  cost: noCost(),
  callBudget: 1,
  accountNumber: readAccountNumber('1'),
  maxPageSize: 1_000,
  plan: undefined,
  fleetMax: 10,
});

const variableValues = { yes: true, no: false };

describe('a list that is written from columns', () => {
  test('is the very bytes that resolving it field by field gives', async () => {
    await fc.assert(
      fc.asyncProperty(query, sessions, async (text, series) => {
        const document = parse(text);
        // Equal names of one selection may not be merged by GraphQL; those queries are nobody's.
        fc.pre(validate(plain, document).length === 0);
        expect(isWritable(document)).toBe(true);
        const contextValue = contextOf(series);
        const slow = await execute({ schema: plain, document, contextValue, variableValues });
        const fast = await execute({ schema: leaves, document, contextValue, variableValues });
        expect(await stringifyResult(fast)).toBe(`${JSON.stringify(slow)}\n`);
      }),
      { numRuns: RUNS },
    );
  });

  test('of thousands of rows is written in parts, and whole', async () => {
    const series = seriesOf(Array.from({ length: 9_001 }, (_, n): Tuple => [NOW - DAY + n, NOW - DAY + n + 5, n]));
    const document = parse(
      '{ device(imei: "990000000000001") { sessions(first: 10000) { nodes { id startTime numBytes } } } }',
    );
    const contextValue = { ...contextOf(series), maxPageSize: 10_000 };
    const slow = await execute({ schema: plain, document, contextValue });
    const fast = await execute({ schema: leaves, document, contextValue });
    expect(await stringifyResult(fast)).toBe(`${JSON.stringify(slow)}\n`);
  });

  test('fails under the path of the list where it cannot be made', async () => {
    const document = parse(
      '{ device(imei: "990000000000001") { sessions { timeline(interval: DAY) { totalBytes } } } }',
    );
    const huge = seriesOf([
      [NOW - DAY, NOW - DAY, 2 ** 53 - 1],
      [NOW - DAY, NOW - DAY, 2 ** 53 - 1],
    ]);
    const [slow, fast] = await Promise.all(
      [plain, leaves].map((schema) => execute({ schema, document, contextValue: contextOf(huge) })),
    );
    expect(fast?.errors?.map(({ path, message }) => [path, message])).toEqual(
      slow?.errors?.map(({ path, message }) => [path, message]),
    );
    expect(fast?.errors).toHaveLength(1);
  });
});
