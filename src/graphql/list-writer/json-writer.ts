// Writes JSON into a growing buffer of bytes: numbers, instants, texts and base64url without a string for each.
import { DAY, type Instant } from '../../sessions/range.js';
import { isoOf } from '../types/iso-instant.js';

const [ZERO, QUOTE] = [0x30, 0x22];
const BASE64URL = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_', 'latin1');
const FIRST_CAPACITY = 16_384;
/** Whole numbers and instants take fewer bytes than this. */
const LONGEST_TOKEN = 32;
/** The last instant whose year has four digits. */
const LAST_INSTANT = 253_402_300_799_999;

export class JsonWriter {
  private buffer = Buffer.allocUnsafe(FIRST_CAPACITY);
  private length = 0;
  private isAscii = true;
  private day = Number.NaN;
  private date: Uint8Array = new Uint8Array(0);

  /** All that was written, as a string. */
  text(): string {
    return this.buffer.toString(this.isAscii ? 'latin1' : 'utf8', 0, this.length);
  }

  byte(byte: number): void {
    this.reserve(1);
    this.buffer[this.length++] = byte;
  }

  bytes(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    const { buffer } = this;
    let at = this.length;
    for (let i = 0; i < bytes.length; i++) buffer[at++] = bytes[i] as number;
    this.length = at;
  }

  /** Text that is JSON already. */
  raw(text: string): void {
    this.reserve(3 * text.length);
    const written = this.buffer.write(text, this.length);
    this.length += written;
    if (written !== text.length) this.isAscii = false;
  }

  number(value: number): void {
    if (value >= 0 && value <= Number.MAX_SAFE_INTEGER && Number.isInteger(value)) this.whole(value);
    else this.raw(JSON.stringify(value));
  }

  /** A whole number from 0 to 2^53-1. */
  whole(value: number): void {
    this.reserve(LONGEST_TOKEN);
    const at = this.length;
    this.length = writeDigits(this.buffer, at, value);
  }

  /** Milliseconds as seconds, in the very digits that the quotient would be printed with. */
  seconds(ms: number): void {
    if (!(ms >= 0 && ms < 1e14 && Number.isInteger(ms))) return void this.number(ms / 1_000);
    const seconds = Math.floor(ms / 1_000);
    this.whole(seconds);
    const rest = ms - seconds * 1_000;
    if (rest === 0) return;
    this.reserve(4);
    const { buffer } = this;
    buffer[this.length++] = 0x2e;
    buffer[this.length++] = ZERO + Math.floor(rest / 100);
    if (rest % 100 === 0) return;
    buffer[this.length++] = ZERO + (Math.floor(rest / 10) % 10);
    if (rest % 10 !== 0) buffer[this.length++] = ZERO + (rest % 10);
  }

  /** As isoOf writes it, in quotes. */
  instant(instant: Instant): void {
    if (!(instant >= 0 && instant <= LAST_INSTANT && Number.isInteger(instant)))
      return void this.raw(`"${isoOf(instant)}"`);
    const day = Math.floor(instant / DAY);
    if (day !== this.day) {
      this.day = day;
      this.date = Buffer.from(`"${isoOf(day * DAY).slice(0, 11)}`, 'latin1');
    }
    this.bytes(this.date);
    this.reserve(LONGEST_TOKEN);
    this.clock(instant - day * DAY);
  }

  private clock(ms: number): void {
    const { buffer } = this;
    const seconds = Math.floor(ms / 1_000);
    const minutes = Math.floor(seconds / 60);
    let at = writeTwo(buffer, this.length, Math.floor(minutes / 60), 0x3a);
    at = writeTwo(buffer, at, minutes % 60, 0x3a);
    at = writeTwo(buffer, at, seconds % 60, 0x2e);
    const rest = ms % 1_000;
    buffer[at] = ZERO + Math.floor(rest / 100);
    buffer[at + 1] = ZERO + (Math.floor(rest / 10) % 10);
    buffer[at + 2] = ZERO + (rest % 10);
    buffer[at + 3] = 0x5a;
    buffer[at + 4] = QUOTE;
    this.length = at + 5;
  }

  /** The first bytes of a scratch buffer as base64url, in quotes. */
  base64url(scratch: Uint8Array, count: number): void {
    this.reserve(2 * count + 8);
    const { buffer } = this;
    let at = this.length;
    buffer[at++] = QUOTE;
    for (let i = 0; i < count; i += 3) {
      const bits = ((scratch[i] ?? 0) << 16) | ((scratch[i + 1] ?? 0) << 8) | (scratch[i + 2] ?? 0);
      buffer[at++] = BASE64URL[bits >> 18] as number;
      buffer[at++] = BASE64URL[(bits >> 12) & 63] as number;
      if (i + 1 < count) buffer[at++] = BASE64URL[(bits >> 6) & 63] as number;
      if (i + 2 < count) buffer[at++] = BASE64URL[bits & 63] as number;
    }
    buffer[at++] = QUOTE;
    this.length = at;
  }

  private reserve(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.buffer.length, this.length + bytes));
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
  }
}

/** Two digits and a separator; where the next byte goes. */
function writeTwo(buffer: Uint8Array, at: number, value: number, separator: number): number {
  buffer[at] = ZERO + Math.floor(value / 10);
  buffer[at + 1] = ZERO + (value % 10);
  buffer[at + 2] = separator;
  return at + 3;
}

/** The digits of a whole number; where the next byte goes. */
export function writeDigits(buffer: Uint8Array, at: number, value: number): number {
  let end = at + 1;
  for (let bound = 10; bound <= value; bound *= 10) end++;
  let rest = value;
  // Numbers of 32 bits divide many times as fast as larger ones.
  let position = end - 1;
  for (; rest > 0x7fffffff; position--) {
    const tenth = Math.floor(rest / 10);
    buffer[position] = ZERO + (rest - tenth * 10);
    rest = tenth;
  }
  for (let small = rest | 0; position >= at; position--) {
    const tenth = (small / 10) | 0;
    buffer[position] = ZERO + (small - tenth * 10);
    small = tenth;
  }
  return end;
}
