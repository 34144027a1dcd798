// Their failures, told apart by status, code and text, in all the envelopes they are known to come in. It does not decide what is tried again.
import { Failure, type FailureCode, type UpstreamAnswer } from '../errors.js';

/** An answer of the upstream as it came, its body read to the end. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
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

/** Whether one of the two tokens was refused, and which; the request may then be sent once more with a new one. */
export function refusedToken(answer: Answer): 'bearer' | 'session' | undefined {
  const envelope = readEnvelope(answer.text);
  if (envelope?.code.includes('SessionToken.')) return 'session';
  if (envelope?.fault) return /^90090[1-4]$/.test(envelope.code) ? 'bearer' : undefined;
  // A 401 without a fault names no token. The session is the one that dies of idleness.
  return answer.status === 401 && !speaksOfDevice(envelope) ? 'session' : undefined;
}

/** A documented text about the device is believed at any status. */
function speaksOfDevice(envelope: Envelope | undefined): boolean {
  const documented = documentedFailure(envelope);
  return documented !== undefined && documented.code !== 'UPSTREAM_ACCESS_DENIED';
}

const documentedFailure = (envelope: Envelope | undefined) => envelope && DOCUMENTED.get(plain(envelope.message));

/** The failure that an answer other than 200 means. */
export function failureOf(answer: Answer): Failure {
  const envelope = readEnvelope(answer.text);
  const code = codeOf(answer.status, envelope);
  const said = envelope?.message ? `: ${envelope.message}` : '';
  return new Failure(code, `The upstream answered ${answer.status}${said}`, {
    upstream: upstreamAnswer(answer.status, envelope),
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

/** Reads {errorCode, errorMessage}, {responseCode, message}, {fault: {code, message}}, a bare {code, message} and {error, error_description}. */
export function readEnvelope(text: string): Envelope | undefined {
  const body = readObject(text);
  if (!body) return undefined;
  const fault = asObject(body['fault']);
  const source = fault ?? body;
  const code = firstText(source, ['errorCode', 'responseCode', 'code', 'error']);
  const message = firstText(source, ['errorMessage', 'message', 'error_description', 'description']);
  if (code === undefined && message === undefined) return undefined;
  return { code: code ?? '', message: message ?? '', fault: isGatewayCode(code) };
}

/** The gateway wraps its faults in newer and older versions differently, but always numbers them 900nnn. */
const isGatewayCode = (code: string | undefined): boolean => /^900\d{3}$/.test(code ?? '');

const MAX_WORDS = 500;

function firstText(source: Record<string, unknown>, names: readonly string[]): string | undefined {
  const value = names
    .map((name) => source[name])
    .find((found) => typeof found === 'string' || typeof found === 'number');
  return value === undefined ? undefined : String(value).slice(0, MAX_WORDS);
}

function readObject(text: string): Record<string, unknown> | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

const asObject = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
