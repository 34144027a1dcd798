// Random operations of several callers, own and foreign accounts mixed, and how they are written in GraphQL.
import fc from 'fast-check';
import {
  ACCOUNTS,
  CROWDED,
  FIRST_MIDNIGHT,
  LETTERS,
  type Letter,
  MALFORMED,
  NOWHERE,
  QUIET,
  TENANTS,
  type Tenant,
} from './tenants.js';

export interface Window {
  readonly start: string | undefined;
  readonly end: string | undefined;
}

/** As written: undefined where the account is left out. */
type Account = string | undefined;

export type Ask =
  | { readonly kind: 'device'; readonly imei: string; readonly account: Account; readonly windows: readonly Window[] }
  | { readonly kind: 'fleet'; readonly imeis: readonly string[]; readonly account: Account; readonly window: Window }
  | { readonly kind: 'entity'; readonly imei: string; readonly account: Account };

export interface Operation {
  readonly tenant: Tenant;
  readonly asks: readonly Ask[];
  readonly refresh: boolean;
  /** Of all its entities, which are one field. */
  readonly window: Window;
}

export interface Step {
  readonly wait: number;
  /** One, or several at once. */
  readonly operations: readonly Operation[];
}

export const imeisOf = (ask: Ask): readonly string[] => (ask.kind === 'fleet' ? ask.imeis : [ask.imei]);

/** Whose account is asked about: a letter, or the error that is due. */
export function verdict(
  { sees, isAuditor }: Tenant,
  account: Account,
  configured: Letter,
): Letter | 'FORBIDDEN' | 'BAD_USER_INPUT' {
  const [only] = sees;
  if (account === undefined && only && sees.length === 1) return only;
  if (account === MALFORMED || (account === undefined && !sees.includes(configured))) return 'BAD_USER_INPUT';
  const letter = account === undefined ? configured : LETTERS.find((each) => ACCOUNTS[each] === account);
  if (letter === undefined) return isAuditor ? 'BAD_USER_INPUT' : 'FORBIDDEN';
  return sees.includes(letter) ? letter : 'FORBIDDEN';
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const iso = (at: number): string => new Date(at).toISOString();

const recent: fc.Arbitrary<Window> = fc
  .record({ ago: fc.integer({ min: 0, max: 12 * 24 }), length: fc.option(fc.integer({ min: 0, max: 5 * 24 })) })
  .map(({ ago, length }) => {
    const from = FIRST_MIDNIGHT - ago * HOUR;
    return { start: iso(from), end: length === null ? undefined : iso(from + length * HOUR) };
  });
const old: fc.Arbitrary<Window> = fc
  .integer({ min: 150, max: 185 })
  .map((days) => ({ start: iso(FIRST_MIDNIGHT - days * DAY), end: iso(FIRST_MIDNIGHT - (days - 4) * DAY) }));
const anyWindow = fc.oneof(
  { weight: 8, arbitrary: recent },
  old,
  fc.constant<Window>({ start: undefined, end: undefined }),
);

/** An account that does not exist is foreign to everybody; the auditor, who would be asked upstream for it, does not name it. */
function accountsFor({ sees, isAuditor }: Tenant, isForeignOnly: boolean): fc.Arbitrary<Account> {
  const foreign = [...LETTERS.filter((letter) => !sees.includes(letter)).map((letter) => ACCOUNTS[letter]), NOWHERE];
  if (isAuditor) return fc.constantFrom<Account>(...LETTERS.map((letter) => ACCOUNTS[letter]), undefined, MALFORMED);
  if (isForeignOnly) return fc.constantFrom<Account>(...foreign);
  const own = sees.map((letter) => ACCOUNTS[letter]);
  return fc.constantFrom<Account>(...own, ...own, ...foreign, undefined, MALFORMED);
}

interface Ground {
  readonly imeis: readonly string[];
  readonly window: fc.Arbitrary<Window>;
}

function asks(account: fc.Arbitrary<Account>, { imeis, window }: Ground): fc.Arbitrary<Ask> {
  const imei = fc.constantFrom(...imeis);
  return fc.oneof(
    fc.record({
      kind: fc.constant('device' as const),
      imei,
      account,
      windows: fc.array(window, { minLength: 1, maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constant('fleet' as const),
      imeis: fc.array(imei, { maxLength: 4 }),
      account,
      window,
    }),
    fc.record({ kind: fc.constant('entity' as const), imei, account }),
  );
}

const operations = (ground: Ground): fc.Arbitrary<Operation> =>
  fc.tuple(fc.constantFrom(...TENANTS), fc.integer({ min: 0, max: 3 })).chain(([tenant, draw]) =>
    fc.record({
      tenant: fc.constant(tenant),
      asks: fc.array(asks(accountsFor(tenant, draw === 0), ground), { minLength: 1, maxLength: 5 }),
      refresh: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
      window: ground.window,
    }),
  );

const alone = operations({ imeis: QUIET, window: anyWindow }).map((operation) => [operation]);
const together = fc.array(operations({ imeis: CROWDED, window: recent }), { minLength: 2, maxLength: 4 });

const waits = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 0, max: 90_000 }) },
  fc.integer({ min: 0, max: 20 * HOUR }),
);

export const STEPS_AT_MOST = 50;
/** Not a short story among them, so that there is something held to be told of. */
export const stories: fc.Arbitrary<Step[]> = fc.array(
  fc.record({ wait: waits, operations: fc.oneof({ weight: 5, arbitrary: alone }, together) }),
  { minLength: 20, maxLength: STEPS_AT_MOST },
);
