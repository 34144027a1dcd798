// Growing columns of rows, sorted at the end where they did not come sorted.
import type { Series } from '../sessions/series.js';

export class Columns {
  private length = 0;
  private isSorted = true;
  private start: Float64Array;
  private end: Float64Array;
  private bytes: Float64Array;

  /** It grows where there are more rows than were expected. */
  constructor(expected: number) {
    this.start = new Float64Array(expected);
    this.end = new Float64Array(expected);
    this.bytes = new Float64Array(expected);
  }

  add(start: number, end: number, bytes: number): void {
    const row = this.length;
    if (row === this.start.length) this.grow();
    this.start[row] = start;
    this.end[row] = end;
    this.bytes[row] = bytes;
    this.length = row + 1;
    if (row > 0 && this.isSorted) this.isSorted = this.compare(row - 1, row) <= 0;
  }

  toSeries(): Series {
    if (this.isSorted) return this.select((column) => column.slice(0, this.length));
    // Newest first is as likely an order as oldest first.
    if (this.isReversed()) return this.select((column) => column.slice(0, this.length).reverse());
    const order = Array.from({ length: this.length }, (_, row) => row).sort((a, b) => this.compare(a, b));
    return this.select((column) => Float64Array.from(order, (row) => column[row] as number));
  }

  private isReversed(): boolean {
    for (let row = 1; row < this.length; row++) {
      if (this.compare(row - 1, row) < 0) return false;
    }
    return true;
  }

  private select(pick: (column: Float64Array) => Float64Array): Series {
    return { start: pick(this.start), end: pick(this.end), bytes: pick(this.bytes) };
  }

  private grow(): void {
    const capacity = 2 * this.length + 16;
    this.start = extended(this.start, capacity);
    this.end = extended(this.end, capacity);
    this.bytes = extended(this.bytes, capacity);
  }

  /** By start, then by end with open sessions last, then by bytes. */
  private compare(a: number, b: number): number {
    const byStart = (this.start[a] as number) - (this.start[b] as number);
    return byStart || compareEnds(this.end[a] as number, this.end[b] as number) || this.compareBytes(a, b);
  }

  private compareBytes(a: number, b: number): number {
    return (this.bytes[a] as number) - (this.bytes[b] as number);
  }
}

const compareEnds = (a: number, b: number): number =>
  Number.isNaN(a) || Number.isNaN(b) ? Number(Number.isNaN(a)) - Number(Number.isNaN(b)) : a - b;

function extended(column: Float64Array, capacity: number): Float64Array {
  const longer = new Float64Array(capacity);
  longer.set(column);
  return longer;
}
