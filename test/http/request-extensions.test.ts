// What may be said of a refresh, and what is refused instead of being passed over: in a body, in a query string, alone and over HTTP.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { extensionIssue } from '../../src/http/request-extensions.js';
import { openPipeline, type Pipeline } from '../support/pipeline.js';

describe('a refresh', () => {
  test.each<[string, unknown, unknown, string | undefined]>([
    ['true', { extensions: { refresh: true } }, {}, undefined],
    ['false', { extensions: { refresh: false } }, {}, undefined],
    ['null', { extensions: { refresh: null } }, {}, undefined],
    ['not said', {}, undefined, undefined],
    ['a text', { extensions: { refresh: 'yes' } }, {}, 'extensions.refresh: got "yes", wanted true or false'],
    ['a number', { extensions: { refresh: 1 } }, {}, 'extensions.refresh: got 1, wanted true or false'],
    ['in the query string', undefined, { refresh: 'true' }, 'refresh: got it in the query string'],
    [
      'in the extensions of the query string',
      undefined,
      { extensions: '{"refresh":true}' },
      'extensions.refresh: got it',
    ],
    ['beside extensions that are no JSON', undefined, { extensions: '{' }, undefined],
  ])('that is %s', (_, body, query, wanted) => {
    const issue = extensionIssue(body, query, true);
    if (wanted === undefined) expect(issue).toBeUndefined();
    else expect(`${issue?.path}: ${issue?.reason}`).toContain(wanted);
  });

  test('is refused where REFRESH is off, and only then', () => {
    expect(extensionIssue({ extensions: { refresh: true } }, {}, false)?.reason).toContain('REFRESH is off');
    expect(extensionIssue({ extensions: { refresh: false } }, {}, false)).toBeUndefined();
  });
});

describe('over HTTP', () => {
  let pipeline: Pipeline;
  beforeAll(async () => {
    pipeline = await openPipeline();
  });
  afterAll(() => pipeline.close());

  const codeOf = async (response: Response) => {
    const { errors } = (await response.json()) as {
      errors: { extensions: { code: string; fields: { path: string }[] } }[];
    };
    return [errors[0]?.extensions.code, errors[0]?.extensions.fields[0]?.path];
  };

  test.each(['"yes"', '1', '[]', '{}'])('a refresh of %s is the fault of its caller', async (refresh) => {
    const body = `{"query":"{ __typename }","extensions":{"refresh":${refresh}}}`;
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${pipeline.url}/graphql`, { method: 'POST', headers, body });
    expect(await codeOf(response)).toEqual(['BAD_USER_INPUT', 'extensions.refresh']);
  });

  test.each([
    ['refresh', 'refresh=true'],
    ['extensions.refresh', `extensions=${encodeURIComponent('{"refresh":true}')}`],
  ])('a %s in the query string of a GET is too', async (path, search) => {
    const headers = { 'apollo-require-preflight': 'yes' };
    const response = await fetch(`${pipeline.url}/graphql?query=%7B__typename%7D&${search}`, { headers });
    expect(await codeOf(response)).toEqual(['BAD_USER_INPUT', path]);
  });

  test('a path that cannot be decoded is refused in the documented form', async () => {
    const response = await fetch(`${pipeline.url}/%ff`);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      400,
      expect.stringContaining('application/problem+json'),
    ]);
    const requestId = response.headers.get('x-request-id');
    expect(await response.json()).toMatchObject({
      code: 'BAD_REQUEST',
      status: 400,
      type: '/errors#BAD_REQUEST',
      requestId,
    });
  });
});
