// How graphql-js errors about values become issues that name the field, against a schema of a few lines.
import { describe, expect, test } from '@jest/globals';
import { buildSchema, executeSync, GraphQLError, parse, validate } from 'graphql';
import { issueOf } from '../../src/graphql/input-issues.js';

const schema = buildSchema(`
  type Query { sessions(start: Float, range: Range, starts: [Float!], order: Order, name: String): Int, device: Query }
  input Range { min: Float!, inner: Range }
  enum Order { ASC }
`);
const NOT_A_NUMBER = 'Float cannot represent non numeric value: "x"';
const lacks = (field: string) => `Field "${field}" of required type "Float!" was not provided.`;

/** The first error that graphql-js has about a query and its variables. */
function errorOf(query: string, variableValues: Record<string, unknown> = {}): GraphQLError {
  const document = parse(query);
  const errors = [...validate(schema, document), ...(executeSync({ schema, document, variableValues }).errors ?? [])];
  return errors[0] ?? new GraphQLError('nothing is wrong');
}

describe('an issue about a literal', () => {
  test.each([
    ['an argument', '{ sessions(start: "x") }', 'start', NOT_A_NUMBER],
    ['the second of two alike', '{ sessions(name: "n", start: "x") }', 'start', NOT_A_NUMBER],
    ['a field of an input', '{ sessions(range: {min: "x"}) }', 'range.min', NOT_A_NUMBER],
    ['a deep field', '{ sessions(range: {min: 1, inner: {min: "x"}}) }', 'range.inner.min', NOT_A_NUMBER],
    ['an item of a list', '{ sessions(starts: [1, "x"]) }', 'starts', NOT_A_NUMBER],
    ['a nested selection', '{ device { device { sessions(start: "x") } } }', 'start', NOT_A_NUMBER],
    ['a fragment', '{ ...on Query { sessions(start: "x") } }', 'start', NOT_A_NUMBER],
    ['an input without what it needs', '{ sessions(range: {}) }', 'range', lacks('Range.min')],
    ['null', '{ sessions(range: {min: null}) }', 'range.min', 'Expected value of type "Float!", found null.'],
    ['the default of a variable', 'query ($s: Float = "x") { sessions(start: $s) }', '$s', NOT_A_NUMBER],
    ['an unknown enum value', '{ sessions(order: UP) }', 'order', 'Value "UP" does not exist in "Order" enum.'],
  ])('names the argument and the fields on the way: %s', (_, query, path, reason) => {
    expect(issueOf(errorOf(query), 'GRAPHQL_VALIDATION_FAILED')).toEqual({ path, reason });
  });
});

describe('an issue about a variable', () => {
  test.each([
    ['itself', 'query ($s: Float) { sessions(start: $s) }', { s: 'x' }, '$s', NOT_A_NUMBER],
    ['a field of it', 'query ($r: Range) { sessions(range: $r) }', { r: { min: 'x' } }, '$r.min', NOT_A_NUMBER],
    ['an item of a list', 'query ($l: [Float!]) { sessions(starts: $l) }', { l: [1, 'x'] }, '$l[1]', NOT_A_NUMBER],
    [
      'a value with a semicolon',
      'query ($s: Float) { sessions(start: $s) }',
      { s: 'a; b' },
      '$s',
      NOT_A_NUMBER.replace('x', 'a; b'),
    ],
    [
      'nothing at all',
      'query ($s: Float!) { sessions(start: $s) }',
      {},
      '$s',
      'Variable "$s" of required type "Float!" was not provided.',
    ],
    ['what it lacks', 'query ($r: Range) { sessions(range: $r) }', { r: {} }, '$r', lacks('min')],
  ])('names the variable and the way into it: %s', (_, query, variables, path, reason) => {
    expect(issueOf(errorOf(query, variables), 'BAD_USER_INPUT')).toEqual({ path, reason });
  });
});

describe('an error about something else', () => {
  test.each([
    ['an unknown field', '{ nothing }'],
    ['a variable that is never used', 'query ($s: Float) { device { __typename } }'],
    ['an unknown argument', '{ sessions(end: 1) }'],
    ['an unknown input field', '{ sessions(range: {min: 1, max: 2}) }'],
    ['the same argument twice', '{ sessions(start: 1, start: 2) }'],
  ])('is no complaint about a value: %s', (_, query) => {
    expect(issueOf(errorOf(query), 'GRAPHQL_VALIDATION_FAILED')).toBeUndefined();
  });

  test('is no complaint where it has no place at all', () => {
    expect(issueOf(new GraphQLError('x'), 'GRAPHQL_VALIDATION_FAILED')).toBeUndefined();
  });
});
