// Authenticates callers by API key, compared with a file of SHA-256 hashes.
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { type AccountNumber, readAccountNumber } from '../sessions/device.js';
import { bearerOf } from './bearer.js';
import { type Caller, type Identify, type Identity, isCallerName } from './caller.js';

export interface KeyEntry {
  readonly name: string;
  /** "sha256:" and 64 hex digits in lower case. */
  readonly hash: string;
  readonly accounts: 'all' | readonly AccountNumber[];
}

export type Keys =
  | { readonly ok: true; readonly keys: readonly KeyEntry[] }
  | { readonly ok: false; readonly issues: readonly string[] };

const NAME = 'a name of 1 to 128 characters without control characters';
const HASH = '"sha256:" and the 64 hex digits of the hash of a key';
const ACCOUNTS = 'account numbers such as 0000123456-00001, or "all"';
const ENTRY = 'an object of name, hash and accounts, and nothing else';
const LIST = 'a list such as [{"name":"dashboard","hash":"sha256:…","accounts":["0000123456-00001"]}]';

/** In a list "all" would be an account of that name, which nobody who wrote it can have meant. */
const readListed = (text: string): AccountNumber | undefined => (text === 'all' ? undefined : readAccountNumber(text));

const SHAPE = z.strictObject(
  {
    name: z.string(NAME).refine(isCallerName, NAME),
    hash: z
      .string(HASH)
      .regex(/^sha256:[0-9a-f]{64}$/i, HASH)
      .toLowerCase(),
    accounts: z.union([z.literal('all'), z.array(z.string()).min(1, ACCOUNTS)], ACCOUNTS).transform(readAccounts),
  },
  ENTRY,
);

function readAccounts(given: 'all' | readonly string[], { addIssue }: z.RefinementCtx): KeyEntry['accounts'] {
  if (given === 'all') return given;
  return given.flatMap((text, index) => {
    const number = readListed(text);
    if (number === undefined) addIssue({ code: 'custom', path: [index], message: ACCOUNTS });
    return number ?? [];
  });
}

const FILE = z.array(SHAPE, LIST).min(1, LIST);

export function readKeys(text: string): Keys {
  const given = parse(text);
  if (given === undefined) return { ok: false, issues: [`keys: got what is not JSON, wanted ${LIST}`] };
  const { success, data, error } = FILE.safeParse(given);
  const issues = [...(error?.issues ?? []).flatMap((issue) => issuesOf(issue, given)), ...repeats(given)];
  return success && issues.length === 0 ? { ok: true, keys: data } : { ok: false, issues };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function issuesOf(issue: z.core.$ZodIssue, given: unknown): string[] {
  const { path, message } = issue;
  if (issue.code !== 'unrecognized_keys')
    return [`${placeOf(path)}: got ${came(path.reduce(fieldOf, given), path)}, wanted ${message}`];
  return issue.keys.map((key) => `${placeOf(path)}: got a field ${short(key)}, wanted ${message}`);
}

const placeOf = (path: readonly PropertyKey[]): string =>
  path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('') || 'keys';

const fieldOf = (value: unknown, step: PropertyKey): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined;

/** A key that was pasted where its hash belongs, or in place of its entry, must not come to light here. */
function came(value: unknown, path: readonly PropertyKey[]): string {
  if (value === undefined) return 'nothing';
  if (path[1] === 'name' || path[1] === 'accounts') return short(value);
  if (typeof value === 'string') return `a text of ${value.length} characters`;
  return Array.isArray(value) ? `a list of ${value.length}` : value === null ? 'null' : `one ${typeof value}`;
}

/** Too short for a whole key or hash. */
function short(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= 24 ? text : `${text.slice(0, 23)}…`;
}

/** A name is one caller and a key is one caller, so the second entry that has either is reported. */
function repeats(given: unknown): string[] {
  if (!Array.isArray(given)) return [];
  const seen = new Map<string, number>();
  return given.flatMap((entry: unknown, index) =>
    ['name', 'hash'].flatMap((field) => {
      const value = fieldOf(entry, field);
      if (typeof value !== 'string') return [];
      const id = `${field} ${field === 'hash' ? value.toLowerCase() : value}`;
      const first = seen.get(id) ?? index;
      seen.set(id, first);
      return first === index ? [] : [`[${index}].${field}: got the ${field} of [${first}], wanted another`];
    }),
  );
}

const hashOf = (key: string): string => `sha256:${createHash('sha256').update(key).digest('hex')}`;

const WANTED = 'Wanted a key, as "Authorization: Bearer <key>" or as "X-API-Key: <key>".';

/**
 * A key is 256 random bits and is looked up by its hash: how long the lookup takes says something about a hash
 * that nobody can choose, and nothing about any key.
 */
export function identifyByKey(keys: readonly KeyEntry[]): Identify {
  const callers = new Map(keys.map((entry) => [entry.hash, callerOf(entry)]));
  return async (headers) => {
    const [key, ...others] = keysIn(headers);
    if (key === undefined) return refused(WANTED, headers.authorization !== undefined);
    if (others.length > 0) return refused('Two different keys came; wanted one.');
    const caller = callers.get(hashOf(key));
    return caller ? { kind: 'known', caller } : refused('The key is not known here.');
  };
}

const callerOf = ({ name, accounts }: KeyEntry): Caller => ({
  name,
  accounts: accounts === 'all' ? accounts : new Set(accounts),
});

function keysIn(headers: IncomingHttpHeaders): readonly string[] {
  const given = [bearerOf(headers), headers['x-api-key']].flat();
  return [...new Set(given.filter((key) => key !== undefined))];
}

const refused = (reason: string, isGiven = true): Identity => ({ kind: 'refused', reason, isGiven });

/** Of 32 random bytes. The hash is for the file, the key for nobody but the caller. */
export function newKey(random: Uint8Array): { readonly key: string; readonly hash: string } {
  if (random.byteLength !== 32) throw new RangeError(`got ${random.byteLength} random bytes, wanted 32`);
  const key = `ts_${Buffer.from(random).toString('base64url')}`;
  return { key, hash: hashOf(key) };
}
