// Persisted operations are checked against the schema at start, in words that name the manifest, the id and what is wrong.
import { expect, test } from '@jest/globals';
import { openPersisted } from '../../src/app/compose-persisted.js';
import { buildSchemas } from '../../src/graphql/schema.js';
import { readSettings } from '../support/pipeline.js';

const schema = buildSchemas().executable;

function open(manifest: object, environment: Record<string, string> = {}): ReadonlyMap<string, string> {
  const settings = readSettings(
    { PERSISTED_OPERATIONS: 'manifest.json', ...environment },
    { 'manifest.json': JSON.stringify(manifest) },
  );
  return openPersisted(settings, schema).documents;
}

test('operations that fit are found by their ids', () => {
  expect(open({ h1: '{ __typename }' })).toEqual(new Map([['h1', '{ __typename }']]));
});

test.each<[string, string, string]>([
  [
    'a field that is not there',
    '{ device(imei: "990000000000001") { nonsense } }',
    'Cannot query field "nonsense" on type "Device". (line 1, column 37)',
  ],
  ['no GraphQL', 'query {', 'Syntax Error: Expected Name, found <EOF>. (line 1, column 8)'],
  ['a mutation', 'mutation { a }', 'got a mutation, wanted a query'],
  ['an alias too many', '{ a: __typename b: __typename }', 'MAX_ALIASES'],
])('an operation ends the start where it has %s', (_what, document, wanted) => {
  const start = () => open({ good: '{ __typename }', h1: document }, { MAX_ALIASES: '1' });
  expect(start).toThrow(wanted);
  expect(start).toThrow(/^PERSISTED_OPERATIONS: "manifest.json": operation "h1": /);
  expect(start).not.toThrow(/good/);
});

test('an operation that asks for the schema ends the start where INTROSPECTION is off', () => {
  const manifest = { h1: '{ __schema { queryType { name } } }' };
  expect(open(manifest).size).toBe(1);
  expect(() => open(manifest, { INTROSPECTION: 'off' })).toThrow('since INTROSPECTION is off here');
});

test('an operation ends the start where its name or type is not that of its document', () => {
  const operations = [{ id: 'h1', name: 'Other', type: 'query', body: 'query Total { __typename }' }];
  const manifest = { format: 'apollo-persisted-query-manifest', version: 1, operations };
  expect(() => open(manifest)).toThrow('operation "h1": got query Total, wanted query Other');
});
