// Hostile requests against the whole pipeline: each is refused in our own words, asks nothing upstream, and leaves the server alive.
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { attacks, honest } from '../../chaos/attacks/requests.js';
import { openPipeline, type Pipeline } from '../support/pipeline.js';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await openPipeline();
});
afterAll(() => pipeline.close());

const JSON_TYPE = { 'content-type': 'application/json' };
const send = (body: string | Uint8Array<ArrayBuffer>, headers: Readonly<Record<string, string>> = JSON_TYPE) =>
  fetch(`${pipeline.url}/graphql`, { method: 'POST', headers, body });

interface Refused {
  readonly data?: unknown;
  readonly errors: readonly { readonly message: string; readonly extensions: Record<string, unknown> }[];
}

async function refused(body: string | Uint8Array<ArrayBuffer>, headers = JSON_TYPE): Promise<Refused> {
  return (await (await send(body, headers)).json()) as Refused;
}

describe('an attack', () => {
  test.each(attacks.map((attack) => [attack.name, attack] as const))(
    'by %s is refused with a typed error, and nothing is asked upstream',
    async (_name, { headers, body, status, code }) => {
      const response = await send(body, headers);
      const { errors } = (await response.json()) as Refused;
      expect([response.status, errors[0]?.extensions]).toEqual([
        status,
        expect.objectContaining({
          code,
          category: expect.any(String),
          retryable: false,
          requestId: expect.any(String),
        }),
      ]);
      expect(JSON.stringify(errors)).not.toMatch(/Did you mean|stacktrace|node_modules/);
      expect(pipeline.emulator.calls.list()).toEqual([]);
      expect((await fetch(`${pipeline.url}/livez`)).status).toBe(200);
    },
  );

  test.each([
    ['MAX_ALIASES', 751, 750, `{ ${'a: __typename '.repeat(751)} }`],
    ['MAX_DEPTH', 21, 20, `${'{ device '.repeat(21)}${'}'.repeat(21)}`],
    ['MAX_REPEATED_FIELDS', 21, 20, `{ ${'__typename '.repeat(22)} }`],
    ['MAX_DIRECTIVES', 101, 100, `{ __typename ${'@skip(if: false) '.repeat(101)} }`],
  ])('beyond %s is told the limit, the value and the setting', async (setting, needed, allowed, query) => {
    const { errors } = await refused(JSON.stringify({ query }));
    expect(errors).toHaveLength(1);
    expect(errors[0]?.extensions).toMatchObject({ code: 'QUERY_TOO_COMPLEX', setting, needed, allowed });
    expect(errors[0]?.message).toContain(`got ${needed} `);
    expect(errors[0]?.message).toContain(`wanted at most ${allowed} (${setting})`);
  });

  test('by a body is told how large it was and may be', async () => {
    const { errors } = await refused(JSON.stringify({ query: 'x'.repeat(110_000) }));
    expect(errors[0]?.message).toContain('got 110012 bytes, wanted at most 102400 (MAX_BODY_KB 100)');
  });

  test.each([
    ['a bare line break in a header', 'GET /livez HTTP/1.1\r\nhost: x\r\nx-request-id: a\rset-cookie: b\r\n\r\n', 400],
    ['__proto__ and a line break as a name', 'GET /livez HTTP/1.1\r\nhost: x\r\n__proto__\n: b\r\n\r\n', 400],
    ['what is not HTTP', 'hello\r\n\r\n', 400],
    ['headers of 40 kB', `GET /livez HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`, 431],
  ])('by %s is answered with a typed problem, and its connection is closed', async (_name, bytes, status) => {
    const socket = connect(Number(new URL(pipeline.url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(bytes);
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(JSON.parse(body)).toMatchObject({ status, code: 'BAD_REQUEST', category: 'CALLER', retryable: false });
  });

  test.each(['__proto__', 'constructor', '%0d%0aset-cookie:x'])(
    'by %s in every header that is read changes nothing',
    async (value) => {
      const headers = { ...JSON_TYPE, accept: value, origin: value, 'x-request-id': value, 'x-forwarded-for': value };
      const response = await send('{"query":"{ __typename }"}', headers);
      expect([response.status, response.headers.get('set-cookie')]).toEqual([406, null]);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
    },
  );

  test('by a misspelt name of a variable learns no other name', async () => {
    const query =
      'query ($r: DurationRange) { device(imei: "990000000000200") { sessions(durationRange: $r) { totalCount } } }';
    const { errors } = await refused(JSON.stringify({ query, variables: { r: { mim: 1 } } }));
    expect(errors[0]?.message).toContain('"mim"');
    expect(errors[0]?.message).not.toContain('Did you mean');
  });
});

describe('an honest query', () => {
  test.each(honest.map(({ name, body }) => [name, body] as const))('of %s is answered', async (_name, body) => {
    const { errors } = (await (await send(body)).json()) as { errors?: unknown };
    expect(errors).toBeUndefined();
  });
});
