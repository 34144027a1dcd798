// Persisted operations over HTTP: how they are named, what may be kept, what is refused, and that only a manifest is answered where only it may be.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from '@jest/globals';
import { cards } from '../../src/emulator/cards.js';
import { openPipeline, type Pipeline } from '../support/pipeline.js';

const opened: Pipeline[] = [];
afterEach(() => Promise.all(opened.splice(0).map((pipeline) => pipeline.close())));

const QUERY =
  'query Total($imei: IMEI!) { device(imei: $imei) { sessions(start: "2026-11-16", end: "2026-11-20") { totalCount } } }';
const FLEET = 'query Fleet($imeis: [IMEI!]!) { fleet(imeis: $imeis) { totalCount devices { problem { code } } } }';
const SCHEMA = '{ __schema { queryType { name } } }';
const hashOf = (text: string, algorithm = 'sha256'): string => createHash(algorithm).update(text).digest('hex');
const HASH = hashOf(QUERY);
const MANIFEST = { [HASH]: QUERY, [hashOf(FLEET)]: FLEET, [hashOf(SCHEMA, 'md5')]: SCHEMA };
const KEY = 'k'.repeat(40);
const KEYS = JSON.stringify([{ name: 'a', hash: `sha256:${hashOf(KEY)}`, accounts: 'all' }]);
const variables = { imei: '990000000000001' };

async function open(environment: Record<string, string> = {}, manifest: object = MANIFEST): Promise<Pipeline> {
  const pipeline = await openPipeline({
    environment: { PERSISTED_OPERATIONS: 'manifest.json', ...environment },
    files: { 'manifest.json': JSON.stringify(manifest), keys: KEYS },
    testDevices: cards,
  });
  opened.push(pipeline);
  return pipeline;
}

const post = ({ url }: Pipeline, body: object): Promise<Response> =>
  fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

function get(
  { url }: Pipeline,
  search: Record<string, unknown>,
  headers: Record<string, string> = {},
): Promise<Response> {
  const texts = new URLSearchParams();
  for (const [name, value] of Object.entries(search))
    texts.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  return fetch(`${url}/graphql?${texts}`, { headers });
}

const persistedQuery = (sha256Hash: string) => ({ persistedQuery: { version: 1, sha256Hash } });
const answer = { data: { device: { sessions: { totalCount: 13 } } } };
const refusedWith = (code: string) => ({ errors: [{ extensions: { code, category: 'CALLER', retryable: false } }] });

describe('an operation of the manifest', () => {
  test.each([
    ['documentId', { documentId: HASH }],
    ['documentId with the prefix of its algorithm', { documentId: `sha256:${HASH}` }],
    ['the hash of automatic persisted queries', { extensions: persistedQuery(HASH) }],
  ])('is answered by %s, by POST and by GET without a preflight', async (_how, named) => {
    const pipeline = await open();
    expect(await (await post(pipeline, { ...named, variables })).json()).toMatchObject(answer);
    expect(await (await get(pipeline, { ...named, variables })).json()).toMatchObject(answer);
  });

  test.each([
    ['Relay, by MD5', { [hashOf(QUERY, 'md5')]: QUERY }, hashOf(QUERY, 'md5')],
    ['graphql-codegen, by SHA-256', { [`sha256:${HASH}`]: QUERY }, `sha256:${HASH}`],
    ['graphql-codegen, asked without the prefix', { [`sha256:${HASH}`]: QUERY }, HASH],
    ['graphql-codegen, by SHA-1', { [hashOf(QUERY, 'sha1')]: QUERY }, hashOf(QUERY, 'sha1')],
    [
      'Apollo',
      {
        format: 'apollo-persisted-query-manifest',
        version: 1,
        operations: [{ id: HASH, name: 'Total', type: 'query', body: QUERY }],
      },
      HASH,
    ],
  ])('is answered where the manifest is one of %s', async (_tool, manifest, documentId) => {
    const pipeline = await open({}, manifest);
    expect(await (await post(pipeline, { documentId, variables })).json()).toMatchObject(answer);
  });

  test('is named by its own name in the log, and has its cost and request id like any other', async () => {
    const pipeline = await open();
    const response = await get(pipeline, { documentId: HASH, variables });
    expect(response.headers.get('x-request-id')).toMatch(/^request-/);
    expect(await response.json()).toMatchObject({ extensions: { upstream: { calls: 1 } } });
  });

  test('is answered to a browser that opens its URL, instead of the explorer', async () => {
    const response = await get(await open(), { documentId: HASH, variables }, { accept: 'text/html,*/*;q=0.8' });
    expect(await response.json()).toMatchObject(answer);
  });

  test('is refused to what a page of another origin loads as an image or a script', async () => {
    const { url } = await open();
    // fetch would say a mode of its own.
    const asked = request(`${url}/graphql?documentId=${HASH}`, { headers: { 'sec-fetch-mode': 'no-cors' } }).end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    expect(JSON.parse(await text(response))).toMatchObject(refusedWith('BAD_REQUEST'));
  });
});

describe('an answer by GET', () => {
  test('may be kept by anybody for as long as an open day is fresh, where every caller sees the same', async () => {
    const { headers } = await get(await open({ OPEN_TTL_SECONDS: '30' }), { documentId: HASH, variables });
    expect([headers.get('cache-control'), headers.get('vary')]).toEqual([
      'public, max-age=30',
      'accept, authorization, x-api-key',
    ]);
  });

  test('may be kept by the browser of the caller alone, where callers have accounts', async () => {
    const pipeline = await open({ AUTH: 'keys', AUTH_KEYS_FILE: 'keys' });
    const kept = await get(pipeline, { documentId: HASH, variables }, { authorization: `Bearer ${KEY}` });
    expect(kept.headers.get('cache-control')).toBe('private, max-age=60');
    expect((await get(pipeline, { documentId: HASH, variables })).status).toBe(401);
  });

  test('depends on the origin too, where there are foreign ones', async () => {
    const pipeline = await open({ CORS_ORIGINS: 'https://app.example.com' });
    const { headers } = await get(
      pipeline,
      { documentId: HASH, variables },
      { origin: 'https://app.example.com', 'sec-fetch-mode': 'cors' },
    );
    expect(headers.get('vary')).toBe('Origin, accept, authorization, x-api-key');
  });

  test.each([
    ['an error', { documentId: HASH, variables: { imei: '990000000000404' } }],
    ['a variable that cannot be used', { documentId: HASH, variables: { imei: 'x' } }],
    ['a device of a fleet that failed', { documentId: hashOf(FLEET), variables: { imeis: ['990000000000404'] } }],
  ])('is kept by nobody where it has %s', async (_what, search) => {
    expect((await get(await open(), search)).headers.get('cache-control')).toBe('no-store');
  });

  test('is kept by nobody where open days are never fresh', async () => {
    const { headers } = await get(await open({ OPEN_TTL_SECONDS: '0' }), { documentId: HASH, variables });
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

test('neither a POST nor a query that a caller brings says that it may be kept', async () => {
  const pipeline = await open();
  const preflight = { 'apollo-require-preflight': '1' };
  for (const response of [
    await post(pipeline, { documentId: HASH, variables }),
    await get(pipeline, { query: QUERY, variables }, preflight),
  ])
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, null]);
});

describe('what cannot be looked up', () => {
  test.each([
    ['documentId', { documentId: 'f00' }],
    ['hash', { extensions: persistedQuery('f00') }],
  ])('is refused by an unknown %s, by POST and by GET', async (_how, named) => {
    const pipeline = await open();
    expect(await (await post(pipeline, named)).json()).toMatchObject(refusedWith('PERSISTED_QUERY_NOT_FOUND'));
    const response = await get(pipeline, named, { 'apollo-require-preflight': '1' });
    expect(await response.json()).toMatchObject(refusedWith('PERSISTED_QUERY_NOT_FOUND'));
  });

  test('is refused where two things are meant, or none', async () => {
    const pipeline = await open();
    for (const body of [
      { documentId: HASH, query: QUERY },
      { documentId: HASH, extensions: persistedQuery(HASH) },
      { documentId: 5 },
      { documentId: [HASH, HASH] },
      { variables },
    ]) {
      const response = await post(pipeline, body);
      expect([response.status, await response.json()]).toEqual([
        400,
        expect.objectContaining({
          errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_REQUEST' }) })],
        }),
      ]);
    }
  });

  test('is refused in a GET that brings a query without a preflight, as ever', async () => {
    expect(await (await get(await open(), { query: QUERY, variables })).json()).toMatchObject(
      refusedWith('BAD_REQUEST'),
    );
  });
});

test('beside a manifest, callers may bring queries and register their own hashes as ever', async () => {
  const pipeline = await open();
  const query = '{ __typename }';
  const typename = { data: { __typename: 'Query' } };
  expect(await (await post(pipeline, { query })).json()).toMatchObject(typename);
  const extensions = persistedQuery(hashOf(query));
  expect(await (await post(pipeline, { query, extensions })).json()).toMatchObject(typename);
  expect(await (await post(pipeline, { extensions })).json()).toMatchObject(typename);
});

describe('with PERSISTED_ONLY=on', () => {
  const only = { PERSISTED_ONLY: 'on' };

  test('every operation of the manifest is answered, introspection included', async () => {
    const pipeline = await open(only);
    expect(await (await post(pipeline, { documentId: HASH, variables })).json()).toMatchObject(answer);
    const schema = await get(pipeline, { documentId: hashOf(SCHEMA, 'md5') });
    expect(await schema.json()).toMatchObject({ data: { __schema: { queryType: { name: 'Query' } } } });
  });

  test.each<[string, object]>([
    ['a query', { query: '{ __typename }' }],
    ['the very text of an operation', { query: QUERY, variables }],
    ['introspection', { query: SCHEMA }],
    ['a query beside its hash, which would register it', { query: QUERY, extensions: persistedQuery(HASH) }],
    ['what is not even GraphQL', { query: '{' }],
    ['a batch', [{ query: '{ __typename }' }]],
    ['nothing', { variables }],
  ])('%s is refused, and nothing is said of the schema', async (_what, body) => {
    const response = await post(await open(only), body);
    expect([response.status, await response.json()]).toEqual([
      200,
      {
        errors: [
          {
            message: expect.stringContaining('documentId'),
            extensions: expect.objectContaining({ code: 'PERSISTED_QUERY_ID_REQUIRED', requestId: expect.anything() }),
          },
        ],
      },
    ]);
  });

  test('a GET with a query is refused, preflight or not', async () => {
    const response = await get(await open(only), { query: '{ __typename }' }, { 'apollo-require-preflight': '1' });
    expect(await response.json()).toMatchObject(refusedWith('PERSISTED_QUERY_ID_REQUIRED'));
  });

  test('an unknown id is refused', async () => {
    const response = await post(await open(only), { extensions: persistedQuery('f00') });
    expect(await response.json()).toMatchObject(refusedWith('PERSISTED_QUERY_NOT_FOUND'));
  });

  test.each(['/', '/graphql', '/explorer/explorer.js', '/schema.graphql'])(
    'neither the explorer nor the schema is at %s',
    async (path) => {
      const { url } = await open(only);
      const response = await fetch(url + path, { headers: { accept: 'text/html' } });
      expect(response.headers.get('content-type')).toContain('json');
      expect(await response.text()).toContain('"code"');
    },
  );
});
