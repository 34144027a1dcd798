// Whoever brings no key, or none that is known, through the whole pipeline and by every method.
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Pipeline } from '../../support/pipeline.js';
import { checkSecrets } from '../../support/tenant-witness.js';
import { openTenants } from '../../support/tenant-worlds.js';
import { ACCOUNTS, hashOf, ONE, type Tenant, TWO } from '../../support/tenants.js';

const IMEI = '350000000000000';
const QUERY = `{ device(imei: "${IMEI}", accountNumber: "${ACCOUNTS.A}") { imei sessions { totalCount } } }`;
const WRONG = 'ts_a-key-that-nobody-has';
/** Who may see nothing at all must be told of nobody. */
const STRANGER: Tenant = { name: 'stranger', key: WRONG, sees: [], isAuditor: false };

type Headers = readonly (readonly [string, string])[];
const bearer = (key: string) => ['Authorization', `Bearer ${key}`] as const;
const apiKey = (key: string) => ['X-API-Key', key] as const;

const lines: string[] = [];
let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await openTenants('A', (line) => lines.push(line));
});
afterAll(() => pipeline.close());

interface Reply {
  readonly status: number | undefined;
  readonly challenge: string | undefined;
  readonly body: string;
}

/** As it is on the wire: a header that is given twice is sent twice. */
async function send(method: 'GET' | 'POST', headers: Headers): Promise<Reply> {
  const query = method === 'GET' ? `?query=${encodeURIComponent(QUERY)}` : '';
  const asked = request(`${pipeline.url}/graphql${query}`, { method, headers: flat(headers) });
  const response = await answerTo(asked, method === 'POST' ? JSON.stringify({ query: QUERY }) : '');
  const { statusCode: status, headers: given } = response;
  return { status, challenge: given['www-authenticate'], body: `${flatText(given)}\n${await text(response)}` };
}

const flat = (headers: Headers): string[] => [
  ...['Host', new URL(pipeline.url).host, 'Content-Type', 'application/json', 'Apollo-Require-Preflight', 'yes'],
  ...['Connection', 'close', ...headers.flat()],
];

const flatText = (headers: object): string => JSON.stringify(headers);

const answerTo = (asked: ClientRequest, body: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    asked.once('response', resolve).once('error', reject).end(body);
  });

const STRANGE: readonly (readonly [string, Headers])[] = [
  ['nothing', []],
  ['an empty header', [['Authorization', '']]],
  ['an empty bearer', [['Authorization', 'Bearer']]],
  ['a bearer of blanks', [['Authorization', 'Bearer   ']]],
  ['an empty key', [apiKey('')]],
  ['a wrong bearer', [bearer(WRONG)]],
  ['a wrong key', [apiKey(WRONG)]],
  ['the hash of a key', [bearer(hashOf(ONE.key))]],
  ['a key but for its last letter', [bearer(ONE.key.slice(0, -1))]],
  ['a key in capitals', [bearer(ONE.key.toUpperCase())]],
  ['the name of a caller', [apiKey(ONE.name)]],
  ['a key by another scheme', [['Authorization', `Basic ${ONE.key}`]]],
  ['two keys in two headers', [bearer(ONE.key), apiKey(TWO.key)]],
  ['a good and a wrong key in two headers', [bearer(ONE.key), apiKey(WRONG)]],
  ['a good and an empty key in two headers', [bearer(ONE.key), apiKey('')]],
  ['a wrong and a good key in two headers', [bearer(WRONG), apiKey(ONE.key)]],
  ['two bearers in one header', [['Authorization', `Bearer ${ONE.key}, Bearer ${TWO.key}`]]],
  ['two bearers in two headers', [bearer(ONE.key), bearer(TWO.key)]],
  ['a good and a wrong bearer in two headers', [bearer(ONE.key), bearer(WRONG)]],
  ['two keys in two headers of one name', [apiKey(ONE.key), apiKey(TWO.key)]],
  ['one key twice under one name', [apiKey(ONE.key), apiKey(ONE.key)]],
];

describe.each(['GET', 'POST'] as const)('by %s', (method) => {
  test.each(STRANGE)(
    'who brings %s is UNAUTHENTICATED, told how to do better, and nobody is asked',
    async (_, headers) => {
      const { status, challenge, body } = await send(method, headers);
      expect([status, challenge]).toEqual([401, expect.stringMatching(/^Bearer( error="invalid_token")?$/)]);
      expect(body).toContain('"code":"UNAUTHENTICATED"');
      expect(body).not.toContain('"data"');
      expect(body).not.toContain(WRONG);
      checkSecrets(body, STRANGER);
      expect(pipeline.emulator.calls.list()).toEqual([]);
    },
  );
});

describe('a known key', () => {
  test.each([
    ['as a bearer', [bearer(ONE.key)]],
    ['in its own header', [apiKey(ONE.key)]],
    ['in both', [bearer(ONE.key), apiKey(ONE.key)]],
  ] as const)('lets in %s', async (_, headers) => {
    for (const method of ['GET', 'POST'] as const) {
      const { status, body } = await send(method, headers);
      expect([status, body.includes('"totalCount"')]).toEqual([200, true]);
    }
  });

  test('is in no line of the log, as none of the wrong ones is, nor any device', () => {
    const secrets = [ONE.key, TWO.key, WRONG, hashOf(ONE.key), IMEI];
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((line) => secrets.some((secret) => line.includes(secret)))).toEqual([]);
  });
});
