// How a test names accounts and asks who a caller is.
import type { Identity } from '../../src/auth/caller.js';
import { type AccountNumber, readAccountNumber } from '../../src/sessions/device.js';

export function account(text: string): AccountNumber {
  const number = readAccountNumber(text);
  if (number === undefined) throw new Error(`${text} is no account number`);
  return number;
}

/** The name of the caller, or the kind of no with its reason. */
export function wordsOf(identity: Identity): string {
  if (identity.kind === 'known') return identity.caller.name;
  return `${identity.kind}: ${identity.reason}`;
}
