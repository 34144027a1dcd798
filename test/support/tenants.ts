// Who may see which accounts, with which key, and what is in the accounts: every session tells its account and device.
import { createHash } from 'node:crypto';
import type { Row } from '../../src/emulator/rows.js';
import { NOON } from './pipeline.js';

/** The names begin alike, or differ by a capital only, so that no comparison may be a loose one. */
export const ACCOUNTS = { A: 'acme-1', B: 'acme-11', S: 'acme', C: 'Acme-1', D: 'acme-2' } as const;
export type Letter = keyof typeof ACCOUNTS;
export const LETTERS = ['A', 'B', 'S', 'C', 'D'] as const satisfies readonly Letter[];

/** Nobody has it, and nothing is in it. */
export const NOWHERE = 'acme-3';
/** No account can be called so. */
export const MALFORMED = 'no account';

export interface Tenant {
  readonly name: string;
  readonly key: string;
  readonly sees: readonly Letter[];
  readonly isAuditor: boolean;
}

const tenant = (name: string, sees: readonly Letter[], isAuditor = false): Tenant => ({
  name: `tenant-${name}`,
  key: `ts_key-that-is-known-to-${name}-alone`,
  sees,
  isAuditor,
});

export const ONE = tenant('one', ['A', 'S']);
export const TWO = tenant('two', ['B', 'S']);
export const THREE = tenant('three', ['D']);
/** Whatever it reads is held, also of the account that is nobody's. */
export const AUDITOR = tenant('auditor', LETTERS, true);
export const TENANTS = [ONE, TWO, THREE, AUDITOR] as const;

export const hashOf = (key: string): string => `sha256:${createHash('sha256').update(key).digest('hex')}`;

export const KEYS_FILE = JSON.stringify(
  TENANTS.map(({ name, key, sees, isAuditor }) => ({
    name,
    hash: hashOf(key),
    accounts: isAuditor ? 'all' : sees.map((letter) => ACCOUNTS[letter]),
  })),
);

/** What must not be in an answer to this one: names and keys of anybody, and accounts of others. */
export const secretsFor = ({ sees }: Tenant): readonly string[] => [
  ...TENANTS.flatMap(({ name, key }) => [name, key]),
  ...LETTERS.filter((letter) => !sees.includes(letter)).map((letter) => ACCOUNTS[letter]),
];

const letterOf = (account: string): Letter | undefined => LETTERS.find((letter) => ACCOUNTS[letter] === account);

/** By the last digit of an IMEI, the accounts that know the device. */
const HOMES: readonly string[] = ['ABSCD', 'A', 'B', 'AS', 'BS', '', 'SC', 'ABCD'];

/** Devices that are asked about by one operation at a time, and devices that several ask about at once. */
export const QUIET = [...HOMES.map((_, n) => `35000000000000${n}`), ...['400', '404', '409', '420'].map(card)];
export const CROWDED = [...HOMES.map((_, n) => `35100000000000${n}`), ...['401', '403', '500'].map(card)];

function card(digits: string): string {
  return `990000000000${digits}`;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
export const FIRST_MIDNIGHT = NOON - 12 * HOUR;

const made = new Map<string, readonly Row[]>();

/** The sessions of a device in an account; undefined where the account does not know the device. */
export function rowsOf(imei: string, account: string): readonly Row[] | undefined {
  const letter = letterOf(account);
  if (imei.startsWith('99') || letter === undefined || !HOMES[lastDigit(imei)]?.includes(letter)) return undefined;
  const id = `${imei} ${account}`;
  const rows = made.get(id) ?? Array.from({ length: 300 }, (_, n) => rowOf(n - 220, imei, letter));
  made.set(id, rows);
  return rows;
}

const lastDigit = (imei: string): number => Number(imei.slice(-1));

/** One session a day; accounts differ in when it starts, how long it lasts and what it sends. */
function rowOf(n: number, imei: string, letter: Letter): Row {
  const mark = LETTERS.indexOf(letter);
  const startTime = FIRST_MIDNIGHT + n * DAY + mark * 3 * HOUR + lastDigit(imei) * 60_000;
  return { startTime, endTime: startTime + (mark + 1) * HOUR, numBytes: (n + 221) * 100 + markOf(imei, letter) };
}

/** What the last two digits of a session's bytes tell: its account and its device. */
export const markOf = (imei: string, letter: Letter): number => LETTERS.indexOf(letter) * 10 + lastDigit(imei);
