// How documents are counted, and that the operations of real clients stay far below every limit.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { getIntrospectionQuery, parse } from 'graphql';
import { limitExceeded } from '../../../src/graphql/rules/document-limits.js';
import { measure } from '../../../src/graphql/rules/document-size.js';
import { readSettings } from '../../support/pipeline.js';

const OPERATIONS = new URL('../../../schema/operations/', import.meta.url);
const NOTHING = { depth: 0, fields: 0, aliases: 0, directives: 0, repeated: 0 };
const sizeOf = (query: string) => measure(parse(query));

describe('a document', () => {
  test.each([
    ['by its fields and depth', '{ a { b { c } d } }', { depth: 3, fields: 4 }],
    ['by its aliases', '{ x: a y: b { z: c } d }', { depth: 2, fields: 4, aliases: 3 }],
    [
      'by fields that repeat a name, aliased or not',
      '{ a a b: a b: c { a } }',
      { depth: 2, fields: 5, aliases: 2, repeated: 2 },
    ],
    [
      'by directives everywhere',
      'query ($v: A @d) @d { a @d ... @d { b } ...F @d } fragment F on T @d { c }',
      { depth: 1, fields: 3, directives: 6 },
    ],
    ['with a fragment as deep as it is spread', '{ a { ...F } } fragment F on T { b { c } }', { depth: 3, fields: 3 }],
    [
      'with a fragment as often as it is spread',
      '{ a { ...F } b { ...F } } fragment F on T { x: c }',
      { depth: 2, fields: 4, aliases: 2 },
    ],
    ['by its largest operation', 'query A { a } query B { a b }', { depth: 1, fields: 2 }],
    ['by a fragment that nobody spreads', '{ a } fragment F on T { a b c }', { depth: 1, fields: 3 }],
    [
      'once where fragments go in a circle',
      '{ ...F } fragment F on T { a ...G } fragment G on T { b ...F }',
      { depth: 1, fields: 2 },
    ],
    ['without a fragment that is not there', '{ a ...F }', { depth: 1, fields: 1 }],
  ])('is counted %s', (_how, query, size) => {
    expect(sizeOf(query)).toEqual({ ...NOTHING, ...size });
  });

  test('of fragments that double a thousand times is still counted with a number', () => {
    const all = Array.from({ length: 1_100 }, (_, at) => `fragment F${at} on T { ...F${at + 1} ...F${at + 1} }`).join(
      ' ',
    );
    expect(sizeOf(`{ ...F0 } ${all} fragment F1100 on T { a }`).fields).toBe(Number.MAX_SAFE_INTEGER);
  });
});

describe('within half of every limit', () => {
  const { limits } = readSettings({});
  const { tokens, depth, aliases, fields, directives, repeated } = limits;
  const half = {
    tokens: tokens / 2,
    depth: depth / 2,
    aliases: aliases / 2,
    fields: fields / 2,
    directives: directives / 2,
    repeated: repeated / 2,
  };

  test.each(readdirSync(OPERATIONS))('stays the operation of a real client: %s', (file) => {
    const query = readFileSync(new URL(file, OPERATIONS), 'utf8');
    expect(limitExceeded(sizeOf(query), half)).toBeUndefined();
    expect(() => parse(query, { maxTokens: half.tokens })).not.toThrow();
  });
});

test('the introspection of every tool stays within the limits', () => {
  expect(limitExceeded(sizeOf(getIntrospectionQuery()), readSettings({}).limits)).toBeUndefined();
});
