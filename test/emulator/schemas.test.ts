import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { cards } from '../../src/emulator/cards.js';
import { sessionRefusal } from '../../src/emulator/failures.js';
import { FAULT_NAMES } from '../../src/emulator/fault-rules.js';
import { askLogin, askToken, BASIC, emulators, PATHS, recordedPause, send } from './emulator.fixture.js';

const start = emulators();

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
const schemaOf = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../schema/upstream.${name}.json`, import.meta.url), 'utf8'));
const failureSchema = schemaOf('failure');
const isReport = ajv.compile(schemaOf('report'));
const isFailure = ajv.compile(failureSchema);
const isKind = (kind: string) => ajv.compile({ ...failureSchema, anyOf: [{ $ref: `#/definitions/${kind}` }] });

/** What is wrong with a body, as one text; empty when nothing is. */
function trouble(validate: typeof isReport, body: unknown): string {
  return validate(body) ? '' : ajv.errorsText(validate.errors);
}

describe('the schema of reports', () => {
  test.each(cards.filter((card) => card.expect === 'report'))('holds for the card $name', async ({ imei }) => {
    const { caller } = await start({ sleep: recordedPause().sleep });
    const { status, body } = await caller.ask({ imei });
    expect([status, trouble(isReport, body)]).toEqual([200, '']);
  });

  test.each(['353000000000017', '490154203237518', '000000000000000'])(
    'holds for the ordinary device %s',
    async (imei) => {
      const { emulator, caller } = await start();
      for (const openEnd of ['absent', 'null', 'now'] as const) {
        for (const timeStyle of ['utc', 'offset', 'zoneless', 'go'] as const) {
          emulator.switches.set({ openEnd, timeStyle });
          expect(trouble(isReport, (await caller.ask({ imei })).body)).toBe('');
        }
      }
    },
  );

  const seen = ['startMissing', 'unreadableTime', 'wrongTypes', 'negativeBytes', 'unsafeBytes'];
  test.each(cards.filter((card) => seen.includes(card.name)))('refuses the card $name', async ({ imei }) => {
    const { caller } = await start();
    expect(trouble(isReport, (await caller.ask({ imei })).body)).toMatch(/sessions\/\d+/);
  });

  test.each([
    {},
    [],
    null,
    { errorCode: 'X', errorMessage: 'Y' },
    { id: '1', sessions: {} },
    { id: '1', sessions: [null] },
  ])('refuses %j', (body) => {
    expect(trouble(isReport, body)).not.toBe('');
  });
});

describe('the schema of failures', () => {
  test.each(cards.filter((card) => card.plays.kind === 'failure'))('holds for the card $name', async ({ imei }) => {
    const { caller } = await start();
    expect(trouble(isKind('page'), (await caller.ask({ imei })).body)).toBe('');
  });

  test.each(FAULT_NAMES.filter((name) => /^rateLimited|serverError|unavailable|accessDenied/.test(name)))(
    'holds for the fault %s',
    async (fault) => {
      const { caller } = await start({ faults: [{ fault }] });
      expect(trouble(isFailure, (await caller.ask()).body)).toBe('');
    },
  );

  test('holds for refusals of the gateway, the session layer and the token endpoint, each by its own envelope', async () => {
    const { url, caller } = await start();
    const wrongToken = { ...caller.headers, 'VZ-M2M-Token': 'x' };
    const heard = {
      gateway: [await send(url), await send(url + PATHS.report), await caller.ask({}, { headers: {} })],
      session: [
        await caller.ask({}, { headers: wrongToken }),
        await askLogin(url, caller.bearer, 'user', 'wrong-password'),
        await askLogin(url, caller.bearer, '', ''),
        await send(url + PATHS.logout, { method: 'POST', headers: wrongToken }),
      ],
      token: [await askToken(url, ''), await askToken(url, BASIC, '')],
      page: [await caller.post('x'), await caller.post('x'.repeat(200_000))],
    };
    for (const [kind, answers] of Object.entries(heard)) {
      for (const { status, body } of answers) {
        expect(status).toBeGreaterThanOrEqual(400);
        expect([kind, trouble(isKind(kind), body)]).toEqual([kind, '']);
      }
    }
  });

  test('holds for every shape of a refused session', () => {
    for (const shape of ['uws', 'access', 'fault'] as const) {
      for (const why of ['missing', 'unknown', 'expired'] as const) {
        expect(trouble(isFailure, JSON.parse(sessionRefusal(shape, why).body))).toBe('');
      }
    }
  });

  test('takes the form that only the SDKs declare', () => {
    expect(trouble(isKind('sdk'), { responseCode: 'INVALID_ACCESS', message: 'no' })).toBe('');
  });

  test.each([{}, [], null, { sessions: [], id: '1' }, { fault: {} }, { errorCode: 7, errorMessage: 'x' }])(
    'refuses %j',
    (body) => {
      expect(trouble(isFailure, body)).not.toBe('');
    },
  );
});
