// Knows that a report decoded from bytes is what it is decoded to as text: the same columns, or the same failure.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeReport as decodeBody } from '../../src/thingspace/decode.js';
import { decodeBytes } from '../../src/thingspace/decode-bytes.js';
import { decodeJson as decodeReport } from '../../src/thingspace/decode-json.js';
import { InstantReader } from '../../src/thingspace/instant-bytes.js';
import { readInstant } from '../../src/thingspace/instants.js';
import { damagedTexts, instantTexts, MIDNIGHT } from '../support/instant-texts.js';
import { outcomeOf } from '../support/outcomes.js';
import { damagedBodies, oddBodies, usualBodies } from '../support/report-bodies.js';

/** A run is quick, so that each counts for several. */
const RUNS = 5 * Number(process.env['PROPERTY_RUNS'] ?? 40);

/** The quick run is the same every time; the deep one searches. */
const SEED = process.env['PROPERTY_RUNS'] ? {} : { seed: 20_261_123 };
const PATIENCE = 20_000 + RUNS * 100;
const RANGE = { from: MIDNIGHT, to: MIDNIGHT + 86_400_000 };

function checkBothWays(body: Buffer): void {
  const plain = outcomeOf(() => decodeReport(body.toString('utf8'), RANGE));
  expect(outcomeOf(() => decodeBody(body, RANGE))).toEqual(plain);
}

describe('a report decoded from bytes', () => {
  test(
    'is the same as from text, and needs no text where it is of the usual form',
    () => {
      const checked = fc.property(usualBodies, (body) => {
        expect(decodeBytes(body, RANGE)).toEqual(decodeReport(body.toString('utf8'), RANGE));
      });
      fc.assert(checked, { numRuns: RUNS, ...SEED });
    },
    PATIENCE,
  );

  test.each([
    ['with one oddity', oddBodies],
    ['with damaged bytes', damagedBodies],
  ])(
    'is the same as from text, or fails with the same words: %s',
    (_, bodies) => {
      fc.assert(fc.property(bodies, checkBothWays), { numRuns: 4 * RUNS, ...SEED });
    },
    PATIENCE,
  );
});

describe('an instant read from bytes', () => {
  const texts = fc
    .oneof(
      fc.integer({ min: MIDNIGHT - 5, max: MIDNIGHT + 5 }),
      fc.integer({ min: Date.UTC(100, 0, 2), max: Date.UTC(9999, 11, 30) }),
    )
    .chain(instantTexts);

  test(
    'is the same as from text, whatever was read before it',
    () => {
      const several = fc.array(fc.oneof(texts, damagedTexts(texts)), { minLength: 1, maxLength: 6 });
      const checked = fc.property(several, (all) => {
        expect(readFromBytes(all)).toEqual(all.map(readInstant));
      });
      fc.assert(checked, { numRuns: 4 * RUNS, ...SEED });
    },
    PATIENCE,
  );
});

/** Each text to its end, by one reader. */
function readFromBytes(texts: readonly string[]): number[] {
  const bytes = Buffer.from(`${texts.join('"')}"`, 'latin1');
  const reader = new InstantReader(bytes);
  let at = 0;
  return texts.map((text) => {
    const instant = reader.read(at);
    at += text.length + 1;
    return reader.end === at - 1 ? instant : Number.NaN;
  });
}
