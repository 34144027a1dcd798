// Packs the cached days of a week into one Float64Array, which costs less memory than an object for each.

import { at, type Series } from '../sessions/series.js';
import type { CachedDay } from './cached-day.js';
import type { Day } from './day.js';

export type WeekNumber = number;

export interface Week {
  /** Of each day its head, and then its columns. */
  readonly cells: Float64Array;
  /** Texts that the heads point to. */
  readonly texts: readonly string[];
}

export const weekOf = (day: Day): WeekNumber => Math.floor(day / 7);

/** Day, when it was read, whether it is settled, its two texts by their place or -1, its number of sessions, and of columns. */
const HEAD = 7;

export function packWeek(days: ReadonlyMap<Day, CachedDay>): Week {
  const size = [...days.values()].reduce((sum, { series }) => sum + columnsOf(series).length * series.start.length, 0);
  const cells = new Float64Array(HEAD * days.size + size);
  const texts: string[] = [];
  let cell = 0;
  for (const [day, { series, readAt, settled, deviceId, transactionId }] of days) {
    const length = series.start.length;
    const columns = columnsOf(series);
    const places = [placeIn(texts, deviceId), placeIn(texts, transactionId)];
    cells.set([day, readAt, Number(settled), ...places, length, columns.length], cell);
    cell += HEAD;
    for (const column of columns) {
      cells.set(column, cell);
      cell += length;
    }
  }
  return { cells, texts: [...texts] };
}

const columnsOf = ({ start, end, bytes, ordinals }: Series): Float64Array[] =>
  ordinals ? [start, end, bytes, ordinals] : [start, end, bytes];

/** Of the days in the week, those that are wanted; their columns are views of it. */
export function unpackWeek({ cells, texts }: Week, isWanted: (day: Day) => boolean): Map<Day, CachedDay> {
  const days = new Map<Day, CachedDay>();
  for (let cell = 0; cell < cells.length; ) {
    const day = at(cells, cell);
    const length = at(cells, cell + 5);
    const first = cell + HEAD;
    const columns = at(cells, cell + 6);
    const column = (n: number): Float64Array => cells.subarray(first + n * length, first + (n + 1) * length);
    if (isWanted(day))
      days.set(day, {
        series: { start: column(0), end: column(1), bytes: column(2), ...(columns > 3 && { ordinals: column(3) }) },
        readAt: at(cells, cell + 1),
        settled: at(cells, cell + 2) === 1,
        deviceId: texts[at(cells, cell + 3)] ?? null,
        transactionId: texts[at(cells, cell + 4)] ?? null,
      });
    cell = first + columns * length;
  }
  return days;
}

function placeIn(texts: string[], text: string | null): number {
  if (text === null) return -1;
  const place = texts.indexOf(text);
  return place < 0 ? texts.push(text) - 1 : place;
}
