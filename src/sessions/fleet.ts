// Aggregates over several devices, and their ranking.
import type { Selection } from './selection.js';
import { at, duration } from './series.js';
import { averageDuration, tooManyBytes, totalBytes, totalDuration } from './statistics.js';

export interface FleetFigures {
  readonly count: number;
  /** Milliseconds of closed sessions, and how many they are. */
  readonly duration: number;
  readonly closed: number;
}

export function fleetFigures(selections: readonly Selection[]): FleetFigures {
  const figures = { count: 0, duration: 0, closed: 0 };
  for (const { series, rows } of selections) {
    figures.count += rows.length;
    for (let i = 0; i < rows.length; i++) {
      const length = duration(series, at(rows, i));
      if (Number.isNaN(length)) continue;
      figures.duration += length;
      figures.closed += 1;
    }
  }
  return figures;
}

/** Never rounded: a sum beyond 2^53-1 is a BYTE_COUNT_TOO_LARGE. */
export function fleetBytes(selections: readonly Selection[]): number {
  const total = selections.reduce((sum, selection) => sum + totalBytes(selection), 0);
  if (total > Number.MAX_SAFE_INTEGER) throw tooManyBytes();
  return total;
}

export type FleetOrderField = 'TOTAL_BYTES' | 'TOTAL_COUNT' | 'TOTAL_DURATION' | 'AVERAGE_DURATION';

export interface FleetOrder {
  readonly field: FleetOrderField;
  readonly direction: 'ASC' | 'DESC';
}

const FIGURE: Record<FleetOrderField, (selection: Selection) => number | null> = {
  TOTAL_BYTES: totalBytes,
  TOTAL_COUNT: ({ rows }) => rows.length,
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
