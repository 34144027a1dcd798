// The authenticated caller, and the accounts that it may read.
import type { IncomingHttpHeaders } from 'node:http';
import { badInput, Failure } from '../errors.js';
import { type AccountNumber, readAccountNumber } from '../sessions/device.js';

export interface Caller {
  /** For logs and quotas; no secret. Two callers never share one. */
  readonly name: string;
  readonly accounts: 'all' | ReadonlySet<AccountNumber>;
}

/** Whoever asks where nobody has to say who they are. */
export const ANYONE: Caller = { name: 'anyone', accounts: 'all' };

export type Identity =
  | { readonly kind: 'known'; readonly caller: Caller }
  /** Nothing came, or nothing convincing; the reason is sent to the caller. */
  | { readonly kind: 'refused'; readonly reason: string; readonly isGiven: boolean }
  /** It cannot be found out just now, which is no fault of the caller. */
  | { readonly kind: 'unknowable'; readonly reason: string };

/** Never rejects. */
export type Identify = (headers: IncomingHttpHeaders) => Promise<Identity>;

/** A name that can stand in a line of a log. */
export const isCallerName = (value: unknown): value is string =>
  typeof value === 'string' && /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]{1,128}$/u.test(value);

/**
 * The account that is asked about: the one that is named, else the caller's only one, else the configured one.
 * Throws FORBIDDEN, alike for accounts that exist and those that do not, and BAD_USER_INPUT.
 */
export function accountFor(given: unknown, { accounts }: Caller, configured: AccountNumber | undefined): AccountNumber {
  if (accounts !== 'all' && accounts.size === 0) throw forbidden('the caller may not see any account.');
  if (given == null) return unnamed(accounts, configured);
  const account = readGiven(given);
  if (accounts !== 'all' && !accounts.has(account)) throw forbidden('the caller may not see this account.');
  return account;
}

function unnamed(accounts: Caller['accounts'], configured: AccountNumber | undefined): AccountNumber {
  const [only, ...others] = accounts === 'all' ? [] : accounts;
  if (only !== undefined && others.length === 0) return only;
  if (configured === undefined && accounts === 'all') throw wanted('nothing', AN_ACCOUNT);
  if (configured === undefined || (accounts !== 'all' && !accounts.has(configured)))
    throw wanted('nothing', ONE_OF_YOURS);
  return configured;
}

function readGiven(given: unknown): AccountNumber {
  const account = typeof given === 'string' ? readAccountNumber(given) : undefined;
  if (account === undefined) throw wanted(JSON.stringify(given), AN_ACCOUNT);
  return account;
}

const AN_ACCOUNT = 'an account number, such as 0000123456-00001';
const ONE_OF_YOURS = 'one of the accounts that the caller may see, of which there are several';

const wanted = (came: string, what: string): Failure =>
  badInput({ path: 'accountNumber', reason: `got ${came}, wanted ${what}` });

const forbidden = (reason: string): Failure => new Failure('FORBIDDEN', `accountNumber: ${reason}`);
