// Their contract, held from both ends: what the emulator answers fits the schemas, and the decoder takes exactly what fits.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { cards } from '../../src/emulator/cards.js';
import { type Emulator, startEmulator } from '../../src/emulator/server.js';
import { decodeReport } from '../../src/thingspace/decode.js';
import { readEnvelope } from '../../src/thingspace/failures.js';
import { NOON } from '../support/pipeline.js';

const schema = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../schema/upstream.${name}.json`, import.meta.url), 'utf8'));
const ajv = new Ajv({ strict: false });
const isReport = ajv.compile(schema('report'));
const isFailure = ajv.compile(schema('failure'));

let emulator: Emulator;
let headers: Record<string, string>;
beforeAll(async () => {
  emulator = await startEmulator({ now: () => NOON });
  const basic = { authorization: `Basic ${btoa('a:b')}`, 'content-type': 'application/x-www-form-urlencoded' };
  const post = async (path: string, sent: Record<string, string>, body: string): Promise<Record<string, string>> =>
    (await fetch(emulator.url + path, { method: 'POST', headers: sent, body })).json() as Promise<
      Record<string, string>
    >;
  const token = await post('/api/ts/v1/oauth2/token', basic, 'grant_type=client_credentials');
  const bearer = { authorization: `Bearer ${token['access_token']}`, 'content-type': 'application/json' };
  const login = await post('/api/m2m/v1/session/login', bearer, '{"username":"a","password":"b"}');
  headers = { ...bearer, 'vz-m2m-token': login['sessionToken'] ?? '' };
});
afterAll(() => emulator.close());

async function ask(imei: string): Promise<{ status: number; text: string }> {
  const startDate = new Date(NOON - 7 * 86_400_000).toISOString();
  const body = JSON.stringify({ accountNumber: '0000123456-00001', imei, startDate });
  const response = await fetch(`${emulator.url}/api/hyper-precise/v1/report/sessions`, {
    method: 'POST',
    headers,
    body,
  });
  return { status: response.status, text: await response.text() };
}

const EVERYTHING = { from: 0, to: NOON };

function decodes(text: string): boolean {
  try {
    return decodeReport(Buffer.from(text), EVERYTHING) !== undefined;
  } catch {
    return false;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What answers late, never, or by breaking the connection has no answer to look at. */
const answering = cards.filter(({ name }) => !['slow', 'reset', 'hangBeforeHeaders', 'cutInBody'].includes(name));
const named = (kind: 'report' | 'malformed' | 'failure') =>
  answering.filter(({ expect: wanted }) => wanted === kind).map(({ name, imei }) => [name, imei] as const);

describe('a report', () => {
  test.each(named('report'))('of the card %s fits the schema, and the decoder takes it', async (_, imei) => {
    const { status, text } = await ask(imei);
    expect([status, isReport(parsed(text)), decodes(text)]).toEqual([200, true, true]);
  });

  test.each(named('malformed'))(
    'of the card %s is taken neither by the decoder nor, where a schema can say so, by the schema',
    async (name, imei) => {
      const { text } = await ask(imei);
      expect(decodes(text)).toBe(false);
      // That a session ends before it starts, and that a text is no time, no schema says.
      if (!['endBeforeStart', 'unreadableTime'].includes(name)) expect(isReport(parsed(text))).toBe(false);
    },
  );
});

describe('a failure', () => {
  const withBody = named('failure').filter(([name]) => !['badGateway', 'gatewayTimeout'].includes(name));

  test.each(withBody)('of the card %s fits the schema, and its code and text are read', async (_, imei) => {
    const { status, text } = await ask(imei);
    expect(status).toBeGreaterThanOrEqual(400);
    expect([isFailure(parsed(text)), readEnvelope(text)?.message !== '']).toEqual([true, true]);
    expect(readEnvelope(text)).toBeDefined();
  });
});
