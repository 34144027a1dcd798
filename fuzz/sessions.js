// Random sessions of a device: ordinary ones, and those that lie on the edges where mistakes are made.

export const SECOND = 1_000;
export const HOUR = 3_600 * SECOND;
export const DAY = 24 * HOUR;

/** Nothing happens in the last two hours, so that an answer does not depend on when it is made; nothing near the edge of retention. */
export const LAST = 2 * HOUR;
export const OLDEST_DAYS = 170;

/** A session: `end` is null while it is open; at most 24 hours long, which is what the API promises not to miss. */
export function sessionsOf(random, now) {
  const count = random.pick([0, 1, 3, 20, 60, 200]);
  const latest = now - LAST;
  const sessions = [];
  for (let n = 0; n < count; n++) {
    const before = sessions.at(-1);
    const start = startOf(random, latest, before);
    const longest = Math.min(DAY, latest - start);
    const end = random.chance(0.04) ? null : start + Math.min(longest, lengthOf(random));
    sessions.push({
      start,
      end,
      bytes: random.pick([0, 1, random.below(1e6), random.below(2 ** 31), 2 ** 40 + random.below(1e6)]),
    });
  }
  return sessions;
}

function startOf(random, latest, before) {
  if (before && random.chance(0.1)) return before.start;
  const day = Math.floor(latest / DAY) * DAY - random.below(random.pick([3, 30, OLDEST_DAYS])) * DAY;
  const inDay = random.pick([0, 1, DAY - 1, HOUR, random.below(DAY), random.below(DAY), random.below(DAY)]);
  return Math.min(latest, day + inDay);
}

const lengthOf = (random) =>
  random.pick([0, 1, SECOND, random.below(HOUR), random.below(HOUR), random.below(DAY), DAY]);
