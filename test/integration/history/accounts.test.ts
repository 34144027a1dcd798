// One IMEI in two accounts is two devices: no entry, no flight and no failure in common. Rows by account are the witness, and so is the call list.
import { expect, test } from '@jest/globals';
import { stream } from '../../../src/emulator/seeded-random.js';
import { NOON, type Pipeline } from '../../support/pipeline.js';
import {
  ask,
  midnight,
  only,
  type Question,
  reports,
  rowsOf,
  SECOND,
  type Sessions,
  usePipelines,
} from './history.fixture.js';

const open = usePipelines();
const IMEI = '353000000000017';
const STEPS = Number(process.env['ACCOUNT_STEPS'] ?? 300);
/** A deep run takes minutes; a run that hangs still ends. */
const TIMEOUT_MS = 20_000 + STEPS * 50;

/** By account: sessions a day, and bytes of each. The names begin alike, as an IMEI and its account must not run together. */
const ACCOUNTS = { '1': [2, 1], '11': [3, 1_000] } as const;
type Account = keyof typeof ACCOUNTS;
const NAMES: readonly Account[] = ['1', '11'];
const isAccount = (name: string): name is Account => Object.hasOwn(ACCOUNTS, name);

const rows = (_imei: string, account: string) => (isAccount(account) ? rowsOf(60, 0, ...ACCOUNTS[account]) : undefined);

/** A day of one account is as it should be, and nothing of it came from the other account. */
function check({ totalCount, totalBytes }: Sessions, account: Account): void {
  const [perDay, bytes] = ACCOUNTS[account];
  expect([account, totalCount, totalBytes]).toEqual([account, perDay, perDay * bytes]);
}

const withCallAccounting = (pipeline: Pipeline): number[] =>
  NAMES.map((name) => reports(pipeline).filter(({ accountNumber }) => accountNumber === name).length);

test(
  'asked, refreshed and forgotten in any order, also at once, accounts never see each other’s days',
  async () => {
    const pipeline = await open({ emulator: { rows } });
    const random = stream(11);
    const held: Record<Account, Set<number>> = { '1': new Set(), '11': new Set() };
    const seen: Record<Account, Set<string>> = { '1': new Set(), '11': new Set() };
    const expected: Record<Account, number> = { '1': 0, '11': 0 };
    const question = (account: Account, day: number): Question => ({
      imei: IMEI,
      account,
      from: midnight(day),
      to: midnight(day - 1),
    });

    const read = async (accounts: readonly Account[], day: number, refresh: boolean) => {
      for (const account of accounts) {
        if (refresh || !held[account].has(day)) expected[account] += 1;
        held[account].add(day);
      }
      const heard = await Promise.all(accounts.map((account) => ask(pipeline, question(account, day), { refresh })));
      for (const [index, account] of accounts.entries()) {
        const answer = heard[index];
        if (!answer) continue;
        check(only(answer), account);
        expect(answer.upstream?.shared).toBe(0);
        for (const id of only(answer).transactionIds) seen[account].add(id);
      }
    };

    const forget = async (account: Account) => {
      held[account].clear();
      await fetch(`${pipeline.url}/history/${IMEI}?accountNumber=${account}`, { method: 'DELETE' });
    };

    for (let step = 0; step < STEPS; step++) {
      const [account, ...others] = random() < 0.5 ? NAMES : NAMES.toReversed();
      if (!account) continue;
      const draw = random();
      pipeline.clock.now = NOON + (step % 3_600) * SECOND;
      if (draw < 0.1) await forget(account);
      else await read(draw < 0.5 ? [account, ...others] : [account], 5 + Math.floor(random() * 50), draw > 0.9);
      expect([step, ...withCallAccounting(pipeline)]).toEqual([step, expected['1'], expected['11']]);
    }
    expect([...seen['1']].filter((id) => seen['11'].has(id))).toEqual([]);
    expect(Math.min(...withCallAccounting(pipeline))).toBeGreaterThan(STEPS / 20);
  },
  TIMEOUT_MS,
);

test('one account’s failure is not the other’s', async () => {
  const pipeline = await open({
    emulator: { rows: (imei, account) => (account === '1' ? undefined : rows(imei, account)) },
  });
  const window = { imei: IMEI, from: midnight(6), to: midnight(5) };
  const heard = await ask(
    pipeline,
    NAMES.map((account) => ({ ...window, account })),
  );
  expect(heard.errors).toMatchObject([{ code: 'DEVICE_NOT_FOUND', accountNumber: '1' }]);
  expect(heard.sessions).toMatchObject([null, { totalCount: 3 }]);
  expect(withCallAccounting(pipeline)).toEqual([1, 1]);
});
