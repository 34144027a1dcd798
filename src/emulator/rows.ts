// What a session looks like at an instant, and which sessions a window contains.

import { DAY_MS } from './instants.js';
import { drawFor } from './seeded-random.js';

/** One session; times in milliseconds since 1970. An `endTime` that is null or in the future means it is still open. */
export interface Row {
  readonly startTime: number;
  readonly endTime: number | null;
  readonly numBytes: number;
  /** The report shows it from this moment on; it takes the place of the switch for late rows. */
  readonly knownFrom?: number;
}

/** How unsettled the newest rows are, and the moment from which one looks. */
export interface View {
  readonly now: number;
  readonly seed: number;
  readonly imei: string;
  /** A row shows some time, 0 to this many milliseconds, after its end; 0 for at once and while open. */
  readonly lateRowsMs: number;
  /** The bytes of a row grow until some time, 0 to this many milliseconds, after its end; 0 for exact at the end. */
  readonly growthMs: number;
  /** Whether an open row has only the bytes of the time gone by; else it has those it was given. */
  readonly prorated: boolean;
}

/** The rows as they look from `view.now`: what has not begun is absent, what has not ended has an `endTime` of null. */
export function rowsSeen(rows: readonly Row[], view: View): Row[] {
  const seen: Row[] = [];
  for (const row of rows) if (row.startTime <= view.now && isKnown(row, view)) seen.push(asSeen(row, view));
  return seen;
}

function isKnown(row: Row, view: View): boolean {
  if (row.knownFrom !== undefined) return row.knownFrom <= view.now;
  if (view.lateRowsMs === 0 || row.endTime === null) return true;
  return row.endTime + view.lateRowsMs * drawFor(view.seed, view.imei, row.startTime, 'late') <= view.now;
}

function asSeen(row: Row, view: View): Row {
  const { startTime, endTime } = row;
  if (endTime === null) return row;
  const open = endTime > view.now;
  if (!open && view.growthMs === 0) return row;
  const numBytes = bytesSeen(row, endTime, view);
  return { startTime, endTime: open ? null : endTime, numBytes };
}

function bytesSeen(row: Row, endTime: number, view: View): number {
  if (view.growthMs === 0 && !view.prorated) return row.numBytes;
  const settles = endTime + view.growthMs * drawFor(view.seed, view.imei, row.startTime, 'growth');
  if (settles <= view.now) return row.numBytes;
  return Math.floor(row.numBytes * ((view.now - row.startTime) / (settles - row.startTime)));
}

export const EDGES = ['start', 'overlap', 'contained'] as const;
export type Edge = (typeof EDGES)[number];

/** Both bounds are inclusive; `to` is undefined when no end was asked for. Durations in milliseconds. */
export interface Window {
  readonly from: number;
  readonly to: number | undefined;
  readonly now: number;
  readonly edge: Edge;
  /** Sessions that started before this moment are forgotten, whatever the edge says. */
  readonly rememberedFrom: number;
  readonly minMs: number | undefined;
  readonly maxMs: number | undefined;
}

/** Whether a row, as seen from `window.now`, belongs to the answer. */
export function isInWindow(row: Row, window: Window): boolean {
  return row.startTime >= window.rememberedFrom && isWithinEdges(row, window) && isLongAsAsked(row, window);
}

function isWithinEdges(row: Row, { edge, from, to = Number.POSITIVE_INFINITY, now }: Window): boolean {
  switch (edge) {
    case 'start':
      return row.startTime >= from && row.startTime <= to;
    case 'overlap':
      return row.startTime <= to && (row.endTime ?? now) >= from;
    case 'contained':
      return row.startTime >= from && (row.endTime ?? now) <= to;
  }
}

/** An open session has no duration, so any bound on durations leaves it out. */
function isLongAsAsked(row: Row, { minMs, maxMs }: Window): boolean {
  if (minMs === undefined && maxMs === undefined) return true;
  if (row.endTime === null) return false;
  const length = row.endTime - row.startTime;
  return length >= (minMs ?? 0) && length <= (maxMs ?? Number.POSITIVE_INFINITY);
}

/** First and last UTC day (days since 1970) whose sessions can belong to the window; sessions last at most a day. */
export function daysOf({ from, to, now, edge, rememberedFrom }: Window): readonly [number, number] {
  const reach = edge === 'overlap' ? from - DAY_MS : from;
  const last = Math.min(to ?? now, now);
  return [Math.floor(Math.max(reach, rememberedFrom) / DAY_MS), Math.floor(last / DAY_MS)];
}
