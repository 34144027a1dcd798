// What callers are told who ask for a kind of operation, or of entity, that there is not.
import { expect, test } from '@jest/globals';
import { openPipeline } from '../../support/pipeline.js';

test.each(['mutation', 'subscription'])('a %s is refused as the fault of its caller', async (type) => {
  const pipeline = await openPipeline();
  const body = JSON.stringify({ query: `${type} { x }` });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${pipeline.url}/graphql`, { method: 'POST', headers, body });
  expect(await answer.json()).toMatchObject({
    errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED', category: 'CALLER', retryable: false } }],
  });
  await pipeline.close();
});

test('an entity of a type that is none is the fault of its caller, in words that are not the caller’s', async () => {
  const log: string[] = [];
  const pipeline = await openPipeline({ log: (line) => log.push(line) });
  const query = 'query ($keys: [_Any!]!) { _entities(representations: $keys) { __typename } }';
  const variables = { keys: [{ __typename: 'Nonsense', imei: '353000000000017' }] };
  const answer = await fetch(`${pipeline.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const text = await answer.text();
  await pipeline.close();
  expect(JSON.parse(text)).toMatchObject({
    errors: [{ extensions: { code: 'BAD_USER_INPUT', fields: [{ path: 'representations[0].__typename' }] } }],
  });
  expect(text + log.join()).not.toContain('Nonsense');
});
