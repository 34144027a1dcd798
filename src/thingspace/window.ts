// Computes the dates to request so that no session of a range is lost, whatever the edge of a window means upstream. Pure.
import { RETENTION, RETENTION_GUARD } from '../retention.js';
import type { Range } from '../sessions/range.js';
import { writeInstant } from './instants.js';

const SECOND = 1_000;
const LAST_OF_SECOND = SECOND - 1;
const HOUR = 3_600 * SECOND;

export interface WireWindow {
  readonly startDate?: string;
  readonly endDate?: string;
}

/** What can be answered at all when asked now: not what is forgotten, not what has not happened. */
export function knowable(range: Range, now: number): Range {
  const from = Math.max(range.from, now - RETENTION);
  return { from, to: Math.max(from, Math.min(range.to, now)) };
}

/**
 * The part of a range that the upstream still retains by its own clock: ours may be far behind, and ask for what is forgotten.
 * Its clock is known to the second, so it may be later by as much.
 */
export function rememberedAt(upstreamTime: number | undefined, range: Range): Range {
  const edge = (upstreamTime ?? Number.NEGATIVE_INFINITY) + LAST_OF_SECOND - RETENTION;
  // Within the guard it is the journey of the call, and no other clock.
  if (edge <= range.from + RETENTION_GUARD) return range;
  return { from: Math.min(edge, range.to), to: range.to };
}

/**
 * It is unknown whether the upstream gives the sessions that start in the window, overlap it or lie within it, and whether
 * its bounds are inclusive. Asking from one second before to the longest session after covers all of them.
 * A read that reaches the retention edge omits startDate; one that reaches now omits endDate.
 */
export function wireWindow(range: Range, now: number, maxSessionHours: number): WireWindow {
  const start = range.from - SECOND;
  const end = range.to + maxSessionHours * HOUR;
  return {
    ...(start > now - RETENTION + RETENTION_GUARD && { startDate: writeInstant(start) }),
    ...(end < now && { endDate: writeInstant(end) }),
  };
}
