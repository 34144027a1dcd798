// The failure table: every error code a client can receive, its meaning, and the Failure class that carries it.

export type FailureCategory = 'DEVICE' | 'CALLER' | 'UPSTREAM' | 'LIMIT' | 'SERVER';

interface FailureRow {
  readonly category: FailureCategory;
  /** Whether the same question may succeed when it is simply asked again later. */
  readonly retryable: boolean;
  /** The status of the same failure on a route that is not GraphQL (RFC 9457). */
  readonly status: number;
  readonly meaning: string;
  readonly remedy: string;
}

const row = <const C extends FailureCategory, const R extends boolean>(
  category: C,
  retryable: R,
  status: number,
  meaning: string,
  remedy: string,
) => ({ category, retryable, status, meaning, remedy });

/** The table that the enum, the extensions, the catalogue, the docs and the metric labels are made from. Codes are public: never renamed, never reused. */
export const FAILURES = {
  DEVICE_NOT_FOUND: row(
    'DEVICE',
    false,
    404,
    'The upstream does not know the device in this account.',
    'Check the IMEI and the account number. Nothing is queued, whatever the upstream says.',
  ),
  UPSTREAM_ACCESS_DENIED: row(
    'UPSTREAM',
    false,
    502,
    'The upstream refuses our credentials, or refuses them this device.',
    'An operator must look at the upstream account. It says nothing about the login of the caller.',
  ),
  DEVICE_NOT_CERTIFIED: row(
    'DEVICE',
    false,
    403,
    'The device is not certified for Hyper Precise.',
    'Have the device certified at the upstream.',
  ),
  DEVICE_INACTIVE: row(
    'DEVICE',
    false,
    404,
    'The device is known but not active.',
    'Activate the device at the upstream.',
  ),
  SERVICE_NOT_PURCHASED: row(
    'DEVICE',
    false,
    409,
    'The account has not purchased Hyper Precise for this device.',
    'Purchase the service at the upstream.',
  ),
  DEVICE_IN_SEVERAL_ACCOUNTS: row(
    'DEVICE',
    false,
    409,
    'The device is active in several accounts, so the upstream cannot tell whose sessions are meant.',
    'Deactivate it in all accounts but one. Asking again does not help.',
  ),
  UPSTREAM_REJECTED: row(
    'UPSTREAM',
    false,
    502,
    'The upstream refused the request with words that its documentation does not list.',
    'See extensions.upstream for its own words.',
  ),
  UPSTREAM_RATE_LIMITED: row(
    'LIMIT',
    true,
    503,
    'The upstream asks us to call less often.',
    'Ask again after retryAfterMs.',
  ),
  UPSTREAM_TIMEOUT: row(
    'UPSTREAM',
    true,
    504,
    'The upstream did not answer in time.',
    'Ask again, or ask for a shorter window.',
  ),
  UPSTREAM_UNAVAILABLE: row(
    'UPSTREAM',
    true,
    503,
    'The upstream could not be reached, or answered with an undocumented server error.',
    'Ask again later.',
  ),
  UPSTREAM_MALFORMED: row(
    'UPSTREAM',
    false,
    502,
    'The upstream answered with something that is not a session report.',
    'A wrong total is worse than an error, so nothing of such an answer is used. Tell the operator.',
  ),
  UPSTREAM_MISCONFIGURED: row(
    'UPSTREAM',
    false,
    502,
    'There is no session report at the address that is configured.',
    'An operator must correct THINGSPACE_BASE_URL.',
  ),
  QUERY_TOO_COMPLEX: row(
    'LIMIT',
    false,
    422,
    'The query is larger than one query may be.',
    'extensions.setting names the limit. Ask in several queries, or ask fleet for many devices at once.',
  ),
  CALL_BUDGET_EXCEEDED: row(
    'LIMIT',
    false,
    422,
    'The operation needs more upstream calls than one operation may make.',
    'Ask for fewer devices in one operation.',
  ),
  OVERLOADED: row('LIMIT', true, 503, 'Too many upstream calls are waiting already.', 'Ask again later.'),
  RATE_LIMITED: row(
    'LIMIT',
    true,
    429,
    'The caller has used up its share of upstream calls.',
    'Ask again after retryAfterMs.',
  ),
  RANGE_NOT_RETAINED: row(
    'CALLER',
    false,
    422,
    'The whole window lies before everything that is known: the upstream keeps 180 days.',
    'Ask for a later window.',
  ),
  BYTE_COUNT_TOO_LARGE: row(
    'LIMIT',
    false,
    422,
    'A sum of bytes passes 2^53-1, so it cannot be given exactly.',
    'Ask for a shorter window.',
  ),
  BAD_USER_INPUT: row(
    'CALLER',
    false,
    400,
    'An argument or variable has a value that cannot be used.',
    'extensions.fields names each of them with the reason.',
  ),
  UNAUTHENTICATED: row(
    'CALLER',
    false,
    401,
    'The caller has not said who it is, or not convincingly.',
    'Log in to this API.',
  ),
  FORBIDDEN: row('CALLER', false, 403, 'The caller may not see this account.', 'Ask for an account of your own.'),
  GRAPHQL_PARSE_FAILED: row('CALLER', false, 400, 'The query is not GraphQL.', 'Correct the query.'),
  GRAPHQL_VALIDATION_FAILED: row(
    'CALLER',
    false,
    400,
    'The query does not fit the schema.',
    'Correct the query; /schema.graphql has the schema.',
  ),
  OPERATION_RESOLUTION_FAILURE: row(
    'CALLER',
    false,
    400,
    'The request does not say which of the operations in the query is meant.',
    'Send operationName.',
  ),
  BAD_REQUEST: row(
    'CALLER',
    false,
    400,
    'The HTTP request is not a GraphQL request.',
    'Send POST with a JSON body that has a "query".',
  ),
  PERSISTED_QUERY_NOT_FOUND: row(
    'CALLER',
    false,
    400,
    'No query is stored under this hash.',
    'Send the query together with its hash; where only persisted operations are answered, add it to the manifest.',
  ),
  PERSISTED_QUERY_ID_REQUIRED: row(
    'CALLER',
    false,
    400,
    'Only the operations of a manifest are answered here, by their ids.',
    'Send documentId or a hash instead of a query.',
  ),
  PERSISTED_QUERY_NOT_SUPPORTED: row(
    'CALLER',
    false,
    400,
    'Persisted queries are switched off.',
    'Send the query itself.',
  ),
  INTERNAL_SERVER_ERROR: row(
    'SERVER',
    true,
    500,
    'Something failed that should not have. It has been logged under the requestId.',
    'Ask again; if it lasts, tell the operator the requestId.',
  ),
} as const satisfies Record<string, FailureRow>;

export type FailureCode = keyof typeof FAILURES;

export const isFailureCode = (code: unknown): code is FailureCode =>
  typeof code === 'string' && Object.hasOwn(FAILURES, code);

/** What the upstream itself said, as far as it said anything. `attempts` counts the calls that were made for the answer. */
export interface UpstreamAnswer {
  readonly status?: number;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly attempts?: number;
}

/** One issue about input: where it is, what came, and what is wanted. */
export interface FieldIssue {
  readonly path: string;
  readonly reason: string;
}

export interface FailureDetails {
  readonly imei?: string;
  readonly accountNumber?: string;
  readonly retryAfterMs?: number;
  readonly upstream?: UpstreamAnswer;
  readonly fields?: readonly FieldIssue[];
  /** Upstream calls, for CALL_BUDGET_EXCEEDED; what `setting` counts, for QUERY_TOO_COMPLEX. */
  readonly needed?: number;
  readonly allowed?: number;
  /** The setting whose limit was passed, for QUERY_TOO_COMPLEX. */
  readonly setting?: string;
}

/** The `extensions` of every GraphQL error: a union discriminated by `code`, so that a `switch` which misses a code does not compile. */
export type FailureExtensions = {
  [C in FailureCode]: FailureDetails & {
    readonly code: C;
    readonly category: (typeof FAILURES)[C]['category'];
    readonly retryable: (typeof FAILURES)[C]['retryable'];
    readonly requestId: string;
  };
}[FailureCode];

export interface FailureOptions extends ErrorOptions {
  /** Whether another attempt right away may well succeed. Unless said: true for what the network or a passing server error does. */
  readonly transient?: boolean;
}

const TRANSIENT: ReadonlySet<FailureCode> = new Set(['UPSTREAM_UNAVAILABLE', 'UPSTREAM_TIMEOUT']);

/** The one error that modules throw on purpose; anything else that is thrown is a bug. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  readonly details: FailureDetails;
  readonly transient: boolean;

  constructor(code: FailureCode, message: string, details: FailureDetails = {}, options: FailureOptions = {}) {
    super(message, options);
    this.code = code;
    this.details = details;
    this.transient = options.transient ?? TRANSIENT.has(code);
  }

  /** The same failure with more details. */
  with(details: FailureDetails): Failure {
    const { code, message, transient, cause } = this;
    return new Failure(
      code,
      message,
      { ...this.details, ...details },
      { transient, ...(cause !== undefined && { cause }) },
    );
  }
}

/** Work that was called off, since nobody waits for it any more. It is no failure: no client reads it, and no log needs it. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/** The failure for input that cannot be used; the message carries every issue, so that it helps without its extensions too. */
export function badInput(...fields: readonly FieldIssue[]): Failure {
  return new Failure('BAD_USER_INPUT', fields.map(({ path, reason }) => `${path}: ${reason}`).join('; '), { fields });
}
