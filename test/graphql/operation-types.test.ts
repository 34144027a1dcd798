// Knows what callers are told who ask for a kind of operation that there is not.
import { expect, test } from '@jest/globals';
import { openRoad } from '../support/road.js';

test.each(['mutation', 'subscription'])('a %s is refused as the fault of its caller', async (type) => {
  const road = await openRoad();
  const body = JSON.stringify({ query: `${type} { x }` });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${road.url}/graphql`, { method: 'POST', headers, body });
  expect(await answer.json()).toMatchObject({
    errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED', category: 'CALLER', retryable: false } }],
  });
  await road.close();
});
