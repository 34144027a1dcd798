// {"extensions": {"explain": true}}: the plan of an operation, held against what the operation costs afterwards.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { NOON, type Pipeline } from '../../support/pipeline.js';
import {
  ask,
  DAY,
  HOUR,
  IMEI,
  iso,
  midnight,
  type Question,
  reports,
  SECOND,
  type Upstream,
  usePipelines,
} from './history.fixture.js';

const open = usePipelines();
const OTHER = '353000000000025';
const WEEK = { from: midnight(7) };

interface Problem {
  readonly code: string;
  readonly needed?: number;
}

interface Plan extends Upstream {
  readonly windows: number;
  readonly refusal: Problem | null;
  readonly devices: readonly (Omit<Upstream, 'retries' | 'budgetLeft'> & {
    readonly imei: string;
    readonly accountNumber: string;
    readonly reads: readonly { readonly start: string; readonly end: string }[];
    readonly problem: Problem | null;
  })[];
}

interface Explained {
  readonly data: unknown;
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
  readonly extensions: { readonly plan: Plan };
}

async function explain(pipeline: Pipeline, questions: Question | readonly Question[], more = {}): Promise<Explained> {
  const fields = [questions].flat().map(({ imei = IMEI, from, to }, index) => {
    const ends = [from === undefined ? '' : `start: "${iso(from)}"`, to === undefined ? '' : `end: "${iso(to)}"`];
    return `d${index}: device(imei: "${imei}") { sessions(${[...ends, 'first: 0'].filter(Boolean).join(', ')}) { totalCount } }`;
  });
  return post(pipeline, `{ ${fields.join(' ')} }`, more);
}

async function post({ url }: Pipeline, query: string, more = {}): Promise<Explained> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, extensions: { explain: true, ...more } }),
  });
  return (await response.json()) as Explained;
}

const costOf = ({ calls, shared, heldDays, readDays, retries, budgetLeft }: Upstream): Upstream => ({
  calls,
  shared,
  heldDays,
  readDays,
  retries,
  budgetLeft,
});

describe('an explained operation', () => {
  test('says what it would cost, by device, and reads nothing', async () => {
    const pipeline = await open();
    const { data, errors, extensions } = await explain(pipeline, [WEEK, { from: midnight(2) }, { imei: OTHER }]);
    expect([data, errors]).toEqual([null, undefined]);
    expect(extensions.plan).toMatchObject({ calls: 2, windows: 3, readDays: 8 + 181, budgetLeft: 498, refusal: null });
    expect(extensions.plan.devices[0]).toEqual({
      imei: IMEI,
      accountNumber: expect.any(String),
      calls: 1,
      shared: 0,
      heldDays: 0,
      readDays: 8,
      reads: [{ start: iso(midnight(7)), end: iso(midnight(-1)) }],
      problem: null,
    });
    expect(reports(pipeline)).toHaveLength(0);
  });

  test('says of what is held that it costs nothing', async () => {
    const pipeline = await open();
    await ask(pipeline, WEEK);
    const { extensions } = await explain(pipeline, WEEK);
    expect(extensions.plan).toMatchObject({ calls: 0, heldDays: 8, readDays: 0, refusal: null });
  });

  test('plans a refresh as one', async () => {
    const pipeline = await open();
    await ask(pipeline, WEEK);
    const { extensions } = await explain(pipeline, WEEK, { refresh: true });
    expect(extensions.plan).toMatchObject({ calls: 1, heldDays: 0, readDays: 8 });
  });

  test('says that it would join a read which is under way', async () => {
    let goOn = () => {};
    const gate = new Promise<void>((open) => {
      goOn = open;
    });
    const pipeline = await open({ emulator: { sleep: () => gate } });
    await ask(pipeline, { imei: '353000000000033' });
    pipeline.emulator.switches.set({ latency: 1 });
    const first = ask(pipeline, WEEK);
    await pipeline.emulator.calls.until(({ imei }) => imei === IMEI);
    const { extensions } = await explain(pipeline, WEEK);
    goOn();
    await first;
    expect(extensions.plan).toMatchObject({ calls: 0, shared: 1, readDays: 8 });
  });

  test('says that a documented failure is remembered, and would be the answer', async () => {
    const pipeline = await open();
    await ask(pipeline, { imei: '990000000000404' });
    const { extensions } = await explain(pipeline, { imei: '990000000000404' });
    expect(extensions.plan).toMatchObject({
      calls: 0,
      refusal: null,
      devices: [{ problem: { code: 'DEVICE_INACTIVE', retryable: false } }],
    });
  });

  test('says that CALL_BUDGET would refuse it', async () => {
    const pipeline = await open({ environment: { CALL_BUDGET: '1' } });
    const { extensions } = await explain(pipeline, [WEEK, { imei: OTHER }]);
    expect(extensions.plan).toMatchObject({
      calls: 0,
      readDays: 0,
      budgetLeft: 1,
      refusal: { code: 'CALL_BUDGET_EXCEEDED', needed: 2, allowed: 1 },
    });
  });

  test('says that the breaker would turn it away, for as long as it would', async () => {
    const pipeline = await open({ emulator: { faults: 'reset' } });
    const many = Array.from({ length: 12 }, (_, n) => ({ imei: String(353_000_000_000_100 + n) }));
    await ask(pipeline, many);
    expect((await explain(pipeline, WEEK)).extensions.plan).toMatchObject({
      calls: 0,
      refusal: { code: 'UPSTREAM_UNAVAILABLE', retryable: true, retryAfterMs: expect.any(Number) },
    });
    pipeline.clock.now += 6 * SECOND;
    expect((await explain(pipeline, WEEK)).extensions.plan).toMatchObject({ calls: 1, refusal: null });
  });

  test('says that nobody can log in, where the login is latched', async () => {
    const pipeline = await open({ emulator: { faults: 'loginRefused' }, environment: { LOGIN_ATTEMPTS: '1' } });
    await ask(pipeline, WEEK);
    expect((await explain(pipeline, WEEK)).extensions.plan.refusal).toMatchObject({ code: 'UPSTREAM_ACCESS_DENIED' });
  });

  test('counts against no budget', async () => {
    const environment = { RATE_LIMIT: '1' };
    const pipeline = await open({ environment });
    for (let n = 0; n < 3; n++)
      expect((await explain(pipeline, WEEK)).extensions.plan).toMatchObject({ calls: 1, refusal: null });
    expect((await ask(pipeline, WEEK)).errors).toEqual([]);
    expect((await explain(pipeline, { imei: OTHER })).extensions.plan.refusal).toMatchObject({
      code: 'RATE_LIMITED',
    });
  });

  test('covers fleets and references of other subgraphs', async () => {
    const pipeline = await open();
    const { extensions } = await post(
      pipeline,
      `{ fleet(imeis: ["${IMEI}", "${OTHER}"], start: "${iso(midnight(1))}") { totalCount devices { sessions { totalCount } } }
         _entities(representations: [{ __typename: "Device", accountNumber: "0000123456-00001", imei: "353000000000033" }]) {
           ... on Device { sessions(start: "${iso(midnight(1))}") { totalCount } } } }`,
    );
    expect(extensions.plan).toMatchObject({ calls: 3, windows: 3, readDays: 6 });
  });

  test('still says what is wrong with its arguments', async () => {
    const { errors, extensions } = await explain(await open(), { from: midnight(1), to: midnight(2) });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(extensions.plan).toMatchObject({ calls: 0, windows: 0, devices: [] });
  });
});

const OPERATIONS = Number(process.env['EXPLAIN_OPERATIONS'] ?? 60);

const instants = fc.oneof(
  fc.integer({ min: 0, max: 200 * 24 }).map((hours) => NOON - hours * HOUR),
  fc.integer({ min: 0, max: 200 }).map((days) => midnight(days)),
  fc.integer({ min: 0, max: 200 * DAY }).map((ms) => NOON - ms),
);
const windows = fc.tuple(instants, instants).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
const operations = fc.array(fc.record({ window: windows, device: fc.integer({ min: 0, max: 4 }) }), {
  minLength: 1,
  maxLength: 8,
});

test(
  'the plan of a cold operation is what the operation costs, whatever its windows and devices',
  async () => {
    const pipeline = await open();
    let devices = 353_000_001_000_000;
    await fc.assert(
      fc.asyncProperty(operations, async (operation) => {
        devices += 5;
        const questions = operation.map(({ window, device }) => ({ ...window, imei: String(devices + device) }));
        const made = reports(pipeline).length;
        const { plan } = (await explain(pipeline, questions)).extensions;
        expect(reports(pipeline)).toHaveLength(made);
        expect(costOf(plan)).toEqual((await ask(pipeline, questions)).upstream);
      }),
      { numRuns: OPERATIONS },
    );
  },
  30_000 + OPERATIONS * 100,
);
