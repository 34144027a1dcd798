// Keeps the identity of sessions that have the same start from one reading to the next.
import { at, lowerBound, ordinal, type Series } from './series.js';

/** What distinguishes a session from others with the same start. */
interface Row {
  /** Its row in the series that it is from. */
  readonly row: number;
  /** NaN while it is open. */
  readonly end: number;
  readonly bytes: number;
}

/**
 * The later series with the sessions numbered as in the earlier one. A session that has ended keeps its end, an open one may end,
 * and bytes only grow; what fits nothing earlier gets a number that none had. Where rows leave it open which is which, the one
 * with fewer bytes is taken for the one that had fewer.
 */
export function withStableOrdinals(earlier: Series | undefined, later: Series): Series {
  if (!earlier || (!hasTies(earlier) && !hasTies(later))) return later;
  const rows: { readonly row: number; readonly ordinal: number }[] = [];
  for (let from = 0; from < later.start.length; ) {
    const to = endOfTie(later, from);
    const first = lowerBound(earlier.start, at(later.start, from));
    const isKnown = first < earlier.start.length && at(earlier.start, first) === at(later.start, from);
    const numbers = isKnown ? numbersFor(later, [from, to], earlier, [first, endOfTie(earlier, first)]) : undefined;
    const tie = Array.from({ length: to - from }, (_, n) => ({ row: from + n, ordinal: numbers?.get(from + n) ?? n }));
    rows.push(...tie.toSorted((a, b) => a.ordinal - b.ordinal));
    from = to;
  }
  const columns = {
    start: Float64Array.from(rows, ({ row }) => at(later.start, row)),
    end: Float64Array.from(rows, ({ row }) => at(later.end, row)),
    bytes: Float64Array.from(rows, ({ row }) => at(later.bytes, row)),
  };
  const isPlain = rows.every((each, row) => each.ordinal === ordinal(columns, row));
  return isPlain ? columns : { ...columns, ordinals: Float64Array.from(rows, (each) => each.ordinal) };
}

const hasTies = ({ start, ordinals }: Series): boolean =>
  ordinals !== undefined || start.some((instant, row) => row > 0 && at(start, row - 1) === instant);

function endOfTie({ start }: Series, from: number): number {
  let to = from + 1;
  while (to < start.length && at(start, to) === at(start, from)) to++;
  return to;
}

type Rows = readonly [from: number, to: number];

const rowsOf = ({ end, bytes }: Series, [from, to]: Rows): Row[] =>
  Array.from({ length: to - from }, (_, n) => ({ row: from + n, end: at(end, from + n), bytes: at(bytes, from + n) }));

/** By row of the later series. */
function numbersFor(later: Series, laterRows: Rows, earlier: Series, earlierRows: Rows): Map<number, number> {
  const numbers = new Map<number, number>();
  const before = rowsOf(earlier, earlierRows);
  const after = rowsOf(later, laterRows);
  for (const fits of FITS) match(before, after, fits, (a, b) => numbers.set(b.row, ordinal(earlier, a.row)));
  let free = 1 + ordinal(earlier, earlierRows[1] - 1);
  for (const { row } of after) numbers.set(row, free++);
  return numbers;
}

type Fits = (before: Row, after: Row) => boolean;

const sameEnd: Fits = (a, b) => Object.is(a.end, b.end);

/** From the surest sign to none at all. */
const FITS: readonly Fits[] = [
  (a, b) => sameEnd(a, b) && a.bytes === b.bytes,
  (a, b) => !Number.isNaN(a.end) && sameEnd(a, b) && a.bytes <= b.bytes,
  (a, b) => Number.isNaN(a.end) && a.bytes <= b.bytes,
  sameEnd,
  () => true,
];

/** Takes pairs that fit out of both lists: who has most bytes first, with the fewest that will do. */
function match(before: Row[], after: Row[], fits: Fits, pair: (before: Row, after: Row) => void): void {
  for (const a of before.toSorted((x, y) => y.bytes - x.bytes)) {
    const [b] = after.filter((each) => fits(a, each)).toSorted((x, y) => x.bytes - y.bytes);
    if (!b) continue;
    before.splice(before.indexOf(a), 1);
    after.splice(after.indexOf(b), 1);
    pair(a, b);
  }
}
