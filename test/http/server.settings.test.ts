// What the settings of the front change: introspection, foreign origins, and how it answers while it drains.
import { afterEach, describe, expect, test } from '@jest/globals';
import { openPipeline, type Pipeline } from '../support/pipeline.js';

let pipeline: Pipeline | undefined;
afterEach(async () => {
  await pipeline?.close();
  pipeline = undefined;
});

async function open(environment: Record<string, string>): Promise<string> {
  pipeline = await openPipeline({ environment });
  return pipeline.url;
}

const ask = (url: string, query: string, headers: Record<string, string> = {}) =>
  fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });

describe('INTROSPECTION', () => {
  test.each(['{ __schema { queryType { name } } }', '{ __type(name: "Device") { name } }', '{ _service { sdl } }'])(
    'on lets the schema be asked for, and off refuses it and names the setting: %s',
    async (query) => {
      const told = (await (await ask(await open({}), query)).json()) as { errors?: unknown };
      expect(told.errors).toBeUndefined();
      await pipeline?.close();
      const refused = await (await ask(await open({ INTROSPECTION: 'off' }), query)).json();
      expect(refused).toMatchObject({
        errors: [
          { message: expect.stringContaining('INTROSPECTION'), extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
        ],
      });
    },
  );

  test('off leaves __typename, and hides the document too', async () => {
    const url = await open({ INTROSPECTION: 'off' });
    expect(await (await ask(url, '{ __typename }')).json()).toMatchObject({ data: { __typename: 'Query' } });
    expect((await fetch(`${url}/schema.graphql`)).status).toBe(404);
  });
});

describe('CORS_ORIGINS', () => {
  const allowed = async (url: string, origin: string) =>
    (await ask(url, '{ __typename }', { origin })).headers.get('access-control-allow-origin');

  test('unset lets no foreign page read an answer', async () => {
    expect(await allowed(await open({}), 'https://a.example')).toBeNull();
  });

  test('lets the pages of its origins read answers, and no others', async () => {
    const url = await open({ CORS_ORIGINS: 'https://a.example,https://b.example' });
    expect(await allowed(url, 'https://b.example')).toBe('https://b.example');
    expect(await allowed(url, 'https://c.example')).toBeNull();
  });
});

test('answers carry headers that keep browsers from guessing, framing and loading', async () => {
  const { headers } = await fetch(`${await open({})}/errors`);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
});

test('while it drains it is not ready, and still answers, each connection for the last time', async () => {
  const url = await open({});
  pipeline?.app.drain();
  expect((await fetch(`${url}/readyz`)).status).toBe(503);
  const answer = await ask(url, '{ __typename }');
  expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close']);
});
