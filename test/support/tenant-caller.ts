// Operations on the wire: written with aliases, sent with a key, and each answer cut into what belongs to each thing asked.
import type { Ask, Operation, Window } from './tenant-operations.js';

/** What came of one thing asked. Paths of errors begin at it; where they lie in the document, and in which request, is left out. */
export interface Outcome {
  readonly data: unknown;
  readonly errors: readonly unknown[];
}

export type Cost = Readonly<Record<'calls' | 'shared' | 'heldDays' | 'readDays' | 'retries' | 'budgetLeft', number>>;

export interface Heard {
  readonly status: number;
  /** All of the answer: headers and body. */
  readonly text: string;
  /** In the order asked. */
  readonly outcomes: readonly Outcome[];
  /** Errors that belong to nothing that was asked. */
  readonly stray: readonly unknown[];
  readonly upstream: Cost | undefined;
}

interface WireError {
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

interface Body {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly WireError[];
  readonly extensions?: { readonly upstream?: Cost };
}

const SESSIONS = `{ totalCount totalBytes totalDuration start end freshness { asOf stale } deviceId transactionIds
  nodes { id startTime endTime numBytes } }`;
const PROBLEM = '{ code category message retryable upstream { status errorCode errorMessage } }';
const FLEET = `{ coverage { requested answered failed stale } start end totalCount totalBytes totalDuration
  freshness { asOf stale } devices { device { imei accountNumber } sessions ${SESSIONS} problem ${PROBLEM} } }`;

const args = (given: Readonly<Record<string, unknown>>): string =>
  Object.entries(given)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    .join(', ');

const sessions = (window: Window, n: number): string =>
  `w${n}: sessions(${args({ ...window, first: 4 })}) ${SESSIONS}`.replace('()', '');

function fieldOf(ask: Ask, n: number): string {
  switch (ask.kind) {
    case 'device':
      return `a${n}: device(${args({ imei: ask.imei, accountNumber: ask.account })}) { imei accountNumber ${ask.windows.map(sessions).join(' ')} }`;
    case 'fleet':
      return `a${n}: fleet(${args({ imeis: ask.imeis, accountNumber: ask.account, ...ask.window })}) ${FLEET}`;
    case 'entity':
      return '';
  }
}

function bodyOf({ asks, window, refresh }: Operation): object {
  const keys = asks.flatMap((ask) =>
    ask.kind === 'entity' ? [{ __typename: 'Device', imei: ask.imei, accountNumber: ask.account }] : [],
  );
  const entities = `entities: _entities(representations: $keys) { ... on Device { imei accountNumber ${sessions(window, 0)} } }`;
  const query = `query ($keys: [_Any!]!) { ${asks.map(fieldOf).join(' ')} ${entities} }`;
  return { query, variables: { keys }, ...(refresh && { extensions: { refresh } }) };
}

/** Where in the answer the outcome of each thing lies. */
function placesOf(asks: readonly Ask[]): readonly (readonly (string | number)[])[] {
  let entities = 0;
  return asks.map(({ kind }, n) => (kind === 'entity' ? ['entities', entities++] : [`a${n}`]));
}

const at = (data: unknown, place: readonly (string | number)[]): unknown =>
  place.reduce<unknown>((value, key) => (value == null ? value : Reflect.get(Object(value), key)), data);

function outcomeAt(place: readonly (string | number)[], { data, errors = [] }: Body): Outcome {
  const own = errors.filter(({ path = [] }) => place.every((key, n) => path[n] === key));
  return { data: at(data, place), errors: own.map((error) => bare(error, place.length)) };
}

function bare(error: WireError, depth: number): object {
  const { requestId: _, ...extensions } = error.extensions;
  const { locations: __, ...rest } = { locations: undefined, ...error };
  return { ...rest, path: error.path?.slice(depth), extensions };
}

/** Without a key it asks as anyone. */
export async function ask(url: string, operation: Operation, key?: string): Promise<Heard> {
  const headers = { 'content-type': 'application/json', ...(key !== undefined && { authorization: `Bearer ${key}` }) };
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify(bodyOf(operation)) });
  const text = await response.text();
  const body = JSON.parse(text) as Body;
  const outcomes = placesOf(operation.asks).map((place) => outcomeAt(place, body));
  const known = outcomes.reduce((sum, { errors }) => sum + errors.length, 0);
  const stray = known === (body.errors?.length ?? 0) ? [] : (body.errors ?? []);
  const { status } = response;
  return {
    status,
    text: `${[...response.headers].join('\n')}\n${text}`,
    outcomes,
    stray,
    upstream: body.extensions?.upstream,
  };
}
