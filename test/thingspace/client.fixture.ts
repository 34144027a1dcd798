// How a test gets a client whose upstream answers as it is told.
import { Failure } from '../../src/errors.js';
import { createClient } from '../../src/thingspace/client.js';
import { createClockSkew } from '../../src/thingspace/clock-skew.js';
import type { UpstreamEvent } from '../../src/thingspace/events.js';
import type { UpstreamResponse } from '../../src/thingspace/failures.js';
import { createTokens, type TokenStore } from '../../src/thingspace/tokens.js';
import type { Request } from '../../src/thingspace/transport.js';
import { answer, page } from '../support/answers.js';
import { DEVICE, never } from '../support/fetch.js';

export const NOW = Date.UTC(2026, 10, 22, 12);
export const DAY = 86_400_000;
export const RANGE = { from: NOW - 10 * DAY, to: NOW - 9 * DAY };
const iso = (ms: number) => new Date(ms).toISOString();
export const row = { startTime: iso(RANGE.from), endTime: iso(RANGE.from + 1_000), numBytes: 7 };
export const REPORT = answer(200, { sessions: [row], id: 'd', txid: 't' });
/** A 401 that names no token. */
export const DENIED = page('The access policy denied the resource operation for this user', 'INVALID_ACCESS');

/** An upstream that gives the answers in turn; tokens are numbered. A function makes its answer of the headers. */
export function stage(
  answers: readonly (UpstreamResponse | Error | ((headers: Record<string, string>) => UpstreamResponse))[],
  given?: TokenStore,
) {
  const sent: [Request, AbortSignal][] = [];
  const told: UpstreamEvent[] = [];
  const clock = { now: NOW };
  let issued = 0;
  const issue = async (kind: string) => ({ value: `${kind}-${++issued}`, life: 60_000 });
  const tokens = given ?? createTokens({ bearer: () => issue('bearer'), session: () => issue('session') }, () => NOW);
  const send = async (request: Request, signal: AbortSignal): Promise<UpstreamResponse> => {
    const next = answers[sent.push([request, signal]) - 1];
    if (!next) throw new Error('asked too often');
    if (next instanceof Error) throw next;
    return typeof next === 'function' ? next(request.headers) : next;
  };
  const emit = (event: UpstreamEvent) => told.push(event);
  const skew = createClockSkew(emit);
  const fetch = createClient({ send, tokens, now: () => clock.now, elapsed: () => 0, skew, maxSessionHours: 24, emit });
  const ask = async (range = RANGE, signal = never()) => {
    let calls = 0;
    const report = await fetch(
      { device: DEVICE, range },
      {
        signal,
        onCall: () => {
          calls += 1;
        },
      },
    );
    return { ...report, calls };
  };
  const shown = () => sent.map(([{ headers }]) => [headers['authorization'], headers['vz-m2m-token']]);
  return { ask, sent, told, shown, clock };
}
export const failureOf = async (asked: Promise<unknown>): Promise<Failure> => {
  const failure = await asked.catch((error: unknown) => error);
  if (failure instanceof Failure) return failure;
  throw new Error(`not a Failure: ${failure}`);
};
