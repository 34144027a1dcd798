// The plain reference for windows, orders, figures and pages of sessions; it knows no days, caches, cursors or wire.

export interface PlainSession {
  readonly start: number; // UTC ms
  readonly end: number | null; // null: open
  readonly bytes: number;
}

export interface PlainOrder {
  readonly field: 'START_TIME' | 'DURATION' | 'NUM_BYTES';
  readonly direction: 'ASC' | 'DESC';
}

type Sessions = readonly PlainSession[];

const smallest = (values: readonly number[]): number | null =>
  values.reduce<number | null>((least, v) => (least === null || v < least ? v : least), null);

const largest = (values: readonly number[]): number | null =>
  values.reduce<number | null>((most, v) => (most === null || v > most ? v : most), null);

export const inWindow = (sessions: Sessions, from: number, to: number): PlainSession[] =>
  sessions.filter((s) => s.start >= from && s.start < to);

export function withDuration(
  sessions: Sessions,
  range?: { readonly min?: number | null; readonly max?: number | null } | null,
): PlainSession[] {
  if (range === null || range === undefined) return [...sessions];
  const min = range.min ?? Number.NEGATIVE_INFINITY;
  const max = range.max ?? Number.POSITIVE_INFINITY;
  return sessions.filter((s) => s.end !== null && (s.end - s.start) / 1000 >= min && (s.end - s.start) / 1000 <= max);
}

function byStart(a: PlainSession, b: PlainSession): number {
  if (a.start !== b.start) return a.start - b.start;
  if (a.end === b.end) return a.bytes - b.bytes;
  if (a.end === null) return 1;
  if (b.end === null) return -1;
  return a.end - b.end;
}

export function inOrder(sessions: Sessions, { field, direction }: PlainOrder): PlainSession[] {
  const base = sessions.toSorted(byStart);
  if (field === 'START_TIME') return direction === 'ASC' ? base : base.toReversed();
  const sign = direction === 'ASC' ? 1 : -1;
  // The sort of the language is stable, so equal values keep the base order in either direction.
  if (field === 'NUM_BYTES') return base.toSorted((a, b) => sign * (a.bytes - b.bytes));
  const closed = base.flatMap((s) => (s.end === null ? [] : [{ s, length: s.end - s.start }]));
  const sorted = closed.toSorted((a, b) => sign * (a.length - b.length)).map(({ s }) => s);
  return [...sorted, ...base.filter((s) => s.end === null)];
}

/** Nearest rank: the smallest value such that at least p percent of all values are at most as large. */
export const percentile = (values: readonly number[], p: number): number | null =>
  smallest(values.filter((v) => values.filter((other) => other <= v).length * 100 >= p * values.length));

const distribution = (values: readonly number[], mean: number | null) => ({
  min: smallest(values),
  max: largest(values),
  mean,
  median: percentile(values, 50),
});

export function figures(sessions: Sessions) {
  const exactBytes = sessions.reduce((sum, s) => sum + BigInt(s.bytes), 0n);
  if (exactBytes > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError(`${exactBytes} bytes are more than 2^53-1.`);
  const totalBytes = Number(exactBytes);
  const lengths = sessions.flatMap((s) => (s.end === null ? [] : [s.end - s.start]));
  const totalMs = lengths.reduce((sum, ms) => sum + ms, 0);
  const averageDuration = lengths.length === 0 ? null : totalMs / (lengths.length * 1000);
  const averageBytes = sessions.length === 0 ? null : totalBytes / sessions.length;
  const seconds = lengths.map((ms) => ms / 1000);
  return {
    totalCount: sessions.length,
    totalBytes,
    totalDuration: totalMs / 1000,
    averageDuration,
    averageBytes,
    durationStats: distribution(seconds, averageDuration),
    bytesStats: distribution(
      sessions.map((s) => s.bytes),
      averageBytes,
    ),
  };
}

export function pages<T>(ordered: readonly T[], size: number): T[][] {
  if (!Number.isInteger(size) || size < 1) throw new RangeError(`A page can't hold ${size}.`);
  return ordered.filter((_, i) => i % size === 0).map((_, page) => ordered.slice(page * size, (page + 1) * size));
}

/** The last page comes first; within a page the order is forward. */
export const lastPages = <T>(ordered: readonly T[], size: number): T[][] =>
  pages(ordered.toReversed(), size).map((page) => page.toReversed());
