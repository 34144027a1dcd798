// Representations that a gateway sends, over HTTP: each that cannot be used fails alone, in the words of a caller's fault.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openPipeline, type Pipeline } from '../support/pipeline.js';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await openPipeline();
});
afterAll(() => pipeline.close());

interface Body {
  readonly data: { readonly _entities: readonly unknown[] };
  readonly errors: readonly {
    readonly path: readonly unknown[];
    readonly extensions: { readonly code: string; readonly fields?: readonly { readonly path: string }[] };
  }[];
}

async function entities(keys: readonly unknown[]): Promise<Body> {
  const query = 'query ($keys: [_Any!]!) { _entities(representations: $keys) { __typename ... on Device { imei } } }';
  const body = JSON.stringify({ query, variables: { keys } });
  const headers = { 'content-type': 'application/json' };
  return (await fetch(`${pipeline.url}/graphql`, { method: 'POST', headers, body })).json() as Promise<Body>;
}

const GOOD = { __typename: 'Device', imei: '990000000000001' };
const FOUND = { __typename: 'Device', imei: '990000000000001' };

test.each<[string, unknown, string]>([
  ['is a text', 'Device', 'representations[1]'],
  ['is a number', 7, 'representations[1]'],
  ['is a list', [GOOD], 'representations[1]'],
  ['has no type', { imei: GOOD.imei }, 'representations[1].__typename'],
  ['has a type that is none', { ...GOOD, __typename: 'Nonsense' }, 'representations[1].__typename'],
  ['has a type that is no entity', { ...GOOD, __typename: 'DeviceSession' }, 'representations[1].__typename'],
  ['has no IMEI', { __typename: 'Device' }, 'imei'],
  ['has an IMEI of another type', { __typename: 'Device', imei: 990000000000001 }, 'imei'],
  ['has an account that is none', { ...GOOD, accountNumber: '' }, 'accountNumber'],
])('a representation that %s fails alone', async (_, bad, path) => {
  const { data, errors } = await entities([GOOD, bad, GOOD]);
  expect(data._entities).toEqual([FOUND, null, FOUND]);
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatchObject({
    path: ['_entities', 1],
    extensions: { code: 'BAD_USER_INPUT', fields: [{ path }] },
  });
});

test('no representations are no entities', async () => {
  expect(await entities([])).toMatchObject({ data: { _entities: [] } });
});
