// How often a request whose token was refused is sent, and with which tokens.
import { describe, expect, test } from '@jest/globals';
import type { UpstreamResponse } from '../../src/thingspace/failures.js';
import { answer, EXPIRED, fault, HTML, page } from '../support/answers.js';
import { DENIED, failureOf, REPORT, stage } from './client.fixture.js';

describe('a refused token', () => {
  const shapes: [string, UpstreamResponse, string[]][] = [
    ['bearer', answer(401, fault('900901')), ['Bearer bearer-3', 'session-2']],
    ['session', answer(400, EXPIRED), ['Bearer bearer-1', 'session-3']],
    [
      'session in the shape of the SDK',
      answer(403, { responseCode: 'A.SessionToken.B' }),
      ['Bearer bearer-1', 'session-3'],
    ],
    ['unnamed', answer(401, DENIED), ['Bearer bearer-1', 'session-3']],
  ];

  test.each(shapes)('is renewed, and the same request sent once more: %s', async (_, refused, renewed) => {
    const { ask, sent, shown } = stage([REPORT, refused, REPORT]);
    await ask();
    expect((await ask()).calls).toBe(2);
    expect(shown().slice(1)).toEqual([['Bearer bearer-1', 'session-2'], renewed]);
    expect(sent[2]?.[0].body).toBe(sent[1]?.[0].body);
  });

  test('is renewed beside the other one, when the upstream has forgotten both', async () => {
    const { ask, shown } = stage([REPORT, answer(401, fault('900901')), answer(401, DENIED), REPORT]);
    await ask();
    expect((await ask()).calls).toBe(3);
    expect(shown().at(-1)).toEqual(['Bearer bearer-3', 'session-4']);
  });

  test.each(shapes)('that is refused again is a failure, and never a third request: %s', async (_, refused) => {
    const { ask, sent } = stage([REPORT, refused, refused, REPORT]);
    await ask();
    const { code, details } = await failureOf(ask());
    expect([code, details.upstream?.attempts, sent.length]).toEqual(['UPSTREAM_ACCESS_DENIED', 2, 3]);
  });

  test('that is unnamed, of a session that never worked, is a failure at once', async () => {
    const { ask, sent } = stage([answer(401, DENIED), REPORT]);
    expect(await failureOf(ask())).toMatchObject({
      code: 'UPSTREAM_ACCESS_DENIED',
      details: { upstream: { attempts: 1 } },
    });
    expect(sent).toHaveLength(1);
  });

  test('that is unnamed is renewed also where the session worked only for a device that failed', async () => {
    const { ask, sent } = stage([answer(404, page('Device inactive')), answer(401, DENIED), REPORT]);
    await failureOf(ask());
    expect([(await ask()).calls, sent.length]).toEqual([2, 3]);
  });

  test.each([answer(503, HTML), answer(401, DENIED)])(
    'is not told from a session that no answer proved: %j',
    async (first) => {
      const { ask, sent } = stage([first, answer(401, DENIED), REPORT]);
      await failureOf(ask());
      await failureOf(ask());
      expect(sent).toHaveLength(2);
    },
  );
});
