// Which operations a manifest holds, and what is said of one that cannot be read.
import { expect, test } from '@jest/globals';
import { readManifest } from '../../src/graphql/persisted/manifest.js';

const APOLLO = { format: 'apollo-persisted-query-manifest', version: 1 };

test('a map of hashes to documents is read, as graphql-codegen and Relay write it', () => {
  expect(readManifest('{"h1": "{ a }", "h2": "{ b }"}')).toEqual({
    ok: true,
    operations: [
      { id: 'h1', document: '{ a }' },
      { id: 'h2', document: '{ b }' },
    ],
  });
});

test('a list of operations is read, as Apollo writes it', () => {
  const operations = [{ id: 'h1', name: 'A', type: 'query', body: 'query A { a }', clientName: 'web' }];
  expect(readManifest(JSON.stringify({ ...APOLLO, operations }))).toEqual({
    ok: true,
    operations: [{ id: 'h1', document: 'query A { a }', name: 'A', type: 'query' }],
  });
});

test.each<[string, string, string]>([
  ['text that is no JSON', 'query A { a }', 'got no JSON object, wanted {"HASH": "query …"}'],
  ['a list', '[]', 'got no JSON object'],
  ['nothing', '{}', 'got no operations'],
  [
    'a value that is no text',
    '{"h1": {"query": "{ a }"}}',
    'operation "h1": got a value of the type object, wanted the text of a document',
  ],
  ['a null', '{"h1": null}', 'operation "h1": got a value of the type null'],
  ['an empty document', '{"h1": " "}', 'operation "h1": got an empty text'],
  ['an empty id', '{"": "{ a }"}', 'got an empty id'],
  ['another version', JSON.stringify({ ...APOLLO, version: 2, operations: [] }), 'and version 2, wanted'],
  ['another format', '{"format": "other", "operations": []}', 'got format "other"'],
  ['an Apollo manifest without operations', JSON.stringify({ ...APOLLO, operations: [] }), 'got no operations'],
  [
    'an operation without an id',
    JSON.stringify({ ...APOLLO, operations: [{ body: '{ a }' }] }),
    'operations[0]: got the id undefined, wanted a text',
  ],
  ['an operation that is none', JSON.stringify({ ...APOLLO, operations: [5] }), 'operations[0]: got 5'],
  [
    'an operation without a body',
    JSON.stringify({ ...APOLLO, operations: [{ id: 'h1' }] }),
    'operation "h1": got a value of the type undefined',
  ],
  [
    'an id twice',
    JSON.stringify({
      ...APOLLO,
      operations: [
        { id: 'h1', body: '{ a }' },
        { id: 'h1', body: '{ b }' },
      ],
    }),
    'operation "h1": got it more than once',
  ],
])('%s is refused in words that help', (_what, text, wanted) => {
  const manifest = readManifest(text);
  expect(manifest).toEqual({ ok: false, issues: [expect.stringContaining(wanted)] });
});
