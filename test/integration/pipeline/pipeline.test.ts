// Real queries through everything: HTTP, GraphQL, loader, client, tokens and the report endpoint. The emulator's call list is the witness.
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { gql } from 'graphql-request';
import { DashboardDocument, DevicePageDocument, LatestSessionsDocument } from '../../generated/operations.js';
import { NOON, openPipeline, type Pipeline } from '../../support/pipeline.js';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await openPipeline();
});
afterEach(() => pipeline.emulator.calls.clear());
afterAll(() => pipeline.close());

const IMEI = '990000000000001';
const DAY = 86_400_000;
const daysAgo = (days: number): string => new Date(NOON - days * DAY).toISOString();
const reports = (): number => pipeline.emulator.calls.count('report');

describe('a device', () => {
  test('is answered with its sessions, from the report endpoint to the last field', async () => {
    const { device } = await pipeline.client.request(DevicePageDocument, { imei: IMEI, first: 3 });
    expect(device?.accountNumber).toBe('0000123456-00001');
    expect(device?.sessions?.edges).toHaveLength(3);
    expect(device?.sessions?.totalCount).toBeGreaterThan(100);
    expect(device?.sessions?.edges[0]?.node.startTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(device?.sessions?.freshness).toEqual({ asOf: new Date(NOON).toISOString(), stale: false });
    expect(reports()).toBe(1);
  });

  test('costs no upstream call as long as its sessions are not asked for', async () => {
    await pipeline.client.request(gql`{ device(imei: "990000000000001") { imei accountNumber } }`);
    expect(reports()).toBe(0);
  });

  test('is walked backwards page by page without losing or repeating a session', async () => {
    const ids = new Set<string>();
    let before: string | null = null;
    let total = 0;
    do {
      const { device }: Latest = await pipeline.client.request(LatestSessionsDocument, {
        imei: IMEI,
        last: 100,
        before,
      });
      for (const { id } of device?.sessions?.nodes ?? []) ids.add(id);
      total = device?.sessions?.totalCount ?? 0;
      before = device?.sessions?.pageInfo.hasPreviousPage ? (device.sessions.pageInfo.startCursor ?? null) : null;
    } while (before !== null);
    expect(ids.size).toBe(total);
  });
});

type Latest = Awaited<ReturnType<typeof latest>>;
const latest = () => pipeline.client.request(LatestSessionsDocument, { imei: IMEI, last: 1 });

describe('upstream calls', () => {
  test('are one for six overlapping windows of one device', async () => {
    const windows = { day: daysAgo(1), week: daysAgo(7), month: daysAgo(30), quarter: daysAgo(90) };
    const { device } = await pipeline.client.request(DashboardDocument, { imei: '990000000000003', ...windows });
    expect(device?.thisQuarter?.totalCount).toBeGreaterThan(device?.thisMonth?.totalCount ?? Number.NaN);
    expect(reports()).toBe(1);
  });

  test('are one for a device under five aliases', async () => {
    const aliases = [1, 2, 3, 4, 5].map((n) => `d${n}: device(imei: "990000000000002") { sessions { totalCount } }`);
    await pipeline.client.request(`{ ${aliases.join(' ')} }`);
    expect(reports()).toBe(1);
  });

  test('are fifty for fifty devices', async () => {
    const devices = Array.from(
      { length: 50 },
      (_, n) => `d${n}: device(imei: "9900000000001${n + 10}") { sessions { totalCount } }`,
    );
    await pipeline.client.request(`{ ${devices.join(' ')} }`);
    expect(reports()).toBe(50);
  });
});

test('fifty devices asked by somebody not logged in yet cost one token of each kind', async () => {
  const cold = await openPipeline();
  const devices = Array.from(
    { length: 50 },
    (_, n) => `d${n}: device(imei: "9900000000001${n + 10}") { sessions { totalCount } }`,
  );
  await cold.client.request(`{ ${devices.join(' ')} }`);
  expect([cold.emulator.calls.count('token'), cold.emulator.calls.count('login')]).toEqual([1, 1]);
  await cold.close();
});

describe('a documented failure', () => {
  const FAILURES = [
    ['400', 'DEVICE_NOT_FOUND', 'DEVICE', 'INVALID_PARAMETER', 'Device Not Found, Request will be queued'],
    [
      '401',
      'UPSTREAM_ACCESS_DENIED',
      'UPSTREAM',
      'INVALID_ACCESS',
      'The access policy denied the resource operation for this user',
    ],
    ['403', 'DEVICE_NOT_CERTIFIED', 'DEVICE', 'INVALID_PARAMETER', 'Device Not Certified'],
    ['404', 'DEVICE_INACTIVE', 'DEVICE', 'INVALID_PARAMETER', 'Device inactive'],
    ['409', 'SERVICE_NOT_PURCHASED', 'DEVICE', 'INVALID_PARAMETER', 'Service Not Purchased'],
    ['500', 'DEVICE_IN_SEVERAL_ACCOUNTS', 'DEVICE', 'INTERNAL_ERROR', 'Device is active in several accounts'],
  ] as const;

  test.each(FAILURES)(
    'with status %s arrives as %s, and the other fields arrive all the same',
    async (status, code, category, errorCode, errorMessage) => {
      const imei = `990000000000${status}`;
      const { data, errors } = await pipeline.client.rawRequest<Record<string, unknown>>(
        `{ bad: device(imei: "${imei}") { imei sessions { totalCount } } good: device(imei: "${IMEI}") { sessions { totalCount } } }`,
      );
      expect(data).toMatchObject({
        bad: { imei, sessions: null },
        good: { sessions: { totalCount: expect.any(Number) } },
      });
      expect(errors).toHaveLength(1);
      expect(errors?.[0]?.path).toEqual(['bad', 'sessions']);
      expect(errors?.[0]?.extensions).toMatchObject({
        code,
        category,
        retryable: false,
        imei,
        accountNumber: '0000123456-00001',
        requestId: expect.stringMatching(/^request-\d+$/),
        upstream: { status: Number(status), errorCode, errorMessage },
      });
    },
  );
});

describe('in a larger graph', () => {
  const ENTITIES = gql`query ($keys: [_Any!]!) { _entities(representations: $keys) { ... on Device { imei accountNumber } } }`;

  test('a device is found by either key, without any upstream call', async () => {
    const keys = [
      { __typename: 'Device', imei: IMEI },
      { __typename: 'Device', imei: IMEI, accountNumber: '0000000009-00001' },
    ];
    expect(await pipeline.client.request(ENTITIES, { keys })).toEqual({
      _entities: [
        { imei: IMEI, accountNumber: '0000123456-00001' },
        { imei: IMEI, accountNumber: '0000000009-00001' },
      ],
    });
    expect(pipeline.emulator.calls.list()).toEqual([]);
  });

  test('a key that is no device fails alone', async () => {
    const keys = [
      { __typename: 'Device', imei: '12' },
      { __typename: 'Device', imei: IMEI },
    ];
    const { data, errors } = await pipeline.client.rawRequest<{ _entities: unknown[] }>(ENTITIES, { keys });
    expect(data._entities).toEqual([null, { imei: IMEI, accountNumber: '0000123456-00001' }]);
    expect(errors?.[0]).toMatchObject({ path: ['_entities', 0], extensions: { code: 'BAD_USER_INPUT' } });
  });
});
