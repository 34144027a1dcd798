// The last pipeline step: requests one report over HTTP.
import { Failure } from '../errors.js';
import type { FetchReport, OnCall, Report } from '../history/report.js';
import type { DeviceKey } from '../sessions/device.js';
import type { Range } from '../sessions/range.js';
import type { Series } from '../sessions/series.js';
import { type ClockSkew, readDate } from './clock-skew.js';
import { decodeReport } from './decode.js';
import { PATHS } from './endpoints.js';
import type { EmitEvent } from './events.js';
import {
  driftOf,
  failureOf,
  isDocumented,
  type RefusedToken,
  refusedToken,
  type UpstreamResponse,
} from './failures.js';
import type { TokenStore, Tokens } from './tokens.js';
import type { Send } from './transport.js';
import { knowable, rememberedAt, wireWindow } from './window.js';

export interface ClientOptions {
  readonly send: Send;
  readonly tokens: TokenStore;
  readonly now: () => number;
  readonly maxSessionHours: number;
  readonly emit: EmitEvent;
  /** Milliseconds that only grow. */
  readonly elapsed: () => number;
  readonly skew: Pick<ClockSkew, 'observe'>;
}

export function createClient(options: ClientOptions): FetchReport {
  const { send, tokens, now, maxSessionHours, emit } = options;
  return async ({ device, range }, { signal, onCall }) => {
    const sentAt = now();
    const known = knowable(range, sentAt);
    if (known.to <= known.from) return { known, series: NOTHING, deviceId: null, transactionIds: [], asOf: sentAt };
    const call: Call = {
      body: JSON.stringify({ ...device, ...wireWindow(known, sentAt, maxSessionHours) }),
      used: [],
      onCall,
    };
    const began = options.elapsed();
    try {
      const answer = await sendWithTokens(send, tokens, call, signal);
      if (answer.status !== 200) throw refusal(answer, now(), emit);
      const upstreamTime = timeOf(answer, sentAt, began, options);
      // What left the upstream's memory while the call was under way may be missing.
      const remembered = rememberedAt(upstreamTime, knowable(known, Math.max(sentAt, now())));
      const report = { asOf: sentAt, ...(upstreamTime !== undefined && { upstreamTime }) };
      return { ...report, ...readReport(answer, remembered, call, emit) };
    } catch (error) {
      throw error instanceof Failure ? ofCall(error, device, call) : error;
    }
  };
}

function readReport(
  { bytes, text }: UpstreamResponse,
  known: Range,
  call: Call,
  emit: EmitEvent,
): Omit<Report, 'asOf'> {
  const { series, deviceId, transactionId, rowsWithoutBytes } = decodeReport(bytes ?? Buffer.from(text), known);
  if (rowsWithoutBytes > 0) emit({ kind: 'rows without bytes', rows: rowsWithoutBytes });
  const isSafe = (name: string | null): name is string => name !== null && !containsToken(name, call);
  return {
    known,
    series,
    deviceId: isSafe(deviceId) ? deviceId : null,
    transactionIds: isSafe(transactionId) ? [transactionId] : [],
  };
}

function timeOf(
  { headers }: UpstreamResponse,
  sentAt: number,
  began: number,
  { elapsed, skew }: ClientOptions,
): number | undefined {
  const date = readDate(headers['date']);
  if (date !== undefined) skew.observe(date, sentAt, elapsed() - began);
  return date;
}

const NOTHING: Series = { start: new Float64Array(0), end: new Float64Array(0), bytes: new Float64Array(0) };

/** What is sent for one report, and what that took. */
interface Call {
  readonly body: string;
  /** The tokens of each time it was sent. */
  readonly used: Tokens[];
  readonly onCall: OnCall;
}

/** A request is sent once more for each of the two tokens that was refused, with a new one, and then never again. */
async function sendWithTokens(
  send: Send,
  store: TokenStore,
  call: Call,
  signal: AbortSignal,
): Promise<UpstreamResponse> {
  const renewed = new Set<keyof Tokens>();
  for (;;) {
    const { answer, tokens, refused } = await sendOnce(send, store, call, signal);
    if (refused === undefined) return answer;
    const kind = refused === 'bearer' ? 'bearer' : 'session';
    if (renewed.has(kind) || !store.refused(refused, tokens)) return answer;
    renewed.add(kind);
  }
}

interface Sent {
  readonly answer: UpstreamResponse;
  readonly tokens: Tokens;
  readonly refused: RefusedToken | undefined;
}

async function sendOnce(send: Send, store: TokenStore, call: Call, signal: AbortSignal): Promise<Sent> {
  const tokens = await store.current();
  signal.throwIfAborted();
  const headers = {
    authorization: `Bearer ${tokens.bearer}`,
    'vz-m2m-token': tokens.session,
    'content-type': 'application/json',
    accept: 'application/json',
  };
  call.used.push(tokens);
  call.onCall();
  const answer = await send({ path: PATHS.report, headers, body: call.body }, signal);
  const refused = answer.status === 200 ? undefined : refusedToken(answer);
  if (answer.status === 200 || isDocumented(answer)) store.used(tokens);
  return { answer, tokens, refused };
}

function refusal(answer: UpstreamResponse, now: number, emit: EmitEvent): Failure {
  const what = driftOf(answer);
  if (what !== undefined) emit({ kind: 'drift', what, status: answer.status });
  return failureOf(answer, now);
}

const MAX_WORDS = 500;

/** Whether the upstream repeats one of our tokens, in any case. */
function containsToken(text: string, { used }: Call): boolean {
  const said = text.toLowerCase();
  return used.some((tokens) => [tokens.bearer, tokens.session].some((token) => said.includes(token.toLowerCase())));
}

/** Names the device and the number of calls. Should the upstream's words repeat one of our tokens, none of them is passed on. */
function ofCall(failure: Failure, { imei, accountNumber }: DeviceKey, call: Call): Failure {
  const { code, message, details, transient } = failure;
  const isUnsafe = containsToken(message + JSON.stringify(details), call);
  const {
    status,
    errorCode = '',
    errorMessage = '',
  } = isUnsafe ? { status: details.upstream?.status } : (details.upstream ?? {});
  const upstream = {
    ...(status !== undefined && { status }),
    ...(errorCode && { errorCode: errorCode.slice(0, MAX_WORDS) }),
    ...(errorMessage && { errorMessage: errorMessage.slice(0, MAX_WORDS) }),
    attempts: call.used.length,
  };
  const words = isUnsafe ? 'The upstream repeated a token of ours.' : message.slice(0, MAX_WORDS);
  return new Failure(code, words, { ...details, imei, accountNumber, upstream }, { transient });
}
