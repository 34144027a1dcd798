// The front over real HTTP: documents, probes, and what is told to requests that are not GraphQL.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FAILURES } from '../../src/errors.js';
import { openPipeline, type Pipeline } from '../support/pipeline.js';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await openPipeline();
});
afterAll(() => pipeline.close());

const JSON_TYPE = { 'content-type': 'application/json' };
const post = (body: string, headers: Record<string, string> = JSON_TYPE) =>
  fetch(`${pipeline.url}/graphql`, { method: 'POST', headers, body });
const get = (path: string, headers: Record<string, string> = {}) => fetch(pipeline.url + path, { headers });

describe('documents', () => {
  test('the public schema is served without a trace of federation', async () => {
    const sdl = await (await get('/schema.graphql')).text();
    expect(sdl).toContain('type Device {');
    expect(sdl).not.toContain('_entities');
  });

  test('the catalogue has every code, as JSON and as a page', async () => {
    const list: unknown = await (await get('/errors')).json();
    expect(list).toHaveLength(Object.keys(FAILURES).length);
    const page = await get('/errors', { accept: 'text/html' });
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain('id="DEVICE_IN_SEVERAL_ACCOUNTS"');
  });
});

describe('a request', () => {
  test('gets its own id back, or a new one', async () => {
    expect((await get('/livez', { 'x-request-id': 'mine-1' })).headers.get('x-request-id')).toBe('mine-1');
    expect((await get('/livez', { 'x-request-id': 'not fit for a log' })).headers.get('x-request-id')).toMatch(
      /^request-/,
    );
  });

  test.each([
    ['malformed JSON', '{', JSON_TYPE, 400],
    ['an empty body', '', JSON_TYPE, 400],
    ['a form', 'query={__typename}', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['a body beyond 100 kB', JSON.stringify({ query: `{ __typename # ${'x'.repeat(110_000)}\n }` }), JSON_TYPE, 413],
    ['an object without a query', '{"nonsense":1}', JSON_TYPE, 400],
  ])('with %s is told so in a GraphQL error', async (_what, body, headers, status) => {
    const response = await post(body, headers);
    expect(response.status).toBe(status);
    const extensions = {
      code: 'BAD_REQUEST',
      category: 'CALLER',
      retryable: false,
      requestId: expect.stringMatching(/^request-/),
    };
    expect(await response.json()).toEqual({ errors: [{ message: expect.any(String), extensions }] });
  });

  test('by GET without a preflight header is refused with a requestId too', async () => {
    const body: unknown = await (await get('/graphql?query={__typename}')).json();
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST', requestId: expect.any(String) } }] });
  });

  test('to a path where there is nothing gets a problem that says what there is', async () => {
    const response = await get('/nothing');
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({ status: 404, detail: expect.stringContaining('/graphql') });
  });
});

describe('probes', () => {
  test('say that the process lives and takes requests', async () => {
    expect(await (await get('/livez')).json()).toEqual({ status: 'alive' });
    expect((await get('/readyz')).status).toBe(200);
  });
});

test('a fault of ours is masked, and logged once under its requestId', async () => {
  const lines: string[] = [];
  const faulty = await openPipeline({ log: (line) => lines.push(line) });
  const query = '{ device(imei: "990000000000001") { sessions { totalCount } } }';
  faulty.clock.now = Number.NaN;
  const response = await fetch(`${faulty.url}/graphql`, {
    method: 'POST',
    headers: JSON_TYPE,
    body: JSON.stringify({ query }),
  });
  const { errors } = (await response.json()) as {
    errors: [{ message: string; extensions: { code: string; requestId: string } }];
  };
  expect(errors[0]).toMatchObject({ message: 'Internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR' } });
  expect(
    lines.filter((line) => line.includes(errors[0].extensions.requestId) && line.includes('internal error')),
  ).toHaveLength(1);
  await faulty.close();
});
