// Both ways to decode a report agree: the same columns, or the same failure, over bodies in any spelling and over damaged ones.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Failure } from '../../src/errors.js';
import { decodeReport } from '../../src/thingspace/decode.js';
import { decodeBytes } from '../../src/thingspace/decode-bytes.js';
import { type DecodedReport, decodeJson } from '../../src/thingspace/decode-json.js';

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 200);
const DAY = 86_400_000;
const FROM = Date.UTC(2026, 0, 30);
const RANGE = { from: FROM, to: FROM + 5 * DAY };

const space = fc.constantFrom('', '', '', ' ', '\n  ', '\t', '\r\n');
const two = (value: number): string => String(value).padStart(2, '0');

/** One instant in one of the spellings that ThingSpace uses. */
const instant = fc
  .record({
    at: fc.integer({ min: FROM - DAY, max: FROM + 6 * DAY }),
    style: fc.constantFrom('z', 'ms', 'offset', 'bare', 'minutes', 'nanos', 'go', 'lower', 'colonless'),
    minutes: fc.constantFrom(0, 60, -300, 330, 765),
  })
  .map(({ at, style, minutes }) => {
    const iso = new Date(at).toISOString();
    const local = new Date(at + minutes * 60_000).toISOString();
    const sign = minutes < 0 ? '-' : '+';
    const offset = [two(Math.floor(Math.abs(minutes) / 60)), two(Math.abs(minutes) % 60)];
    const spellings: Record<string, string> = {
      z: `${iso.slice(0, 19)}Z`,
      ms: iso,
      offset: `${local.slice(0, 19)}${sign}${offset.join(':')}`,
      colonless: `${local.slice(0, 23)}${sign}${offset.join('')}`,
      bare: iso.slice(0, 19),
      minutes: `${iso.slice(0, 16)}Z`,
      nanos: `${iso.slice(0, 23)}456789Z`,
      go: `${local.slice(0, 23).replace('T', ' ')} ${sign}${offset.join('')} UTC`,
      lower: iso.toLowerCase(),
    };
    return JSON.stringify(spellings[style]);
  });

const odd = fc.constantFrom(
  'null',
  '""',
  '"x"',
  '0',
  '-1',
  '1.5',
  '1e3',
  '01',
  '{}',
  '[]',
  'true',
  '"2026-02-30T00:00:00Z"',
  '"\\u0032"',
  '9007199254740993',
);
const rarely = <T>(usual: fc.Arbitrary<T>, other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 40, arbitrary: usual }, { weight: 1, arbitrary: other });
const bytes = fc.oneof(fc.nat(2_000).map(String), fc.constantFrom('0', '9007199254740991', 'null'));

const row = fc
  .record(
    {
      startTime: rarely(instant, odd),
      endTime: rarely(fc.oneof(instant, fc.constant('null')), odd),
      numBytes: rarely(bytes, odd),
      other: fc.constant('"x"'),
    },
    { requiredKeys: ['startTime'] },
  )
  .chain((fields) => fc.shuffledSubarray(Object.entries(fields), { minLength: Object.keys(fields).length }))
  .chain((fields) => fc.tuple(fc.constant(fields), space, rarely(fc.constant(false), fc.constant(true))))
  .map(([fields, gap, isTwice]) => {
    const known = fields.filter(([name], index) => name !== 'other' || index > 2);
    const written = (isTwice ? [...known, ...known.slice(0, 1)] : known).map(
      ([name, value]) => `"${name}"${gap}:${gap}${value}`,
    );
    return `{${gap}${written.join(`${gap},${gap}`)}${gap}}`;
  });

const body = fc
  .tuple(
    fc.array(row, { maxLength: 12 }),
    space,
    fc.constantFrom('"d-1"', 'null', '7', '"ü"', '"a\\nb"'),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([rows, gap, id, idFirst, withId]) => {
    const sessions = `"sessions"${gap}:${gap}[${gap}${rows.join(`${gap},`)}${gap}]`;
    const parts = withId ? [sessions, `"id":${gap}${id}`, '"txid":"t-1"'] : [sessions];
    return `${gap}{${gap}${(idFirst ? parts.toReversed() : parts).join(`,${gap}`)}${gap}}${gap}`;
  });

/** A few bytes are changed, taken out or put in, or the end is lost. */
const damage = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    byte: fc.integer({ min: 0, max: 255 }),
    kind: fc.constantFrom('change', 'remove', 'insert', 'cut'),
  }),
  { minLength: 1, maxLength: 3 },
);

function damaged(text: string, changes: readonly { at: number; byte: number; kind: string }[]): Buffer {
  let out = Buffer.from(text);
  for (const { at, byte, kind } of changes) {
    const index = Math.floor(at * out.length);
    const kept = kind === 'change' || kind === 'remove' ? index + 1 : index;
    const middle = kind === 'change' || kind === 'insert' ? Buffer.of(byte) : Buffer.alloc(0);
    out = Buffer.concat([out.subarray(0, index), middle, kind === 'cut' ? Buffer.alloc(0) : out.subarray(kept)]);
  }
  return out;
}

const plain = ({ series, ...rest }: DecodedReport) => ({
  ...rest,
  ...Object.fromEntries(Object.entries(series).map(([name, column]) => [name, [...column]])),
});

function outcome(decode: () => DecodedReport): unknown {
  try {
    return plain(decode());
  } catch (error) {
    if (error instanceof Failure) return { code: error.code, message: error.message, transient: error.transient };
    throw error;
  }
}

describe('both ways to decode a report', () => {
  test('agree over bodies in every spelling', () => {
    fc.assert(
      fc.property(body, (text) => {
        expect(outcome(() => decodeReport(Buffer.from(text), RANGE))).toEqual(outcome(() => decodeJson(text, RANGE)));
      }),
      { numRuns: RUNS },
    );
  });

  test('agree over damaged bodies', () => {
    fc.assert(
      fc.property(body, damage, (text, changes) => {
        const bytes_ = damaged(text, changes);
        expect(outcome(() => decodeReport(bytes_, RANGE))).toEqual(
          outcome(() => decodeJson(bytes_.toString('utf8'), RANGE)),
        );
      }),
      { numRuns: 5 * RUNS },
    );
  });

  test.each([
    ['to the second', '2026-01-31T08:09:10Z'],
    ['to the millisecond', '2026-01-31T08:09:10.123Z'],
    ['with an offset', '2026-01-31T08:09:10-05:00'],
    ['as Go prints it', '2026-01-31 08:09:10.123 +0000 UTC'],
  ])('are the fast one for a report that writes instants %s, spaced or not', (_, startTime) => {
    const report = {
      sessions: [
        { startTime, endTime: startTime, numBytes: 7 },
        { startTime, endTime: null },
      ],
      id: 'd',
      txid: 't',
    };
    for (const text of [JSON.stringify(report), JSON.stringify(report, null, 2)]) {
      const fast = decodeBytes(Buffer.from(text), RANGE);
      expect(fast && plain(fast)).toEqual(plain(decodeJson(text, RANGE)));
    }
  });
});
