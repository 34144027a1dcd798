// What an answer tells of where it came from: marks in bytes and ids, and the calls behind it. Also whose secrets are in it.
import { expect } from '@jest/globals';
import type { Call } from '../../src/emulator/calls.js';
import type { Outcome } from './tenant-caller.js';
import { reports, type Worlds } from './tenant-worlds.js';
import { ACCOUNTS, type Letter, markOf, secretsFor, type Tenant } from './tenants.js';

/** Every object within a value, itself first. */
function* objectsIn(value: unknown): Generator<Readonly<Record<string, unknown>>> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Readonly<Record<string, unknown>>;
  for (const inner of Object.values(value)) yield* objectsIn(inner);
}

/** Sessions carry the mark of their account and device, and accounts, calls and readings are those of the account. */
export function checkOrigin(outcome: Outcome, letter: Letter, worlds: Worlds): void {
  const account = ACCOUNTS[letter];
  for (const found of objectsIn(outcome)) {
    if ('accountNumber' in found) expect(found['accountNumber']).toBe(account);
    if ('numBytes' in found) checkSession(found, letter);
    if ('asOf' in found) expect(readingsOf(account, worlds)).toContain(found['asOf']);
    for (const id of [found['transactionIds'] ?? []].flat()) {
      expect(worlds.callOf(String(id))?.accountNumber).toBe(account);
    }
  }
}

function checkSession({ id, numBytes }: Readonly<Record<string, unknown>>, letter: Letter): void {
  const [imei = '', rest = ''] = Buffer.from(String(id), 'base64url').toString().split('@');
  expect(rest.split('/')[0]).toBe(ACCOUNTS[letter]);
  expect(Number(numBytes) % 100).toBe(markOf(imei, letter));
}

/** When an account was read, and now, which is the time of what is settled. */
const readingsOf = (account: string, { pipeline, now }: Worlds): readonly string[] => [
  new Date(now()).toISOString(),
  ...reports(pipeline).flatMap((call) => (call.accountNumber === account ? [call.at] : [])),
];

/** No name, no key, no account of others, neither in headers nor in the body, nor in base64 within it. */
export function checkSecrets(text: string, tenant: Tenant): void {
  const words = text.match(/[\w.-]+/g) ?? [];
  const decoded = words.filter((word) => word.length > 24).flatMap(wordsWithin);
  const all = new Set([...words, ...decoded].map((word) => word.replace(/\.$/, '')));
  expect(secretsFor(tenant).filter((secret) => all.has(secret))).toEqual([]);
}

const wordsWithin = (word: string): string[] =>
  Buffer.from(word, 'base64url')
    .toString('latin1')
    .match(/[\w.-]+/g) ?? [];

/** An outcome in which the calls behind it are named by what they asked for, since each world counts its own. */
export function comparable(outcome: Outcome, named: (transactionId: string) => Call | undefined): unknown {
  return JSON.parse(JSON.stringify(outcome), (key, value: unknown) =>
    key === 'transactionIds' && Array.isArray(value) ? value.map((id) => questionOf(named(String(id)))) : value,
  );
}

/** An outcome without what depends on who among several came first: when it was read, in which calls, in how many attempts. */
export const timeless = (outcome: Outcome): unknown =>
  JSON.parse(JSON.stringify(outcome), (key, value: unknown) =>
    ['transactionIds', 'asOf', 'attempts'].includes(key) ? undefined : value,
  );

/** What a call asked for; of a call that is not there, nothing. */
export const questionOf = (call: Call | undefined): string =>
  call ? `${call.accountNumber} ${call.imei} ${call.startDate} ${call.endDate} ${call.at}` : 'no call';
