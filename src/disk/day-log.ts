// The file of a device: packed days one after the other, of which the last one of a day stands.
import type { Day } from '../history/day.js';
import { isSealed } from '../history/sealed-bytes.js';

/** What is found where a record may begin: two letters that begin one, its length, its day. */
const MARK = 0x6ad5;
const HEADER = 10;

/** A packed day as it lies in the file. */
export function record(day: Day, packed: Buffer): Buffer {
  const header = Buffer.alloc(HEADER);
  header.writeUInt16LE(MARK, 0);
  header.writeUInt32LE(packed.length, 2);
  header.writeInt32LE(day, 6);
  return Buffer.concat([header, packed]);
}

export interface DayLog {
  /** The packed bytes of each day, in the order in which they were written. */
  readonly days: ReadonlyMap<Day, Buffer>;
  /** Bytes that no whole record covers: a torn write, a flipped bit, another version. */
  readonly damaged: number;
  /** Bytes of records that stand. */
  readonly live: number;
}

/** Whatever cannot be read is passed over up to the next record that can. */
export function readLog(bytes: Buffer, nameOf: (day: Day) => string): DayLog {
  const days = new Map<Day, Buffer>();
  let damaged = 0;
  for (let at = 0; at < bytes.length; ) {
    const found = recordAt(bytes, at, nameOf);
    if (found) {
      days.delete(found.day);
      days.set(found.day, found.packed);
      at += HEADER + found.packed.length;
    } else {
      const next = nextMark(bytes, at + 1);
      damaged += next - at;
      at = next;
    }
  }
  let live = 0;
  for (const packed of days.values()) live += HEADER + packed.length;
  return { days, damaged, live };
}

function recordAt(bytes: Buffer, at: number, nameOf: (day: Day) => string) {
  if (at + HEADER > bytes.length || bytes.readUInt16LE(at) !== MARK) return undefined;
  const end = at + HEADER + bytes.readUInt32LE(at + 2);
  if (end > bytes.length) return undefined;
  const day = bytes.readInt32LE(at + 6);
  const packed = bytes.subarray(at + HEADER, end);
  return isSealed(nameOf(day), packed) ? { day, packed } : undefined;
}

const MARK_BYTES = Buffer.from([MARK & 255, MARK >> 8]);

function nextMark(bytes: Buffer, from: number): number {
  const found = bytes.indexOf(MARK_BYTES, from);
  return found < 0 ? bytes.length : found;
}

export const logOf = (days: ReadonlyMap<Day, Buffer>): Buffer =>
  Buffer.concat([...days].map(([day, packed]) => record(day, packed)));
