// Writes JSON into a growing buffer of bytes: numbers, instants, texts and base64url without a string for each.
import { DAY, type Instant } from '../../sessions/range.js';
import { isoOf } from '../types/iso-instant.js';

const [ZERO, QUOTE] = [0x30, 0x22];
const BASE64URL = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_', 'latin1');
const FIRST_CAPACITY = 16_384;
/** Whole numbers and instants take fewer bytes than this. */
const LONGEST_TOKEN = 32;
/** A quote, YYYY-MM-DD and a T. */
const DATE_LENGTH = 12;
/** The last instant whose year has four digits. */
const LAST_INSTANT = 253_402_300_799_999;

export class JsonWriter {
  private buffer = Buffer.allocUnsafe(FIRST_CAPACITY);
  private length = 0;
  private isAscii = true;
  /** The day of the instant before, which most instants share, and its date as it is written. */
  private dayStart = Number.NaN;
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
    let ms = (instant - this.dayStart) | 0;
    if (ms !== instant - this.dayStart || ms < 0 || ms >= DAY) {
      if (!(instant >= 0 && instant <= LAST_INSTANT && Number.isInteger(instant))) {
        this.raw(`"${isoOf(instant)}"`);
        return;
      }
      this.dayStart = Math.floor(instant / DAY) * DAY;
      this.date = Buffer.from(`"${isoOf(this.dayStart).slice(0, 11)}`, 'latin1');
      ms = instant - this.dayStart;
    }
    this.reserve(LONGEST_TOKEN);
    this.length = writeClock(this.buffer, this.writeDate(), ms);
  }

  private writeDate(): number {
    const { buffer, date, length } = this;
    for (let i = 0; i < DATE_LENGTH; i++) buffer[length + i] = date[i] as number;
    return length + DATE_LENGTH;
  }

  /** The first bytes of a scratch buffer as base64url, in quotes. */
  base64url(scratch: Uint8Array, count: number): void {
    this.reserve(2 * count + 8);
    const { buffer } = this;
    let at = this.length;
    buffer[at++] = QUOTE;
    for (let i = 0; i < count; i += 3) {
      // Behind the end may lie what was written there before.
      const second = i + 1 < count ? (scratch[i + 1] ?? 0) : 0;
      const third = i + 2 < count ? (scratch[i + 2] ?? 0) : 0;
      const bits = ((scratch[i] ?? 0) << 16) | (second << 8) | third;
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

/** HH:mm:ss.sssZ and a quote, for the milliseconds since midnight; where the next byte goes. */
function writeClock(buffer: Uint8Array, at: number, ms: number): number {
  const seconds = (ms / 1_000) | 0;
  const minutes = (seconds / 60) | 0;
  const rest = ms - seconds * 1_000;
  writeTwo(buffer, at, (minutes / 60) | 0, 0x3a);
  writeTwo(buffer, at + 3, minutes % 60, 0x3a);
  writeTwo(buffer, at + 6, seconds % 60, 0x2e);
  const hundreds = (rest / 100) | 0;
  buffer[at + 9] = ZERO + hundreds;
  writeTwo(buffer, at + 10, rest - hundreds * 100, 0x5a);
  buffer[at + 13] = QUOTE;
  return at + 14;
}

/** Two digits and what stands behind them. */
function writeTwo(buffer: Uint8Array, at: number, value: number, behind: number): void {
  const tens = (value / 10) | 0;
  buffer[at] = ZERO + tens;
  buffer[at + 1] = ZERO + value - tens * 10;
  buffer[at + 2] = behind;
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
