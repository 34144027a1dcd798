// Classifies error responses of the upstream by status, code and text, in every envelope it is known to use.
import { Failure, type FailureCode, type UpstreamAnswer } from '../errors.js';

/** An answer of the upstream as it came, its body read to the end. */
export interface UpstreamResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Read only where it is needed: a report is decoded from its bytes. */
  readonly text: string;
  readonly bytes?: Buffer;
}

/** The three fields that every envelope has in some spelling. */
export interface Envelope {
  readonly code: string;
  readonly message: string;
  /** Whether the gateway in front of the service speaks, and not the service. */
  readonly fault: boolean;
}

/** DOCUMENTED on the page. The text decides: INVALID_PARAMETER is the code of four of them. */
const DOCUMENTED: ReadonlyMap<string, { readonly code: FailureCode; readonly status: number }> = new Map(
  (
    [
      ['Device Not Found, Request will be queued', 400, 'DEVICE_NOT_FOUND'],
      ['The access policy denied the resource operation for this user', 401, 'UPSTREAM_ACCESS_DENIED'],
      ['Device Not Certified', 403, 'DEVICE_NOT_CERTIFIED'],
      ['Device inactive', 404, 'DEVICE_INACTIVE'],
      ['Service Not Purchased', 409, 'SERVICE_NOT_PURCHASED'],
      ['Device is active in several accounts', 500, 'DEVICE_IN_SEVERAL_ACCOUNTS'],
    ] as const
  ).map(([text, status, code]) => [plain(text), { code, status }]),
);

/** Compared without case and spacing. */
function plain(text: string): string {
  return text.toLowerCase().replace(/\s+/g, '');
}

/** Which token an answer refuses. A 401 that names none may mean the session, which dies of idleness, or that we may not see the device. */
export type RefusedToken = 'bearer' | 'session' | 'unnamed';

export function refusedToken({ status, text }: UpstreamResponse): RefusedToken | undefined {
  const envelope = readEnvelope(text);
  if (envelope?.code.includes('SessionToken.')) return 'session';
  if (envelope?.fault) return /^90090[1-4]$/.test(envelope.code) ? 'bearer' : undefined;
  return status === 401 && !speaksOfDevice(envelope) ? 'unnamed' : undefined;
}

/** Whether an answer to a login refuses the credentials themselves, which the upstream counts and locks the account for. */
export function refusesCredentials({ status, text }: UpstreamResponse): boolean {
  const envelope = readEnvelope(text);
  if (envelope?.fault || status === 429 || ![400, 401, 403].includes(status)) return false;
  return status === 401 || envelope !== undefined;
}

/** A documented text about the device is believed at any status. */
function speaksOfDevice(envelope: Envelope | undefined): boolean {
  const documented = documentedFailure(envelope);
  return documented !== undefined && documented.code !== 'UPSTREAM_ACCESS_DENIED';
}

const documentedFailure = (envelope: Envelope | undefined) => envelope && DOCUMENTED.get(plain(envelope.message));

/** The failure that an answer other than 200 means. */
export function failureOf({ status, headers, text }: UpstreamResponse, now: number): Failure {
  const envelope = readEnvelope(text);
  const code = codeOf(status, envelope);
  const retryAfterMs = code === 'UPSTREAM_RATE_LIMITED' ? readRetryAfter(headers['retry-after'], now) : undefined;
  return new Failure(code, `The upstream answered ${status}${envelope?.message ? `: ${envelope.message}` : ''}`, {
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    upstream: upstreamAnswer(status, envelope),
  });
}

function codeOf(status: number, envelope: Envelope | undefined): FailureCode {
  const documented = documentedFailure(envelope);
  if (documented) return documented.code;
  if (status === 429 || (envelope?.fault && /^9008\d\d$/.test(envelope.code))) return 'UPSTREAM_RATE_LIMITED';
  if (envelope?.fault && envelope.code === '900906') return 'UPSTREAM_MISCONFIGURED';
  if (status === 401 || (envelope && refusesAccess(envelope))) return 'UPSTREAM_ACCESS_DENIED';
  if (status >= 500) return 'UPSTREAM_UNAVAILABLE';
  if (status === 404 && !envelope) return 'UPSTREAM_MISCONFIGURED';
  return 'UPSTREAM_REJECTED';
}

/** A refused token that is left after renewal, and the gateway's two words for "no access to this resource". */
const refusesAccess = (envelope: Envelope): boolean =>
  envelope.code.includes('SessionToken.') || (envelope.fault && /^9009(0[1-48]|10)$/.test(envelope.code));

function upstreamAnswer(status: number, envelope: Envelope | undefined): UpstreamAnswer {
  return {
    status,
    ...(envelope?.code && { errorCode: envelope.code }),
    ...(envelope?.message && { errorMessage: envelope.message }),
  };
}

/** RFC 9110: seconds, or a date; milliseconds from now, never negative. */
export function readRetryAfter(header: string | string[] | undefined, now: number): number | undefined {
  if (typeof header !== 'string') return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1_000;
  const date = / GMT$/.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

export const DRIFTS = ['documented text at another status', 'unknown text'] as const;
export type Drift = (typeof DRIFTS)[number];

/** What is worth counting because the documentation does not say so: drift of the upstream is seen early. */
export function driftOf({ status, text }: UpstreamResponse): Drift | undefined {
  const envelope = readEnvelope(text);
  const documented = documentedFailure(envelope);
  if (documented) return documented.status === status ? undefined : 'documented text at another status';
  return codeOf(status, envelope) === 'UPSTREAM_REJECTED' ? 'unknown text' : undefined;
}

/** Whether the service itself spoke, and of the device: the tokens were good. */
export const isDocumented = ({ text }: UpstreamResponse): boolean => speaksOfDevice(readEnvelope(text));

/** Reads {errorCode, errorMessage}, {responseCode, message}, {fault: {code, message}}, a bare {code, message} and {error, error_description}. */
export function readEnvelope(text: string): Envelope | undefined {
  const body = readObject(text);
  if (!body) return undefined;
  // The fault comes first, but the SDKs declare it beside the other fields, where it may be empty.
  const sources = [asObject(body['fault']) ?? {}, body];
  const code = firstText(sources, ['errorCode', 'responseCode', 'code', 'error']);
  const message = firstText(sources, ['errorMessage', 'message', 'error_description', 'description']);
  if (code === undefined && message === undefined) return undefined;
  return { code: code ?? '', message: message ?? '', fault: isGatewayCode(code) };
}

/** The gateway wraps its faults in newer and older versions differently, but always numbers them 900nnn. */
const isGatewayCode = (code: string | undefined): boolean => /^900\d{3}$/.test(code ?? '');

function firstText(sources: readonly Record<string, unknown>[], names: readonly string[]): string | undefined {
  const values = sources.flatMap((source) => names.map((name) => source[name]));
  const value = values.find((found) => typeof found === 'string' || typeof found === 'number');
  return value === undefined ? undefined : String(value);
}

/** The JSON object of a text; undefined where it holds none. */
export function readObject(text: string): Record<string, unknown> | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

const asObject = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
