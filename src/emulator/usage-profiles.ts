// Usage profiles of synthetic devices: how often, how long and how many bytes. All figures are plausible
// readings of GNSS correction traffic, invented where no source has one.

import { DAY_MS } from './instants.js';
import { drawFor } from './seeded-random.js';

type Random = () => number;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** One way to spend a day: all times in milliseconds. */
export interface UsageProfile {
  /** Earliest and latest first start of a day, after midnight UTC. */
  readonly opens: readonly [number, number];
  /** Silence kept before the next day's first start. */
  readonly rest: number;
  /** At most so many sessions; `weekday` is 0 for Sunday. */
  readonly count: (random: Random, weekday: number) => number;
  /** Length of the next session, where `room` is free and `left` sessions are to come. */
  readonly length: (random: Random, room: number, left: number) => number;
  /** Silence after a session of that length. */
  readonly gap: (random: Random, length: number) => number;
}

const between = (random: Random, low: number, high: number): number => low + (high - low) * random();
const oneOf = (random: Random, low: number, high: number): number => Math.floor(between(random, low, high + 1));

/** Log-normal about 35 minutes, by Box and Muller. */
function ordinaryLength(random: Random): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.max(MINUTE, 35 * MINUTE * Math.exp(0.7 * normal));
}

function workingLength(random: Random): number {
  const kind = random();
  if (kind < 0.15) return between(random, 2 * SECOND, 60 * SECOND);
  if (kind < 0.65) return ordinaryLength(random);
  if (kind < 0.95) return between(random, 2 * HOUR, 8 * HOUR);
  return between(random, 8 * HOUR, DAY_MS);
}

function workingCount(random: Random, weekday: number): number {
  if (random() < 0.1) return 0;
  return weekday === 0 || weekday === 6 ? oneOf(random, 0, 2) : oneOf(random, 2, 8);
}

const reconnect = (random: Random): number => between(random, 5 * SECOND, 120 * SECOND);

export const usageProfiles = {
  /** Working days in American time zones: drops, tasks, whole shifts. */
  working: {
    opens: [11 * HOUR, 15 * HOUR],
    rest: 5 * SECOND,
    count: workingCount,
    length: workingLength,
    gap: (random, length) => (length <= MINUTE ? reconnect(random) : between(random, 3 * MINUTE, HOUR)),
  },
  /** About 50 sessions a day. */
  chatty: {
    opens: [0, 20 * MINUTE],
    rest: 5 * SECOND,
    count: () => Number.POSITIVE_INFINITY,
    length: (random) => between(random, 30 * SECOND, 36 * MINUTE),
    gap: (random) => between(random, 5 * SECOND, 21 * MINUTE),
  },
  /** About 290 sessions a day, 52,000 in 180 days. */
  load: {
    opens: [0, MINUTE],
    rest: 5 * SECOND,
    count: () => Number.POSITIVE_INFINITY,
    length: (random) => between(random, 60 * SECOND, 240 * SECOND),
    gap: (random) => between(random, 60 * SECOND, 235 * SECOND),
  },
  /** One to three sessions a day, with hardly a gap. */
  alwaysOn: {
    opens: [0, 10 * MINUTE],
    rest: 5 * SECOND,
    count: (random) => oneOf(random, 1, 3),
    length: (random, room, left) => (left === 1 ? room : room * between(random, 0.2, 0.6)),
    gap: reconnect,
  },
  /** From midnight to midnight, so that one session is open at every moment. */
  unbroken: { opens: [0, 0], rest: 0, count: () => 1, length: (_random, room) => room, gap: () => 0 },
} as const satisfies Record<string, UsageProfile>;

export type UsageProfileName = keyof typeof usageProfiles;

/** The rhythm of an ordinary IMEI: three in four work, a few chatter, some never stop. */
export function usageProfileOf(seed: number, imei: string): UsageProfileName {
  const draw = drawFor(seed, imei, 'usageProfile');
  if (draw < 0.75) return 'working';
  return draw < 0.85 ? 'chatty' : 'alwaysOn';
}

/** Bytes a second of an ordinary IMEI: DGNSS, RTK on three constellations, or RTK on four. */
export function rateOf(seed: number, imei: string): number {
  const place = drawFor(seed, imei, 'rate');
  const kind = drawFor(seed, imei, 'service');
  if (kind < 0.3) return 60 + 90 * place;
  return kind < 0.7 ? 400 + 200 * place : 800 + 700 * place;
}
