// The last step of the road: one report over the wire. It knows their request; time, tokens and decoding are told beside it.
import { Failure } from '../errors.js';
import type { DeviceKey } from '../sessions/device.js';
import type { Range } from '../sessions/range.js';
import type { FetchReport, Report } from '../sessions/report.js';
import { decodeReport } from './decode.js';
import { type Answer, failureOf, refusedToken } from './failures.js';
import type { TokenStore, Tokens } from './tokens.js';
import type { Send } from './transport.js';
import { knowable, wireWindow } from './window.js';

export interface ClientOptions {
  readonly send: Send;
  readonly tokens: TokenStore;
  readonly now: () => number;
  readonly maxSessionHours: number;
}

const REPORT_PATH = '/api/hyper-precise/v1/report/sessions';

export function createClient({ send, tokens, now, maxSessionHours }: ClientOptions): FetchReport {
  return async (device, range, signal) => {
    const sentAt = now();
    const known = knowable(range, sentAt);
    if (known.to <= known.from) return nothing(known, sentAt);
    const body = JSON.stringify({ ...device, ...wireWindow(known, sentAt, maxSessionHours) });
    try {
      const answer = await sendWithTokens(send, tokens, body, signal);
      if (answer.status !== 200) throw failureOf(answer);
      return toReport(decodeReport(answer.text, known), known, sentAt);
    } catch (error) {
      throw error instanceof Failure ? ofDevice(error, device) : error;
    }
  };
}

/** A request whose token was refused is sent once more with a new one, and then never again. */
async function sendWithTokens(send: Send, tokens: TokenStore, body: string, signal: AbortSignal): Promise<Answer> {
  const first = await sendOnce(send, tokens, body, signal);
  if (!first.refused) return first.answer;
  tokens.refused(first.refused, first.tokens);
  return (await sendOnce(send, tokens, body, signal)).answer;
}

interface Sent {
  readonly answer: Answer;
  readonly tokens: Tokens;
  readonly refused: keyof Tokens | undefined;
}

async function sendOnce(send: Send, store: TokenStore, body: string, signal: AbortSignal): Promise<Sent> {
  const tokens = await store.current();
  signal.throwIfAborted();
  const headers = {
    authorization: `Bearer ${tokens.bearer}`,
    'vz-m2m-token': tokens.session,
    'content-type': 'application/json',
    accept: 'application/json',
  };
  const answer = await send({ path: REPORT_PATH, headers, body }, signal);
  const refused = answer.status === 200 ? undefined : refusedToken(answer);
  if (!refused) store.used(tokens);
  return { answer, tokens, refused };
}

function toReport(
  { series, deviceId, transactionId }: ReturnType<typeof decodeReport>,
  known: Range,
  asOf: number,
): Report {
  return { known, series, deviceId, transactionIds: transactionId === null ? [] : [transactionId], asOf, stale: false };
}

const nothing = (known: Range, asOf: number): Report => ({
  known,
  series: { start: new Float64Array(0), end: new Float64Array(0), bytes: new Float64Array(0) },
  deviceId: null,
  transactionIds: [],
  asOf,
  stale: false,
});

const ofDevice = (failure: Failure, { imei, accountNumber }: DeviceKey): Failure =>
  new Failure(failure.code, failure.message, { ...failure.details, imei, accountNumber }, { cause: failure.cause });
