// Reads instants from character codes, in every spelling that ThingSpace uses.
import { byteAt } from './json-bytes.js';

const [SPACE, PLUS, MINUS, DOT, ZERO, COLON, LOWER_T, LOWER_Z] = [0x20, 0x2b, 0x2d, 0x2e, 0x30, 0x3a, 0x74, 0x7a];
const [UPPER_A, UPPER_Z] = [0x41, 0x5a];
const [SECOND, MINUTE, HOUR, MINUTES_OF_DAY] = [1_000, 60_000, 3_600_000, 1_440];

/** YYYY-MM-DDTHH:mm, which every form begins with, but for the T. */
const SHORTEST = 16;
const DATE = 10;
const MOST_FRACTION_DIGITS = 9;
const MOST_ZONE_LETTERS = 5;

export class InstantReader {
  /** Behind the instant read last. */
  end = 0;
  private readonly view: DataView;
  /** The text of the date read last, as numbers, and its midnight. */
  private year = 0;
  private month = 0;
  private day = 0;
  private midnight = Number.NaN;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** UTC milliseconds of the instant that begins at a position; NaN where none does. What follows it is for the caller to see. */
  read(at: number): number {
    const { bytes } = this;
    const isGo = byteAt(bytes, at + DATE) === SPACE;
    if (!isGo && (byteAt(bytes, at + DATE) | 0x20) !== LOWER_T) return Number.NaN;
    const hour = twoDigits(bytes, at + 11, 23);
    const minute = twoDigits(bytes, at + 14, 59);
    if ((hour | minute) < 0 || byteAt(bytes, at + 13) !== COLON) return Number.NaN;
    this.end = at + SHORTEST;
    // Only ISO 8601 leaves the seconds out.
    const seconds = byteAt(bytes, this.end) === COLON ? this.seconds() : isGo ? Number.NaN : 0;
    const offset = isGo ? this.goZone() : this.isoZone();
    return this.midnightAt(at) + hour * HOUR + (minute - offset) * MINUTE + seconds;
  }

  /** The midnight of a date, which is looked at closely only where it is not the one before. */
  private midnightAt(at: number): number {
    const year = this.view.getInt32(at);
    const month = this.view.getInt32(at + 4);
    const day = this.view.getInt16(at + 8);
    if (day !== this.day || month !== this.month || year !== this.year) {
      this.midnight = readDate(this.bytes, at);
      this.year = year;
      this.month = month;
      this.day = day;
    }
    return this.midnight;
  }

  /** Milliseconds of :ss and of a fraction. */
  private seconds(): number {
    const second = twoDigits(this.bytes, this.end + 1, 59);
    if (second < 0) return Number.NaN;
    this.end += 3;
    return second * SECOND + (byteAt(this.bytes, this.end) === DOT ? this.fraction() : 0);
  }

  /** Milliseconds; digits below are cut off. */
  private fraction(): number {
    const first = this.end + 1;
    let at = first;
    let value = 0;
    for (; isDigit(byteAt(this.bytes, at)); at++) {
      if (at < first + 3) value = value * 10 + byteAt(this.bytes, at) - ZERO;
    }
    this.end = at;
    const digits = at - first;
    if (digits >= 3 && digits <= MOST_FRACTION_DIGITS) return value;
    return digits === 2 ? value * 10 : digits === 1 ? value * 100 : Number.NaN;
  }

  /** Minutes ahead of UTC: Z, an offset, or nothing. */
  private isoZone(): number {
    const first = byteAt(this.bytes, this.end);
    if ((first | 0x20) === LOWER_Z) this.end++;
    else if (first === PLUS || first === MINUS) return this.offset(byteAt(this.bytes, this.end + 3) === COLON);
    return 0;
  }

  /** A blank, an offset, and often a blank and the name of the zone, which says nothing. */
  private goZone(): number {
    if (byteAt(this.bytes, this.end++) !== SPACE) return Number.NaN;
    const sign = byteAt(this.bytes, this.end);
    const offset = sign === PLUS || sign === MINUS ? this.offset(false) : Number.NaN;
    return byteAt(this.bytes, this.end) !== SPACE || this.skipZoneName() ? offset : Number.NaN;
  }

  private skipZoneName(): boolean {
    const name = this.end + 1;
    this.end = name;
    while (isUpperCase(byteAt(this.bytes, this.end))) this.end++;
    return this.end > name && this.end <= name + MOST_ZONE_LETTERS;
  }

  private offset(hasColon: boolean): number {
    const [at, minutesAt] = [this.end, this.end + (hasColon ? 4 : 3)];
    const hours = twoDigits(this.bytes, at + 1, 99);
    const minutes = twoDigits(this.bytes, minutesAt, 99);
    this.end = minutesAt + 2;
    const ahead = hours * 60 + minutes;
    if ((hours | minutes) < 0 || ahead >= MINUTES_OF_DAY) return Number.NaN;
    return byteAt(this.bytes, at) === MINUS ? -ahead : ahead;
  }
}

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
const isUpperCase = (byte: number): boolean => byte >= UPPER_A && byte <= UPPER_Z;

/** A number of two digits that is not above `most`; -1 where there is none. */
function twoDigits(bytes: Uint8Array, at: number, most: number): number {
  const tens = byteAt(bytes, at) - ZERO;
  const ones = byteAt(bytes, at + 1) - ZERO;
  if (!(tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9)) return -1;
  const value = tens * 10 + ones;
  return value <= most ? value : -1;
}

/** The midnight of YYYY-MM-DD; NaN where that is no real calendar day, or a year below 100, as in instants.ts. */
function readDate(bytes: Uint8Array, at: number): number {
  const century = twoDigits(bytes, at, 99);
  const yearOfCentury = twoDigits(bytes, at + 2, 99);
  const month = twoDigits(bytes, at + 5, 12);
  const day = twoDigits(bytes, at + 8, 31);
  const isDashed = byteAt(bytes, at + 4) === MINUS && byteAt(bytes, at + 7) === MINUS;
  if (!isDashed || century < 1 || yearOfCentury < 0 || month < 1 || day < 1) return Number.NaN;
  const year = century * 100 + yearOfCentury;
  return day <= 28 || day <= daysIn(year, month)
    ? daysSinceEpoch(year, month, day) * MINUTES_OF_DAY * MINUTE
    : Number.NaN;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** By years that begin in March, so that the leap day is the last of its year; five months from then on have 153 days. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const [marchYear, months] = month > 2 ? [year, month - 3] : [year - 1, month + 9];
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leapDays + Math.floor((months * 153 + 2) / 5) + day - 1 - EPOCH;
}

/** Days from 1 March of the year 0 to 1 January 1970. */
const EPOCH = 719_468;
