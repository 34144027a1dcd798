// What clients may write for an instant, an IMEI and bytes, as a variable and as a literal.
import { describe, expect, test } from '@jest/globals';
import { GraphQLError, parseValue } from 'graphql';
import { ByteCountScalar, DateTimeScalar, ImeiScalar, readDateTime } from '../../../src/graphql/types/scalars.js';

describe('an instant', () => {
  test.each([
    ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00.000Z'],
    ['2026-01-31T12:00Z', '2026-01-31T12:00:00.000Z'],
    ['2026-01-31t12:00:00z', '2026-01-31T12:00:00.000Z'],
    ['2026-01-31T12:00:00.5Z', '2026-01-31T12:00:00.500Z'],
    ['2026-01-31T12:00:00.123999999Z', '2026-01-31T12:00:00.123Z'],
    ['2026-01-31T12:00:00-05:00', '2026-01-31T17:00:00.000Z'],
    ['2026-01-01T03:15:00+05:45', '2025-12-31T21:30:00.000Z'],
    ['2026-01-31', '2026-01-31T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['2000-02-29T23:59:59Z', '2000-02-29T23:59:59.000Z'],
  ])('is read from %s', (text, instant) => {
    expect(DateTimeScalar.serialize(DateTimeScalar.parseValue(text))).toBe(instant);
  });

  test('is the same as a variable and as a literal', () => {
    const text = '2026-01-31T12:00:00+01:00';
    expect(DateTimeScalar.parseLiteral(parseValue(`"${text}"`))).toBe(DateTimeScalar.parseValue(text));
  });
});

describe('an IMEI and bytes', () => {
  test('are read and written as they are', () => {
    expect(ImeiScalar.serialize(ImeiScalar.parseValue('000000000000001'))).toBe('000000000000001');
    expect(ByteCountScalar.serialize(ByteCountScalar.parseValue(2 ** 53 - 1))).toBe(9_007_199_254_740_991);
    expect(ByteCountScalar.parseLiteral(parseValue('4294967296'))).toBe(4_294_967_296);
  });
});

describe('what cannot be read', () => {
  test.each([
    ['without a zone', '2026-01-31T12:00:00|2026-01-31T12:00'],
    ['in other forms', '|yesterday|1769860800000|2026-01-31Z|2026-01-31T12Z|2026-01-31 12:00:00Z'],
    ['with an offset that is none', '2026-01-31T12:00:00+0100|2026-01-31T12:00:00+24:00|2026-01-31T12:00:00+01:60'],
    ['on no day', '2023-02-29|1900-02-29|2024-02-30|2024-04-31T00:00:00Z|2024-00-01|2024-13-01|2024-01-00'],
    ['at no hour', '2024-01-01T24:00:00Z|2024-01-01T23:60:00Z|2024-01-01T23:59:60Z'],
  ])('is no instant: %s', (_, texts) => {
    for (const text of texts.split('|')) expect([text, readDateTime(text)]).toEqual([text, undefined]);
  });

  test.each([
    ['an instant in numbers', DateTimeScalar, 1_769_860_800_000],
    ['an instant that is null', DateTimeScalar, null],
    ['an IMEI in numbers', ImeiScalar, 709_312_034_493_372],
    ['an IMEI of 14 digits', ImeiScalar, '70931203449337'],
    ['negative bytes', ByteCountScalar, -1],
    ['half a byte', ByteCountScalar, 0.5],
    ['unsafe bytes', ByteCountScalar, 2 ** 53],
    ['bytes as a text', ByteCountScalar, '1'],
  ])('is refused with what came and what is wanted: %s', (_, scalar, value) => {
    expect(() => scalar.parseValue(value)).toThrow(GraphQLError);
    expect(() => scalar.parseValue(value)).toThrow(`got ${JSON.stringify(value)}, wanted `);
  });

  test('is refused as a literal with the place where it stands, in the words of a variable', () => {
    const literal = parseValue('"soon"');
    expect(() => DateTimeScalar.parseLiteral(literal)).toThrow(
      expect.objectContaining({
        message:
          'got "soon", wanted ISO 8601 with an offset or Z, such as 2026-01-31T12:00:00Z, or a date, such as 2026-01-31',
        nodes: [literal],
      }),
    );
  });
});
