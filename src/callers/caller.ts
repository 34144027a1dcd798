// Who asks, and which accounts they may see. It does not know how callers prove who they are.
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
  /** Nothing came, or nothing convincing; the reason is told to the caller. */
  | { readonly kind: 'refused'; readonly reason: string; readonly isGiven: boolean }
  /** It cannot be found out just now, which is no fault of the caller. */
  | { readonly kind: 'unknowable'; readonly reason: string };

/** Never rejects. */
export type Identify = (headers: IncomingHttpHeaders) => Promise<Identity>;

/**
 * The account that is asked about: the one that is named, else the caller's only one, else the configured one.
 * Throws FORBIDDEN, alike for accounts that exist and those that do not, and BAD_USER_INPUT.
 */
export function accountFor(given: unknown, { accounts }: Caller, configured: AccountNumber | undefined): AccountNumber {
  const [only, ...others] = accounts === 'all' ? [] : accounts;
  const account = given == null ? (others.length === 0 ? (only ?? configured) : configured) : readGiven(given);
  if (account === undefined) throw wanted('nothing');
  if (accounts !== 'all' && !accounts.has(account)) throw given == null ? wanted('nothing') : forbidden();
  return account;
}

function readGiven(given: unknown): AccountNumber {
  const account = typeof given === 'string' ? readAccountNumber(given) : undefined;
  if (account === undefined) throw wanted(JSON.stringify(given));
  return account;
}

const wanted = (came: string): Failure =>
  badInput({ path: 'accountNumber', reason: `got ${came}, wanted an account number, such as 0000123456-00001` });

const forbidden = (): Failure => new Failure('FORBIDDEN', 'accountNumber: the caller may not see this account.');
