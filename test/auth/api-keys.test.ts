// Which key files are taken and who stands behind a key; the keys are made here.
import { describe, expect, test } from '@jest/globals';
import { identifyByKey, type KeyEntry, newKey, readKeys } from '../../src/auth/api-keys.js';
import { account, wordsOf } from './auth.fixture.js';

const ACCOUNT = '0000123456-00001';
const keyOf = (seed: number) => newKey(Uint8Array.from({ length: 32 }, (_, index) => seed * 100 + index * 7));
const [DASHBOARD, REPORTS, STRANGER] = [keyOf(1), keyOf(2), keyOf(3)];

/** As a tool other than ours gives it. */
const HASH_OF_ZEROS = 'sha256:16772d029f451e60025860dfaf275957c21c6db780e9d32589b9d78a2ecd7bce';

const entry = (given: object = {}) => ({ name: 'dashboard', hash: DASHBOARD.hash, accounts: [ACCOUNT], ...given });
const reports = (given: object = {}) => entry({ name: 'reports', hash: REPORTS.hash, ...given });

function issuesOf(file: unknown): readonly string[] {
  const read = readKeys(typeof file === 'string' ? file : JSON.stringify(file));
  return read.ok ? [] : read.issues;
}

const WANTED_LIST = 'wanted a list such as [{"name":"dashboard","hash":"sha256:…","accounts":["0000123456-00001"]}]';
const WANTED_ACCOUNTS = 'wanted account numbers such as 0000123456-00001, or "all"';
const WANTED_NAME = 'wanted a name of 1 to 128 characters without control characters';
const WANTED_HASH = 'wanted "sha256:" and the 64 hex digits of the hash of a key';
const WANTED_ENTRY = 'wanted an object of name, hash and accounts, and nothing else';

describe('the file of keys', () => {
  test('gives every entry, with accounts that are listed or all', () => {
    const text = JSON.stringify([entry(), reports({ accounts: 'all' })]);
    expect(readKeys(text)).toEqual({ ok: true, keys: [entry(), reports({ accounts: 'all' })] });
  });

  test('may have its hashes in capitals, which then count as the same', () => {
    const hash = `sha256:${DASHBOARD.hash.slice(7).toUpperCase()}`;
    expect(readKeys(JSON.stringify([entry({ hash })]))).toEqual({ ok: true, keys: [entry()] });
    expect(issuesOf([entry(), reports({ hash })])).toEqual(['[1].hash: got the hash of [0], wanted another']);
  });

  test.each([
    ['', 'what is not JSON'],
    ['[{"name":', 'what is not JSON'],
    ['{}', 'one object'],
    ['null', 'null'],
    ['7', 'one number'],
    ['"text"', 'a text of 4 characters'],
    ['[]', 'a list of 0'],
  ])('is refused where it is %j', (text, came) => {
    expect(issuesOf(text)).toEqual([`keys: got ${came}, ${WANTED_LIST}`]);
  });

  test.each([
    ['x y', '[0].accounts: got "x y"'],
    [ACCOUNT, `[0].accounts: got "${ACCOUNT}"`],
    [undefined, '[0].accounts: got nothing'],
    [[], '[0].accounts: got []'],
    [[ACCOUNT, 'x y'], '[0].accounts[1]: got "x y"'],
    [['all'], '[0].accounts[0]: got "all"'],
    [[7], '[0].accounts: got [7]'],
    [{ a: 1 }, '[0].accounts: got {"a":1}'],
  ])('is refused where its accounts are %j', (accounts, issue) => {
    expect(issuesOf([entry({ accounts })])).toEqual([`${issue}, ${WANTED_ACCOUNTS}`]);
  });

  test.each([
    ['', '""'],
    [7, '7'],
    ['a\nb', '"a\\nb"'],
    [undefined, 'nothing'],
    ['n'.repeat(129), `"${'n'.repeat(22)}…`],
  ])('is refused where a name is %j', (name, came) => {
    expect(issuesOf([entry({ name })])).toEqual([`[0].name: got ${came}, ${WANTED_NAME}`]);
  });

  test.each([
    [`sha256:${'a'.repeat(63)}`, 'a text of 70 characters'],
    [`sha256:${'g'.repeat(64)}`, 'a text of 71 characters'],
    [`${DASHBOARD.hash}\n`, 'a text of 72 characters'],
    [DASHBOARD.key, 'a text of 46 characters'],
    [undefined, 'nothing'],
    [null, 'null'],
  ])('is refused where a hash is %j', (hash, came) => {
    expect(issuesOf([entry({ hash })])).toEqual([`[0].hash: got ${came}, ${WANTED_HASH}`]);
  });

  test('has every issue at once, a line each, with its place', () => {
    const file = [
      entry(),
      entry(),
      { key: 'k', id: 1, ...reports({ name: '', accounts: ['-', 'b c'] }) },
      'text',
      null,
    ];
    expect(issuesOf(file).toSorted()).toEqual([
      '[1].hash: got the hash of [0], wanted another',
      '[1].name: got the name of [0], wanted another',
      `[2].accounts[0]: got "-", ${WANTED_ACCOUNTS}`,
      `[2].accounts[1]: got "b c", ${WANTED_ACCOUNTS}`,
      `[2].name: got "", ${WANTED_NAME}`,
      `[2]: got a field "id", ${WANTED_ENTRY}`,
      `[2]: got a field "key", ${WANTED_ENTRY}`,
      `[3]: got a text of 4 characters, ${WANTED_ENTRY}`,
      `[4]: got null, ${WANTED_ENTRY}`,
    ]);
  });

  test('gives one name to one key only', () => {
    expect(issuesOf([entry(), entry({ hash: REPORTS.hash })])).toEqual([
      '[1].name: got the name of [0], wanted another',
    ]);
  });

  test('never has a key or a hash repeated, wherever it was put', () => {
    const { key, hash } = DASHBOARD;
    const files = [
      [entry(), entry()],
      [key],
      key,
      `{${key}}`,
      [{ [key]: key }],
      [entry({ hash: key })],
      [{ key, hash: `${hash}0` }],
    ];
    for (const file of files) {
      const said = issuesOf(file).join('\n');
      expect(said).not.toBe('');
      for (const secret of [key.slice(-18), hash.slice(-30)]) expect(said).not.toContain(secret);
    }
  });
});

const KEYS: readonly KeyEntry[] = [
  { name: 'dashboard', hash: DASHBOARD.hash, accounts: [account(ACCOUNT)] },
  { name: 'reports', hash: REPORTS.hash, accounts: 'all' },
];
const identify = identifyByKey(KEYS);

const UNKNOWN = { kind: 'refused', reason: 'The key is not known here.', isGiven: true };
const ASKED_FOR = {
  kind: 'refused',
  reason: 'Wanted a key, as "Authorization: Bearer <key>" or as "X-API-Key: <key>".',
};

describe('a caller with a key', () => {
  test('is known by it from either header, or from both, with the scheme in any case', async () => {
    const { key } = DASHBOARD;
    const dashboard = { kind: 'known', caller: { name: 'dashboard', accounts: new Set([ACCOUNT]) } };
    for (const scheme of ['Bearer', 'bearer', 'BEARER'])
      expect(await identify({ authorization: `${scheme} ${key}` })).toEqual(dashboard);
    expect(await identify({ 'x-api-key': key })).toEqual(dashboard);
    expect(await identify({ authorization: `Bearer  ${key} `, 'x-api-key': key })).toEqual(dashboard);
  });

  test('sees all accounts where its entry says so', async () => {
    const known = { kind: 'known', caller: { name: 'reports', accounts: 'all' } };
    expect(await identify({ 'x-api-key': REPORTS.key })).toEqual(known);
  });

  test('is asked for a key where none came', async () => {
    expect(await identify({})).toEqual({ ...ASKED_FOR, isGiven: false });
    expect(await identify({ authorization: 'Basic dXNlcjpwYXNz' })).toEqual({ ...ASKED_FOR, isGiven: true });
  });

  test('is known by the key beside credentials of another scheme, such as those for a proxy', async () => {
    const headers = { authorization: 'Basic dXNlcjpwYXNz', 'x-api-key': REPORTS.key };
    expect(wordsOf(await identify(headers))).toBe('reports');
  });

  test('is refused with two different keys, though each be good', async () => {
    const identity = await identify({ authorization: `Bearer ${DASHBOARD.key}`, 'x-api-key': REPORTS.key });
    expect(identity).toEqual({ kind: 'refused', reason: 'Two different keys came; wanted one.', isGiven: true });
  });

  test('is refused with anything that is not a key, in words that do not repeat it', async () => {
    const { key, hash } = DASHBOARD;
    const wrong = [STRANGER.key, hash, hash.slice(7), key.slice(0, -1), `${key}x`, `${key} ${key}`, `${key}, ${key}`];
    for (const given of [...wrong, key.toUpperCase(), '__proto__', '', 'x'.repeat(100_000)]) {
      expect(await identify({ authorization: `Bearer ${given}` })).toEqual(UNKNOWN);
      expect(await identify({ 'x-api-key': given })).toEqual(UNKNOWN);
    }
    expect(await identify({ authorization: 'Bearer' })).toEqual(UNKNOWN);
  });
});

describe('a new key', () => {
  test('is 32 random bytes as text, and its hash is what the file wants', async () => {
    const { key, hash } = newKey(Uint8Array.from({ length: 32 }, (_, index) => 255 - index));
    expect(key).toBe('ts___79_Pv6-fj39vX08_Lx8O_u7ezr6uno5-bl5OPi4eA');
    const read = readKeys(JSON.stringify([entry({ hash })]));
    expect(wordsOf(await identifyByKey(read.ok ? read.keys : [])({ 'x-api-key': key }))).toBe('dashboard');
  });

  test('has the SHA-256 of all of its text as its hash', () => {
    expect(newKey(new Uint8Array(32))).toEqual({ key: `ts_${'A'.repeat(43)}`, hash: HASH_OF_ZEROS });
  });

  test('is not made of more or fewer bytes', () => {
    for (const length of [0, 16, 31, 33]) expect(() => newKey(new Uint8Array(length))).toThrow(RangeError);
  });
});
