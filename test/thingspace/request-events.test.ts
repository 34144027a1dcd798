// What is told of each request to the upstream, with a send of its own.
import { describe, expect, test } from '@jest/globals';
import { Failure } from '../../src/errors.js';
import { PATHS } from '../../src/thingspace/endpoints.js';
import type { UpstreamEvent } from '../../src/thingspace/events.js';
import type { UpstreamResponse } from '../../src/thingspace/failures.js';
import { withRequestEvents } from '../../src/thingspace/request-events.js';
import { answer } from '../support/answers.js';
import { never } from '../support/fetch.js';

async function told(outcome: UpstreamResponse | Error, path: string = PATHS.report): Promise<UpstreamEvent[]> {
  const events: UpstreamEvent[] = [];
  let elapsed = 100;
  const send = withRequestEvents(
    async () => {
      elapsed += 25;
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
    (event) => events.push(event),
    () => elapsed,
  );
  const sent = send({ path, headers: {}, body: '' }, never());
  await expect(sent.catch((error: unknown) => error)).resolves.toBe(outcome);
  return events;
}

describe('of a request is told', () => {
  test.each<[string, UpstreamResponse | Error]>([
    ['ok', answer(200, {})],
    ['refused', answer(429, {})],
    ['failed', answer(503, {})],
    ['timeout', new Failure('UPSTREAM_TIMEOUT', 'Late')],
    ['unreachable', new Failure('UPSTREAM_UNAVAILABLE', 'Down')],
    ['malformed', new Failure('UPSTREAM_MALFORMED', 'Too large')],
    ['aborted', new Failure('INTERNAL_SERVER_ERROR', 'Everyone has left')],
    ['aborted', new Error('Left')],
  ])('its outcome and its time: %s', async (outcome, result) => {
    expect(await told(result)).toEqual([{ kind: 'request', endpoint: 'report', outcome, ms: 25 }]);
  });

  test.each(['report', 'token', 'login'] as const)('its endpoint: %s', async (endpoint) => {
    expect(await told(answer(200, {}), PATHS[endpoint])).toMatchObject([{ endpoint }]);
  });
});
