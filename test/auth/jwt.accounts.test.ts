// Which accounts a token opens, with tokens that are really signed.
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Caller } from '../../src/auth/caller.js';
import { issuer, type SigningKey, setOf, sign, signingKey } from './jwt.fixture.js';

let key: SigningKey;
beforeAll(async () => {
  key = await signingKey('EdDSA');
});

async function accountsOf(claims: Record<string, unknown>, accountsClaim = 'accounts'): Promise<Caller['accounts']> {
  const { ask } = issuer({ source: { kind: 'set', set: setOf(key) }, accountsClaim });
  const identity = await ask(await sign(key, claims));
  if (identity.kind !== 'known') throw new Error(identity.reason);
  return identity.caller.accounts;
}

const [FIRST, SECOND] = ['0000123456-00001', '0000123456-00002'];

describe('the accounts of a token', () => {
  test.each<[unknown, string[]]>([
    [
      [FIRST, SECOND],
      [FIRST, SECOND],
    ],
    [[FIRST, FIRST], [FIRST]],
    [FIRST, [FIRST]],
    [`${FIRST} ${SECOND}`, [FIRST, SECOND]],
    [`${FIRST},${SECOND}`, [FIRST, SECOND]],
    [` ${FIRST} ,\t${SECOND}, `, [FIRST, SECOND]],
    [[FIRST, 'x y', '', '../etc', 7, null, [SECOND]], [FIRST]],
    [undefined, []],
    [null, []],
    [7, []],
    [true, []],
    [{ [FIRST]: true }, []],
    ['', []],
    ['*', []],
    [['*'], []],
  ])('are, where the claim is %j, %j', async (accounts, expected) => {
    expect(await accountsOf({ accounts })).toEqual(new Set(expected));
  });

  test('are never all of them, whatever the claim says', async () => {
    for (const accounts of ['all', ['all'], '*', true]) expect(await accountsOf({ accounts })).not.toBe('all');
  });

  test('may be in a claim that is named like a URL', async () => {
    const name = 'https://example.com/accounts';
    expect(await accountsOf({ [name]: SECOND, accounts: FIRST }, name)).toEqual(new Set([SECOND]));
  });

  test('are none where the claim is named like something that every object has', async () => {
    for (const name of ['constructor', '__proto__', 'toString']) expect(await accountsOf({}, name)).toEqual(new Set());
  });
});
