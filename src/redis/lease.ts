// A distributed lease in Redis: one replica does the work, the others wait for its result.
import type { Ask } from './connection.js';

/** The result that another holder of the lease has published. */
export interface LeaseResult {
  readonly payload: Buffer;
  /** Whether it was still being done when we came. */
  readonly awaited: boolean;
  /** Milliseconds until Redis forgets it. */
  readonly left: number;
}

/** The value, the payload to publish for the others (undefined: they do the work themselves), and its TTL in milliseconds. */
export interface Done<T> {
  readonly value: T;
  readonly payload: Buffer | undefined;
  readonly life: number;
}

export interface LeasedWork<T> {
  readonly key: string;
  /** Whether the turn is taken from whoever has it; who waits for that one then waits for this. */
  readonly takesOver?: boolean;
  /** The published result, if it can be used; undefined where the work has to be done again. */
  accept(result: LeaseResult, token: string): T | undefined;
  /** Done by one at a time, unless Redis is silent: then by everyone who needs it. */
  work(token: string): Promise<Done<T>>;
}

export interface LeaseOptions {
  readonly ask: Ask;
  readonly newToken: () => string;
  /** Rejects with the reason of the signal. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** How long others wait for a replica that died in its turn; one that lives goes on holding it. */
export const LEASE = 3_000;
const [FIRST_LOOK, LONGEST_LOOK] = [20, 100];

/*
 * One key tells it all: "?token" while somebody has the turn, "!token payload" when it is done. Anything else there, or one of them that
 * Redis would never forget, is not ours and does not count. Nor does anything that is no text: SET puts ours in its place.
 */
const TAKE = `
local held = redis.pcall('GET', KEYS[1])
if type(held) == 'string' and ARGV[4] ~= 'over' and redis.call('PTTL', KEYS[1]) >= 0 then
  local done = '!' .. ARGV[3] .. ' '
  local isRefused = ARGV[3] ~= '' and string.sub(held, 1, #done) == done
  if string.find(held, '^[?!]') and not isRefused then return {held, redis.call('PTTL', KEYS[1])} end
end
redis.call('SET', KEYS[1], '?' .. ARGV[1], 'PX', ARGV[2])
return false`;

const PUBLISH = `
if redis.pcall('GET', KEYS[1]) ~= '?' .. ARGV[1] then return false end
if ARGV[3] == '0' then return redis.call('DEL', KEYS[1]) end
return redis.call('SET', KEYS[1], '!' .. ARGV[1] .. ' ' .. ARGV[2], 'PX', ARGV[3])`;

const PROLONG = `
local held = redis.pcall('GET', KEYS[1])
if type(held) ~= 'string' then return false end
local done = '!' .. ARGV[1] .. ' '
if (held ~= '?' .. ARGV[1] and string.sub(held, 1, #done) ~= done) then return false end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`;

export async function withLease<T>(work: LeasedWork<T>, options: LeaseOptions, signal: AbortSignal): Promise<T> {
  const token = options.newToken();
  const awaited = new Set<string>();
  let refused = '';
  const takeover = work.takesOver ? 'over' : '';
  for (let inspect = FIRST_LOOK; ; ) {
    const seen = readSeen(await options.ask(['EVAL', TAKE, '1', work.key, token, String(LEASE), refused, takeover]));
    signal.throwIfAborted();
    // No reply may be the loss of one that granted the lease, so the result is published or the lease released all the same.
    if (!seen) return doIt(work, token, options);
    if (seen.kind === 'doing') {
      awaited.add(seen.token);
      await options.sleep(inspect, signal);
      inspect = Math.min(LONGEST_LOOK, 2 * inspect);
      continue;
    }
    const result = { payload: seen.payload, awaited: awaited.has(seen.token), left: seen.left };
    const value = work.accept(result, seen.token);
    if (value !== undefined) return value;
    refused = seen.token;
  }
}

/** Extends the TTL of the lease or result of a token, in milliseconds. */
export async function prolong(ask: Ask, key: string, token: string, life: number): Promise<void> {
  await ask(['EVAL', PROLONG, '1', key, token, String(life)]);
}

type Seen =
  | { readonly kind: 'doing'; readonly token: string }
  | { readonly kind: 'done'; readonly token: string; readonly payload: Buffer; readonly left: number };

function readSeen(reply: unknown): Seen | undefined {
  if (!Array.isArray(reply)) return undefined;
  const [held, left] = reply;
  if (!Buffer.isBuffer(held) || typeof left !== 'number') return undefined;
  if (held.toString('latin1', 0, 1) === '?') return { kind: 'doing', token: held.toString('utf8', 1) };
  const space = held.indexOf(' ');
  const end = space < 0 ? held.length : space;
  return { kind: 'done', token: held.toString('utf8', 1, end), payload: held.subarray(end + 1), left };
}

async function doIt<T>({ key, work }: LeasedWork<T>, token: string, { ask, sleep }: LeaseOptions): Promise<T> {
  const over = new AbortController();
  const emit = (payload: Buffer | string, life: number) =>
    void ask(['EVAL', PUBLISH, '1', key, token, payload, String(Math.ceil(life))]);
  void keepHolding(() => prolong(ask, key, token, LEASE), sleep, over.signal);
  try {
    const { value, payload, life } = await work(token);
    emit(payload ?? '', payload ? life : 0);
    return value;
  } catch (error) {
    emit('', 0);
    throw error;
  } finally {
    over.abort();
  }
}

async function keepHolding(hold: () => Promise<void>, sleep: LeaseOptions['sleep'], over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    await sleep(LEASE / 3, over).catch(() => {});
    if (!over.aborted) await hold();
  }
}
