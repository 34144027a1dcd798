// What callers learn of each other's accounts, case by case.
import { afterEach, describe, expect, test } from '@jest/globals';
import { NOON, type Pipeline } from '../../support/pipeline.js';
import { ask, type Cost, type Heard } from '../../support/tenant-caller.js';
import type { Ask, Operation } from '../../support/tenant-operations.js';
import { openTenants, reports } from '../../support/tenant-worlds.js';
import { ACCOUNTS, AUDITOR, FIRST_MIDNIGHT, NOWHERE, ONE, type Tenant, TWO } from '../../support/tenants.js';

const IMEI = '350000000000000';
/** Of accounts B and S alone, of A alone, of no account, and one that fails whatever the account. */
const OTHERS = ['350000000000004', '350000000000001', '350000000000005', '990000000000404'];
const MINUTE = 60_000;

/** Yesterday and today, which are not settled. */
const window = { start: new Date(FIRST_MIDNIGHT - 1_440 * MINUTE).toISOString(), end: undefined };
const device = (account: string, imei = IMEI): Ask => ({ kind: 'device', imei, account, windows: [window] });
const entity = (account: string, imei = IMEI): Ask => ({ kind: 'entity', imei, account });
const fleet = (account: string, imeis: readonly string[] = [IMEI]): Ask => ({ kind: 'fleet', imeis, account, window });

let pipeline: Pipeline;
afterEach(() => pipeline.close());

function hear(tenant: Tenant, asks: readonly Ask[], refresh = false): Promise<Heard> {
  const operation: Operation = { tenant, asks, refresh, window };
  return ask(pipeline.url, operation, tenant.key);
}

const FREE: Cost = { calls: 0, shared: 0, heldDays: 0, readDays: 0, retries: 0, budgetLeft: 500 };

const asOf = ({ outcomes: [first] }: Heard): string | undefined =>
  /"asOf":"([^"]*)"/.exec(JSON.stringify(first?.data))?.[1];

describe('what one caller has read', () => {
  test('of a shared account is held for the other, and as old as it was read', async () => {
    pipeline = await openTenants('C');
    const first = await hear(ONE, [device(ACCOUNTS.S)]);
    pipeline.clock.now += MINUTE / 2;
    const second = await hear(TWO, [device(ACCOUNTS.S)]);
    expect([first.upstream?.calls, second.upstream?.calls, second.upstream?.heldDays]).toEqual([1, 0, 2]);
    expect([asOf(second), asOf(second)]).toEqual([asOf(first), new Date(NOON).toISOString()]);
  });

  test('of its own account makes the other’s reading of the same device neither cheaper nor older', async () => {
    pipeline = await openTenants('C');
    await hear(ONE, [device(ACCOUNTS.A)]);
    pipeline.clock.now += MINUTE / 2;
    const other = await hear(TWO, [device(ACCOUNTS.B)]);
    expect(other.upstream).toEqual({ ...FREE, calls: 1, readDays: 2, budgetLeft: 499 });
    expect(asOf(other)).toBe(new Date(pipeline.clock.now).toISOString());
    expect(reports(pipeline).map(({ accountNumber }) => accountNumber)).toEqual([ACCOUNTS.A, ACCOUNTS.B]);
  });
});

describe('a foreign account', () => {
  const foreign = [ACCOUNTS.B, ACCOUNTS.C, NOWHERE].flatMap((account) => [
    ...[IMEI, ...OTHERS].flatMap((imei) => [device(account, imei), entity(account, imei), fleet(account, [imei])]),
    fleet(account, [IMEI, ...OTHERS]),
  ]);

  test('is refused in the same words whether it, the device or a failure is there, before and after its owner asked, and nobody is called', async () => {
    pipeline = await openTenants('A');
    const before = await hear(ONE, foreign);
    expect([before.stray, before.upstream, pipeline.emulator.calls.list()]).toEqual([[], FREE, []]);
    const words = new Set(before.outcomes.map((outcome) => JSON.stringify(outcome)));
    expect([...words]).toEqual([expect.stringContaining('"code":"FORBIDDEN"')]);
    await hear(TWO, [device(ACCOUNTS.B), fleet(ACCOUNTS.B, OTHERS)]);
    await hear(AUDITOR, [device(ACCOUNTS.C), fleet(ACCOUNTS.C, OTHERS)]);
    const called = pipeline.emulator.calls.count();
    for (const refresh of [false, true]) {
      const { outcomes, upstream } = await hear(ONE, foreign, refresh);
      expect([outcomes, upstream]).toEqual([before.outcomes, FREE]);
    }
    expect(pipeline.emulator.calls.count()).toBe(called);
  });

  test('is FORBIDDEN for a fleet without devices too', async () => {
    pipeline = await openTenants('A');
    const { outcomes } = await hear(ONE, [fleet(ACCOUNTS.B, []), fleet(NOWHERE, []), fleet(ACCOUNTS.A, [])]);
    expect(outcomes.map(({ errors }) => errors)).toEqual([
      [expect.objectContaining({ extensions: expect.objectContaining({ code: 'FORBIDDEN' }) })],
      [expect.objectContaining({ extensions: expect.objectContaining({ code: 'FORBIDDEN' }) })],
      [],
    ]);
    expect(outcomes.map(({ data }) => data === null)).toEqual([true, true, false]);
  });

  test('spoils nothing beside it, own devices between foreign ones in one list of entities', async () => {
    pipeline = await openTenants('A');
    const asks = [entity(ACCOUNTS.A), entity(ACCOUNTS.B), entity(ACCOUNTS.S), fleet(NOWHERE), device(ACCOUNTS.A)];
    const { outcomes, upstream } = await hear(ONE, asks);
    expect(outcomes.map(({ data, errors }) => [data === null, errors.length])).toEqual([
      [false, 0],
      [true, 1],
      [false, 0],
      [true, 1],
      [false, 0],
    ]);
    expect(upstream?.calls).toBe(2);
  });
});
