// The custom scalars: DateTime, IMEI, ByteCount and TimeZone.
import { GraphQLError, GraphQLScalarType, type ValueNode, valueFromASTUntyped } from 'graphql';
import { isTimeZone } from '../../sessions/calendar.js';
import { type Imei, readImei } from '../../sessions/device.js';
import type { Instant } from '../../sessions/range.js';
import { isoOf } from './iso-instant.js';

type Wire = string | number;

interface InputScalar<T> {
  readonly name: string;
  readonly description: string;
  readonly specifiedByURL?: string;
  /** Undefined where the value cannot be read. */
  readonly read: (value: unknown) => T | undefined;
  /** What can be read, in words. */
  readonly wanted: string;
  readonly serialize: (value: T) => Wire;
}

/** Variables and literals are read the same way, and refused in the same words; a literal brings the place where it stands. */
function inputScalar<T>({ read, wanted, serialize, ...about }: InputScalar<T>): GraphQLScalarType<T, Wire> {
  const parse = (value: unknown, node: ValueNode | null): T => {
    const parsed = read(value);
    if (parsed !== undefined) return parsed;
    throw new GraphQLError(`got ${JSON.stringify(value)}, wanted ${wanted}`, { nodes: node });
  };
  return new GraphQLScalarType<T, Wire>({
    ...about,
    parseValue: (value) => parse(value, null),
    parseLiteral: (node, variables) => parse(valueFromASTUntyped(node, variables), node),
    // Only our own classes hand values out, in the type that the field declares.
    serialize: (value) => serialize(value as T),
  });
}

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:Z|([+-])(\d\d):(\d\d)))?$/i;

/** Undefined where the text is no instant. Digits below the millisecond are cut off. */
export function readDateTime(text: string): Instant | undefined {
  const match = ISO.exec(text);
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((digits) => Number(digits ?? 0));
  const [offsetHours, offsetMinutes] = [Number(match[9] ?? 0), Number(match[10] ?? 0)];
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  // Date.UTC takes years below 100 for those of the last century.
  const real =
    year >= 100 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= lastDay &&
    hour <= 23 &&
    minute <= 59 &&
    second <= 59;
  if (!real || offsetHours > 23 || offsetMinutes > 59) return undefined;
  const offset = (match[8] === '-' ? -1 : 1) * (offsetHours * 60 + offsetMinutes);
  return Date.UTC(
    year,
    month - 1,
    day,
    hour,
    minute - offset,
    second,
    Number((match[7] ?? '').padEnd(3, '0').slice(0, 3)),
  );
}

export const DateTimeScalar = inputScalar<Instant>({
  name: 'DateTime',
  description:
    'An instant. Input: ISO 8601 with an offset or Z, or a date, which means the start of that day in UTC. Output: UTC with milliseconds and Z.',
  wanted: 'ISO 8601 with an offset or Z, such as 2026-01-31T12:00:00Z, or a date, such as 2026-01-31',
  read: (value) => (typeof value === 'string' ? readDateTime(value) : undefined),
  serialize: isoOf,
});

export const ImeiScalar = inputScalar<Imei>({
  name: 'IMEI',
  description: 'The number of a device: 15 digits. The Luhn check digit is not enforced, since real devices fail it.',
  wanted: 'an IMEI of 15 digits',
  read: (value) => (typeof value === 'string' ? readImei(value) : undefined),
  serialize: (imei) => imei,
});

export const ByteCountScalar = inputScalar<number>({
  name: 'ByteCount',
  description:
    'A whole number of bytes, 0 to 2^53-1, as a JSON number. Never a 32-bit Int: an always-on device passes 2^31 bytes within weeks. A sum beyond is an error (BYTE_COUNT_TOO_LARGE), never rounded.',
  wanted: 'a whole number from 0 to 2^53-1',
  read: (value) => (Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined),
  serialize: (bytes) => bytes,
});

export const TimeZoneScalar = inputScalar<string>({
  name: 'TimeZone',
  description: 'An IANA time zone name, such as America/New_York.',
  wanted: 'an IANA time zone name, such as America/New_York',
  read: (value) => (typeof value === 'string' && isTimeZone(value) ? value : undefined),
  serialize: (name) => name,
});
