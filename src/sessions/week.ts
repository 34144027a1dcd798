// The held days of a week as they lie in memory: one behind the other in one array, since many small objects would cost more than what is in them. It knows no device.
import type { Day } from './day.js';
import type { HeldDay } from './held-day.js';
import { at } from './series.js';

export type WeekNumber = number;

export interface Week {
  /** Of each day its head, and then its three columns. */
  readonly cells: Float64Array;
  /** Texts that the heads point to. */
  readonly texts: readonly string[];
}

export const weekOf = (day: Day): WeekNumber => Math.floor(day / 7);

/** Day, when it was read, whether it is settled, its two texts by their place or -1, and its number of sessions. */
const HEAD = 6;

export function packWeek(days: ReadonlyMap<Day, HeldDay>): Week {
  const rows = [...days.values()].reduce((sum, { series }) => sum + series.start.length, 0);
  const cells = new Float64Array(HEAD * days.size + 3 * rows);
  const texts: string[] = [];
  let cell = 0;
  for (const [day, { series, readAt, settled, deviceId, transactionId }] of days) {
    const length = series.start.length;
    cells.set([day, readAt, Number(settled), placeIn(texts, deviceId), placeIn(texts, transactionId), length], cell);
    cell += HEAD;
    for (const column of [series.start, series.end, series.bytes]) {
      cells.set(column, cell);
      cell += length;
    }
  }
  return { cells, texts: [...texts] };
}

/** Of the days in the week, those that are wanted; their columns are views of it. */
export function unpackWeek({ cells, texts }: Week, isWanted: (day: Day) => boolean): Map<Day, HeldDay> {
  const days = new Map<Day, HeldDay>();
  for (let cell = 0; cell < cells.length; ) {
    const day = at(cells, cell);
    const length = at(cells, cell + 5);
    const start = cell + HEAD;
    const [end, bytes, next] = [start + length, start + 2 * length, start + 3 * length];
    if (isWanted(day))
      days.set(day, {
        series: {
          start: cells.subarray(start, end),
          end: cells.subarray(end, bytes),
          bytes: cells.subarray(bytes, next),
        },
        readAt: at(cells, cell + 1),
        settled: at(cells, cell + 2) === 1,
        deviceId: texts[at(cells, cell + 3)] ?? null,
        transactionId: texts[at(cells, cell + 4)] ?? null,
      });
    cell = next;
  }
  return days;
}

function placeIn(texts: string[], text: string | null): number {
  if (text === null) return -1;
  const place = texts.indexOf(text);
  return place < 0 ? texts.push(text) - 1 : place;
}
