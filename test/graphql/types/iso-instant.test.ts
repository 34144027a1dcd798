// The quick way of writing an instant says what the plain one says.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isoOf } from '../../../src/graphql/types/iso-instant.js';

test('every instant is written as Date writes it, whatever was written before', () => {
  const instants = fc.array(
    fc.oneof(
      fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }),
      fc.integer({ min: -5, max: 5 }).map((n) => n * 86_400_000),
    ),
  );
  fc.assert(
    fc.property(instants, (list) => {
      expect(list.map(isoOf)).toEqual(list.map((instant) => new Date(instant).toISOString()));
    }),
  );
});
