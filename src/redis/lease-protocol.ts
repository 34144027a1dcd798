// The Lua scripts of the lease, and how their replies are read.

/*
 * One key holds the state: "?token" while somebody has the lease, "!token payload" when the work is done. Anything else there, or one of them that
 * Redis would never forget, is not ours and does not count. Nor does anything that is no text: SET puts ours in its place.
 */
/** Takes the lease, or returns what is there with its TTL. Arguments: token, TTL, a refused token, "over" to take it from its holder. */
export const TAKE = `
local held = redis.pcall('GET', KEYS[1])
if type(held) == 'string' and ARGV[4] ~= 'over' and redis.call('PTTL', KEYS[1]) >= 0 then
  local done = '!' .. ARGV[3] .. ' '
  local isRefused = ARGV[3] ~= '' and string.sub(held, 1, #done) == done
  if string.find(held, '^[?!]') and not isRefused then return {held, redis.call('PTTL', KEYS[1])} end
end
redis.call('SET', KEYS[1], '?' .. ARGV[1], 'PX', ARGV[2])
return false`;

/** Replaces the own lease by a result; a TTL of 0 releases it. Arguments: token, payload, TTL. */
export const PUBLISH = `
if redis.pcall('GET', KEYS[1]) ~= '?' .. ARGV[1] then return false end
if ARGV[3] == '0' then return redis.call('DEL', KEYS[1]) end
return redis.call('SET', KEYS[1], '!' .. ARGV[1] .. ' ' .. ARGV[2], 'PX', ARGV[3])`;

/** Extends the own lease or result. Arguments: token, TTL. */
export const PROLONG = `
local held = redis.pcall('GET', KEYS[1])
if type(held) ~= 'string' then return false end
local done = '!' .. ARGV[1] .. ' '
if (held ~= '?' .. ARGV[1] and string.sub(held, 1, #done) ~= done) then return false end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`;

/** What lies at the key: the lease of somebody, or the result that was published. */
export type LeaseState =
  | { readonly kind: 'doing'; readonly token: string }
  | { readonly kind: 'done'; readonly token: string; readonly payload: Buffer; readonly left: number };

export function readLease(reply: unknown): LeaseState | undefined {
  if (!Array.isArray(reply)) return undefined;
  const [held, left] = reply;
  if (!Buffer.isBuffer(held) || typeof left !== 'number') return undefined;
  if (held.toString('latin1', 0, 1) === '?') return { kind: 'doing', token: held.toString('utf8', 1) };
  const space = held.indexOf(' ');
  const end = space < 0 ? held.length : space;
  return { kind: 'done', token: held.toString('utf8', 1, end), payload: held.subarray(end + 1), left };
}
