// Ranks devices by a figure of their sessions.
import type { Selection } from './selection.js';
import { averageDuration, totalBytes, totalCount, totalDuration } from './statistics.js';

export type FleetOrderField = 'TOTAL_BYTES' | 'TOTAL_COUNT' | 'TOTAL_DURATION' | 'AVERAGE_DURATION';

export interface FleetOrder {
  readonly field: FleetOrderField;
  readonly direction: 'ASC' | 'DESC';
}

const FIGURE: Record<FleetOrderField, (selection: Selection) => number | null> = {
  TOTAL_BYTES: totalBytes,
  TOTAL_COUNT: totalCount,
  TOTAL_DURATION: totalDuration,
  AVERAGE_DURATION: averageDuration,
};

/**
 * Items by a figure of their selection. In either direction those without the figure come after those with it, and those
 * without a selection, which failed, come last; equal ones stay in the order in which they came.
 */
export function ranked<T>(
  items: readonly T[],
  selectionOf: (item: T) => Selection | undefined,
  { field, direction }: FleetOrder,
): T[] {
  const sign = direction === 'ASC' ? 1 : -1;
  const entries = items.map((item) => {
    const selection = selectionOf(item);
    return { item, hasFailed: selection === undefined, figure: selection ? FIGURE[field](selection) : null };
  });
  const sorted = entries.toSorted((a, b) => {
    if (a.figure !== null && b.figure !== null) return sign * (a.figure - b.figure);
    return Number(a.hasFailed) - Number(b.hasFailed) || Number(a.figure === null) - Number(b.figure === null);
  });
  return sorted.map(({ item }) => item);
}
