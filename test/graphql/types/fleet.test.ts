// Fleets through the whole pipeline: every device succeeds or fails on its own, and a client without error handling sees the good ones.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GraphQLClient } from 'graphql-request';
import { FleetOverviewDocument } from '../../generated/operations.js';
import { NOON, openPipeline, type Pipeline } from '../../support/pipeline.js';

const HOUR = 3_600_000;
const WINDOW = { start: new Date(NOON - 72 * HOUR).toISOString(), end: new Date(NOON).toISOString() };
const card = (digits: number): string => `990000000000${digits}`;

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await openPipeline({ environment: { ATTEMPT_TIMEOUT_MS: '1000', OPERATION_TIMEOUT_MS: '20000' } });
});
afterAll(() => pipeline.close());

/** A client that throws at the first entry in `errors`. */
const strict = (): GraphQLClient => new GraphQLClient(`${pipeline.url}/graphql`);

interface Listed {
  readonly fleet: {
    readonly totalBytes: number;
    readonly coverage: Record<string, number>;
    readonly devices: readonly {
      readonly device: { readonly imei: string };
      readonly sessions: { readonly totalBytes: number } | null;
      readonly problem: { readonly code: string } | null;
    }[];
  };
}
const list = (imeis: readonly string[], devices: string): Promise<Listed> =>
  strict().request<Listed>(
    `query ($imeis: [IMEI!]!, $start: DateTime, $end: DateTime) { fleet(imeis: $imeis, start: $start, end: $end) {
      totalBytes coverage { requested answered failed stale } devices${devices} { device { imei } sessions { totalBytes } problem { code } } } }`,
    { imeis, ...WINDOW },
  );

describe('a fleet of fifty with eight that fail', () => {
  const FAILING = new Map([
    [card(400), 'DEVICE_NOT_FOUND'],
    [card(401), 'UPSTREAM_ACCESS_DENIED'],
    [card(403), 'DEVICE_NOT_CERTIFIED'],
    [card(404), 'DEVICE_INACTIVE'],
    [card(409), 'SERVICE_NOT_PURCHASED'],
    [card(500), 'DEVICE_IN_SEVERAL_ACCOUNTS'],
    [card(598), 'UPSTREAM_TIMEOUT'],
    [card(252), 'UPSTREAM_MALFORMED'],
  ]);
  const good = Array.from({ length: 42 }, (_, n) => String(990_000_000_001_000 + n));
  const imeis = [...good.slice(0, 20), ...FAILING.keys(), ...good.slice(20)];

  test('answers 42, says so, gives each problem its code, keeps the order, and has no errors', async () => {
    const { fleet } = await list(imeis, '');
    expect(fleet.coverage).toEqual({ requested: 50, answered: 42, failed: 8, stale: 0 });
    expect(fleet.devices.map(({ device }) => device.imei)).toEqual(imeis);
    expect(
      new Map(fleet.devices.flatMap(({ device, problem }) => (problem ? [[device.imei, problem.code]] : []))),
    ).toEqual(FAILING);
    expect(fleet.totalBytes).toBe(fleet.devices.reduce((sum, { sessions }) => sum + (sessions?.totalBytes ?? 0), 0));
  });

  test('ranks the failed ones last in either direction', async () => {
    const { fleet } = await list(imeis, '(orderBy: { field: TOTAL_BYTES, direction: ASC })');
    const totals = fleet.devices.slice(0, 42).map(({ sessions }) => sessions?.totalBytes ?? Number.NaN);
    expect(totals).toEqual(totals.toSorted((a, b) => a - b));
    expect(fleet.devices.slice(42).map(({ device }) => device.imei)).toEqual([...FAILING.keys()]);
  });

  test('is what the overview of a dashboard needs, in one operation', async () => {
    const { fleet } = await strict().request(FleetOverviewDocument, { imeis, ...WINDOW, timeZone: 'Europe/Berlin' });
    expect(fleet?.topTen).toHaveLength(10);
    expect(fleet?.perDay?.reduce((sum, { count }) => sum + count, 0)).toBe(fleet?.totalCount);
    expect(fleet?.perDay?.reduce((sum, { totalBytes }) => sum + totalBytes, 0)).toBe(fleet?.totalBytes);
  });
});

test('a device that is named twice is asked once, listed twice and counted once', async () => {
  const [imei, other] = ['990000000002001', '990000000002002'];
  const before = pipeline.emulator.calls.count('report');
  const { fleet } = await list([imei, other, imei], '');
  expect(pipeline.emulator.calls.count('report') - before).toBe(2);
  expect(fleet.devices.map(({ device }) => device.imei)).toEqual([imei, other, imei]);
  const [first, second] = fleet.devices.map(({ sessions }) => sessions?.totalBytes ?? Number.NaN);
  expect([fleet.coverage['requested'], fleet.totalBytes]).toEqual([2, (first ?? 0) + (second ?? 0)]);
});

test('an empty fleet is an empty report', async () => {
  const { fleet } = await list([], '');
  expect(fleet).toEqual({ totalBytes: 0, coverage: { requested: 0, answered: 0, failed: 0, stale: 0 }, devices: [] });
});

describe('misuse', () => {
  test.each([
    [
      'more devices than FLEET_MAX',
      `imeis: [${Array.from({ length: 501 }, () => '"990000000000001"').join(',')}]`,
      '',
      'imeis',
    ],
    ['a negative first', 'imeis: ["990000000000001"]', '(first: -1)', 'first'],
    ['a start after the end', 'imeis: ["990000000000001"], start: "2026-11-02", end: "2026-11-01"', '', 'start'],
  ])('%s is BAD_USER_INPUT that names the argument', async (_, args, devices, path) => {
    const { errors } = await pipeline.client.rawRequest(`{ fleet(${args}) { devices${devices} { device { imei } } } }`);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path }] });
  });
});
