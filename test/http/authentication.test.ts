// What callers get who say who they are, or do not, over HTTP.
import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { openPipeline, type Pipeline } from '../support/pipeline.js';

const KEYS = { dashboard: 'key-of-the-dashboard', report: 'key-of-the-report' };
const [OWN, OTHER] = ['0000123456-00001', '0000999999-00009'];
const FILE = JSON.stringify(
  Object.entries(KEYS).map(([name, key]) => ({
    name,
    hash: `sha256:${createHash('sha256').update(key).digest('hex')}`,
    accounts: [OWN],
  })),
);

const opened: Pipeline[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((pipeline) => pipeline.close()));
});

async function open(environment: Record<string, string> = {}, log: string[] = []): Promise<Pipeline> {
  const pipeline = await openPipeline({
    environment: { AUTH: 'keys', AUTH_KEYS_FILE: 'keys.json', ...environment },
    files: { 'keys.json': FILE },
    log: (line) => log.push(line),
  });
  opened.push(pipeline);
  return pipeline;
}

const sessionsOf = (imei: string, account?: string) =>
  `device(imei: "${imei}"${account ? `, accountNumber: "${account}"` : ''}) { sessions(start: "2026-11-10", end: "2026-11-12") { totalCount } }`;

async function ask({ url }: Pipeline, query: string, headers: Record<string, string> = {}) {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  const body = (await answer.json()) as {
    data?: Record<string, unknown>;
    errors?: { message: string; path?: unknown; extensions: Record<string, unknown> }[];
  };
  return { status: answer.status, headers: answer.headers, ...body };
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const imei = (n: number) => String(353_000_000_000_000 + n);

describe('whoever does not say who they are', () => {
  test('gets 401, the way to say it, and nothing else', async () => {
    const pipeline = await open();
    const { status, headers, data, errors } = await ask(pipeline, `{ ${sessionsOf(imei(1))} }`);
    expect([status, headers.get('www-authenticate'), data]).toEqual([401, 'Bearer', undefined]);
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED', category: 'CALLER', retryable: false } }]);
    expect(pipeline.emulator.calls.count('report')).toBe(0);
  });

  test('is told so before a body is read, and that a key is wrong without its being repeated', async () => {
    const log: string[] = [];
    const pipeline = await open({}, log);
    const wrong = await ask(pipeline, 'x'.repeat(300_000), bearer('a-wrong-key'));
    expect([wrong.status, wrong.headers.get('www-authenticate')]).toEqual([401, 'Bearer error="invalid_token"']);
    expect(JSON.stringify(wrong.errors) + log.join()).not.toContain('a-wrong-key');
  });

  test('may read the documents, and see whether the service lives', async () => {
    const { url } = await open();
    const statuses = ['/schema.graphql', '/errors', '/livez', '/readyz', '/metrics'].map(
      async (path) => (await fetch(url + path)).status,
    );
    expect(await Promise.all(statuses)).toEqual([200, 200, 200, 200, 200]);
  });
});

describe('a caller', () => {
  test('is answered about its only account without naming it', async () => {
    const { status, errors } = await ask(await open(), `{ ${sessionsOf(imei(1))} }`, { 'x-api-key': KEYS.report });
    expect([status, errors]).toEqual([200, undefined]);
  });

  test('gets FORBIDDEN for a foreign account, at that field alone, and nobody is asked', async () => {
    const pipeline = await open();
    const query = `{ own: ${sessionsOf(imei(1), OWN)} foreign: ${sessionsOf(imei(1), OTHER)} fleet(imeis: ["${imei(1)}"], accountNumber: "${OTHER}") { totalCount } }`;
    const { data, errors } = await ask(pipeline, query, bearer(KEYS.dashboard));
    expect(data).toEqual({ own: { sessions: { totalCount: expect.any(Number) } }, foreign: null, fleet: null });
    expect(errors?.map(({ path, extensions: { code } }) => [path, code])).toEqual([
      [['foreign'], 'FORBIDDEN'],
      [['fleet'], 'FORBIDDEN'],
    ]);
    expect(pipeline.emulator.calls.list('report').map(({ accountNumber }) => accountNumber)).toEqual([OWN]);
  });

  test('is named in the line of its operation', async () => {
    const log: string[] = [];
    const pipeline = await open({}, log);
    await ask(pipeline, `query Mine { ${sessionsOf(imei(1))} }`, bearer(KEYS.dashboard));
    expect(log.filter((line) => line.includes('"caller":"dashboard"') && line.includes('"Mine"'))).toHaveLength(1);
    expect(log.join()).not.toContain(KEYS.dashboard);
  });
});

describe('a quota', () => {
  test('refuses a caller at ten times its calls a minute and says when, while another is answered', async () => {
    const pipeline = await open({ RATE_LIMIT: '6' });
    const asked = (key: string, from: number) =>
      Promise.all(
        Array.from({ length: 60 }, (_, n) => ask(pipeline, `{ ${sessionsOf(imei(from + n))} }`, bearer(key))),
      );
    const greedy = await asked(KEYS.dashboard, 0);
    const refused = greedy.flatMap(({ errors = [] }) => errors);
    expect(refused).toHaveLength(54);
    for (const { extensions } of refused)
      expect(extensions).toMatchObject({ code: 'RATE_LIMITED', retryable: true, retryAfterMs: 10_000 });
    const modest = await ask(pipeline, `{ ${sessionsOf(imei(100))} }`, bearer(KEYS.report));
    expect(modest.errors).toBeUndefined();
    expect(modest.headers.get('ratelimit')).toBe('"calls";r=5;t=10');
    expect(modest.headers.get('ratelimit-policy')).toBe('"calls";q=6;w=60');
    expect(pipeline.emulator.calls.count('report')).toBe(7);
  });

  test('is not spent by what is held, which is answered also when nothing is left', async () => {
    const pipeline = await open({ RATE_LIMIT: '1' });
    const [first, again, more] = [imei(1), imei(1), imei(2)];
    const answers = [];
    for (const each of [first, again, more, first])
      answers.push(await ask(pipeline, `{ ${sessionsOf(each)} }`, bearer(KEYS.dashboard)));
    expect(answers.map(({ errors }) => errors?.[0]?.extensions['code'])).toEqual([
      undefined,
      undefined,
      'RATE_LIMITED',
      undefined,
    ]);
    pipeline.clock.now += 60_000;
    expect((await ask(pipeline, `{ ${sessionsOf(more)} }`, bearer(KEYS.dashboard))).errors).toBeUndefined();
  });

  test('is not spent where no call was made, since too many wait already', async () => {
    const pipeline = await open({ RATE_LIMIT: '60', UPSTREAM_CONCURRENCY: '1', UPSTREAM_QUEUE: '0' });
    pipeline.emulator.switches.set({ latency: 200 });
    const asked = Array.from({ length: 20 }, (_, n) =>
      ask(pipeline, `{ ${sessionsOf(imei(n))} }`, bearer(KEYS.dashboard)),
    );
    const codes = (await Promise.all(asked)).map(({ errors }) => errors?.[0]?.extensions['code']);
    expect(new Set(codes)).toEqual(new Set([undefined, 'OVERLOADED']));
    const { headers } = await ask(pipeline, '{ __typename }', bearer(KEYS.dashboard));
    const left = 60 - pipeline.emulator.calls.count('report');
    expect(headers.get('ratelimit')).toContain(`r=${left};`);
  });

  test('counts the retries of a sick upstream', async () => {
    const pipeline = await open({ RATE_LIMIT: '3' });
    pipeline.emulator.switches.set({ faults: 'unavailable:1:2' });
    const { headers } = await ask(pipeline, `{ ${sessionsOf(imei(1))} }`, bearer(KEYS.dashboard));
    expect(headers.get('ratelimit')).toBe('"calls";r=0;t=60');
  });
});

test('an operation that is asked for by a text that is no name is a line without it', async () => {
  const log: string[] = [];
  const { url } = await open({ AUTH: 'none', AUTH_KEYS_FILE: '' }, log);
  const body = JSON.stringify({ query: '{ __typename }', operationName: 'evil\n\u001b[31m"level":60' });
  await (
    await fetch(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  ).text();
  const [line = ''] = log.filter((each) => each.includes('"operation"'));
  expect([line.includes('evil'), line.includes('OPERATION_RESOLUTION_FAILURE')]).toEqual([false, true]);
});

test('an id of a request that may be a device is not taken over', async () => {
  const pipeline = await open({ AUTH: 'none', AUTH_KEYS_FILE: '' });
  const idFor = async (given: string) =>
    (await ask(pipeline, '{ __typename }', { 'x-request-id': given })).headers.get('x-request-id');
  expect(await idFor('trace-1:a')).toBe('trace-1:a');
  expect(await idFor('of-990000000000001')).toMatch(/^request-/);
});
