// Plays a story on all worlds and says where the shared one tells its callers more, or less, than they would hear if each account were alone.
import { expect } from '@jest/globals';
import type { Call } from '../../src/emulator/calls.js';
import { ask, type Cost, type Heard, type Outcome } from './tenant-caller.js';
import { type Ask, imeisOf, type Operation, type Step, verdict } from './tenant-operations.js';
import { checkOrigin, checkSecrets, comparable, questionOf, timeless } from './tenant-witness.js';
import type { Worlds } from './tenant-worlds.js';
import { ACCOUNTS, LETTERS, type Letter } from './tenants.js';

/** What was played, so that a test can tell that it has tested something. */
export type Tally = Record<
  'operations' | 'together' | 'own' | 'forbidden' | 'unusable' | 'foreignOnly' | 'calls',
  number
>;
export const noTally = (): Tally => ({
  operations: 0,
  together: 0,
  own: 0,
  forbidden: 0,
  unusable: 0,
  foreignOnly: 0,
  calls: 0,
});

/** The errors that callers hear who may not, or cannot, be answered: one text for each code, whatever was asked. */
export type Refusals = Map<string, string>;

export async function play(worlds: Worlds, story: readonly Step[], refusals: Refusals, tally: Tally): Promise<void> {
  for (const { wait, operations } of story) {
    worlds.wait(wait);
    const { length } = worlds.pipeline.emulator.calls.list();
    const heard = await Promise.all(operations.map((each) => ask(worlds.pipeline.url, each, each.tenant.key)));
    const calls = worlds.pipeline.emulator.calls.list().slice(length);
    for (const [n, operation] of operations.entries()) {
      const each = heard[n];
      if (each)
        await judge({ worlds, operation, heard: each, calls, isAlone: operations.length === 1 }, refusals, tally);
    }
    checkCalls(worlds, operations, heard, calls);
    count(tally, operations, calls);
  }
}

interface FaultContext {
  readonly worlds: Worlds;
  readonly operation: Operation;
  readonly heard: Heard;
  /** Whatever was called upstream meanwhile. */
  readonly calls: readonly Call[];
  readonly isAlone: boolean;
}

const verdictOn = ({ operation, worlds }: Pick<FaultContext, 'operation' | 'worlds'>, { account }: Ask) =>
  verdict(operation.tenant, account, worlds.configured);

const isLetter = (due: string): due is Letter => LETTERS.some((letter) => letter === due);

async function judge(context: FaultContext, refusals: Refusals, tally: Tally): Promise<void> {
  const { operation, heard } = context;
  expect([heard.status, heard.stray]).toEqual([200, []]);
  checkSecrets(heard.text, operation.tenant);
  for (const [n, outcome] of heard.outcomes.entries()) {
    const asked = operation.asks[n];
    const due = asked ? verdictOn(context, asked) : 'nothing';
    if (isLetter(due)) tally.own += 1;
    else checkRefusal(outcome, due, refusals, tally);
  }
  if (await checkOwn(context)) tally.foreignOnly += 1;
}

/** One error, at that place, and always the same. */
function checkRefusal({ data, errors }: Outcome, due: string, refusals: Refusals, tally: Tally): void {
  tally[due === 'FORBIDDEN' ? 'forbidden' : 'unusable'] += 1;
  expect(data).toBeNull();
  expect(errors).toMatchObject([{ path: [], extensions: { code: due } }]);
  if (due !== 'FORBIDDEN') return;
  const text = JSON.stringify(errors);
  if (!refusals.has(due)) refusals.set(due, text);
  expect(text).toBe(refusals.get(due));
}

/** What is the caller's own is what each account would have answered alone, and alone it would have cost the same. Whether nothing is. */
async function checkOwn(context: FaultContext): Promise<boolean> {
  const parts = LETTERS.map((letter) => ({ letter, at: placesIn(context, letter) })).filter(({ at }) => at.length > 0);
  const costs: Cost[] = [];
  const calls: Call[] = [];
  for (const { letter, at } of parts) {
    const alone = await context.worlds.alone(letter, partOf(context.operation, at, letter));
    if (alone.heard.upstream) costs.push(alone.heard.upstream);
    calls.push(...alone.calls);
    for (const [n, place] of at.entries())
      compare(context, letter, context.heard.outcomes[place], alone.heard.outcomes[n]);
  }
  if (context.isAlone) expect(priceOf(context.heard.upstream, context.calls)).toEqual(priceOf(sumOf(costs), calls));
  if (parts.length > 0) return false;
  expect(context.heard.upstream).toEqual(sumOf([]));
  if (context.isAlone) expect(context.calls).toEqual([]);
  return true;
}

const placesIn = (context: FaultContext, letter: Letter): number[] =>
  context.operation.asks.flatMap((asked, n) => (verdictOn(context, asked) === letter ? [n] : []));

const partOf = (operation: Operation, at: readonly number[], letter: Letter): Operation => ({
  ...operation,
  asks: at.flatMap((n) => {
    const asked = operation.asks[n];
    return asked ? [{ ...asked, account: ACCOUNTS[letter] }] : [];
  }),
});

function compare(
  { worlds, isAlone }: FaultContext,
  letter: Letter,
  heard: Outcome | undefined,
  wanted: Outcome | undefined,
): void {
  if (!heard || !wanted) throw new Error('something was asked and has no outcome');
  checkOrigin(heard, letter, worlds);
  const own = comparable(heard, (id) => worlds.callOf(id));
  if (isAlone) expect(own).toEqual(comparable(wanted, (id) => worlds.callOf(id, letter)));
  else expect(timeless(heard)).toEqual(timeless(wanted));
}

const CALL_BUDGET = 500;

function sumOf(costs: readonly Cost[]): Cost {
  const sum = (name: keyof Cost): number => costs.reduce((total, cost) => total + cost[name], 0);
  const calls = sum('calls');
  const days = { heldDays: sum('heldDays'), readDays: sum('readDays') };
  return { calls, shared: sum('shared'), ...days, retries: sum('retries'), budgetLeft: CALL_BUDGET - calls };
}

const priceOf = (cost: Cost | undefined, calls: readonly Call[]): unknown => ({
  ...cost,
  asked: calls
    .filter(({ route }) => route === 'report')
    .map(questionOf)
    .toSorted(),
});

/** What an operation may have called: devices that it named, in accounts that it may see. */
function devicesOf(worlds: Worlds, operation: Operation): ReadonlySet<string> {
  const found = operation.asks.flatMap((asked) => {
    const due = verdictOn({ operation, worlds }, asked);
    return isLetter(due) ? imeisOf(asked).map((imei) => `${ACCOUNTS[due]} ${imei}`) : [];
  });
  return new Set(found);
}

/** Each call was for somebody who may see it, and nobody paid for what only others may see. */
function checkCalls(
  worlds: Worlds,
  operations: readonly Operation[],
  heard: readonly Heard[],
  calls: readonly Call[],
): void {
  const devices = calls.flatMap(({ route, accountNumber, imei }) =>
    route === 'report' ? [`${accountNumber} ${imei}`] : [],
  );
  const allowed = operations.map((operation) => devicesOf(worlds, operation));
  expect(devices.filter((device) => !allowed.some((each) => each.has(device)))).toEqual([]);
  const paid = heard.map(({ upstream }) => upstream?.calls ?? Number.NaN);
  expect(paid.reduce((sum, each) => sum + each, 0)).toBe(devices.length);
  for (const [n, own] of allowed.entries()) {
    expect(paid[n]).toBeLessThanOrEqual(devices.filter((device) => own.has(device)).length);
  }
  if (allowed.every(({ size }) => size === 0)) expect(calls).toEqual([]);
}

function count(tally: Tally, operations: readonly Operation[], calls: readonly Call[]): void {
  tally.operations += operations.length;
  if (operations.length > 1) tally.together += operations.length;
  tally.calls += calls.length;
}
