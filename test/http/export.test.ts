// The export: what the API answers, as a file whose last line says whether it is whole.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { NOON, openPipeline, type Pipeline } from '../support/pipeline.js';
import { ACCOUNTS, KEYS_FILE, ONE } from '../support/tenants.js';

const IMEI = '990000000000200';
const OTHER = '353000000000025';
const INACTIVE = '990000000000404';
/** About 290 sessions a day. */
const LOAD = '990000000000213';
const DAY = 86_400_000;
const iso = (at: number): string => new Date(at).toISOString();
const WEEK = `start=${iso(NOON - 7 * DAY)}&end=${iso(NOON)}`;

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await openPipeline({ environment: { MAX_PAGE_SIZE: '100000' } });
});
afterAll(() => pipeline.close());

const get = (path: string, headers = {}): Promise<Response> =>
  fetch(`${pipeline.url}/export/sessions.${path}`, { headers });
const linesOf = async (path: string): Promise<string[]> => (await (await get(path)).text()).split(/\r?\n/).slice(0, -1);
const objectsOf = async (path: string) =>
  (await linesOf(path)).map((line) => JSON.parse(line) as Record<string, unknown>);

const FIELDS = 'id startTime endTime duration numBytes bytesPerSecond';

async function nodesOf(imei: string, days: number, durationRange = '{}'): Promise<Record<string, unknown>[]> {
  const window = `start: "${iso(NOON - days * DAY)}", end: "${iso(NOON)}"`;
  const range = durationRange === '{}' ? '' : `, durationRange: ${durationRange}`;
  const { device } = await pipeline.client.request<{
    device: { accountNumber: string; sessions: { nodes: Record<string, unknown>[] } };
  }>(
    `{ device(imei: "${imei}") { accountNumber sessions(${window}, first: 100000${range}) { nodes { ${FIELDS} } } } }`,
  );
  return device.sessions.nodes.map((node) => ({ imei, accountNumber: device.accountNumber, ...node }));
}

describe('an export', () => {
  test('as NDJSON holds what Device.sessions answers, and a summary', async () => {
    const nodes = await nodesOf(IMEI, 7);
    const lines = await objectsOf(`ndjson?imei=${IMEI}&${WEEK}`);
    expect(lines.slice(0, -1)).toEqual(nodes);
    const bytes = nodes.reduce((sum, { numBytes }) => sum + Number(numBytes), 0);
    expect(lines.at(-1)).toEqual({
      summary: { complete: true, devices: 1, answered: 1, stale: 0, sessions: nodes.length, bytes },
    });
  });

  test('as CSV holds the same, by RFC 4180', async () => {
    const nodes = await nodesOf(IMEI, 7);
    const response = await get(`csv?imei=${IMEI}&${WEEK}`);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="sessions.csv"');
    const text = await response.text();
    expect(text.endsWith('\r\n')).toBe(true);
    const [head, ...records] = text.slice(0, -2).split('\r\n');
    expect(head).toBe('imei,accountNumber,id,startTime,endTime,duration,numBytes,bytesPerSecond,problem');
    expect(records.slice(0, -1)).toEqual(
      nodes.map(
        (node) =>
          `${Object.values(node)
            .map((cell) => cell ?? '')
            .join(',')},`,
      ),
    );
    expect(records.at(-1)).toMatch(
      new RegExp(`^#summary,1 of 1 devices,${nodes.length} sessions,0 stale,,,\\d+,,complete$`),
    );
    for (const line of text.split('\r\n')) expect(line).not.toMatch(/(^|,)[=+@\t-]/);
  });

  test('of the device with 52,000 sessions is right to the last of them', async () => {
    const nodes = await nodesOf(LOAD, 179);
    const lines = await objectsOf(`ndjson?imei=${LOAD}&start=${iso(NOON - 179 * DAY)}&end=${iso(NOON)}`);
    expect(nodes.length).toBeGreaterThan(50_000);
    expect(lines.length).toBe(nodes.length + 1);
    expect(lines.slice(0, -1)).toEqual(nodes);
  });

  test('takes the durations of the API', async () => {
    const nodes = await nodesOf(IMEI, 7, '{ min: 600, max: 7200.5 }');
    const lines = await objectsOf(`ndjson?imei=${IMEI}&${WEEK}&minDuration=600&maxDuration=7200.5`);
    expect(lines.slice(0, -1)).toEqual(nodes);
  });

  test('of several devices says of each that failed why, and that it is incomplete', async () => {
    const query = `imei=${IMEI}&imei=${INACTIVE}&imei=${OTHER}&imei=${IMEI}&${WEEK}`;
    const lines = await objectsOf(`ndjson?${query}`);
    expect(lines.filter((line) => 'problem' in line)).toMatchObject([
      { imei: INACTIVE, problem: { code: 'DEVICE_INACTIVE', retryable: false } },
    ]);
    expect(lines.at(-1)).toMatchObject({ summary: { complete: false, devices: 3, answered: 2 } });
    const records = await linesOf(`csv?${query}`);
    expect(records.some((record) => record.startsWith(`${INACTIVE},`) && record.endsWith(',DEVICE_INACTIVE'))).toBe(
      true,
    );
    expect(records.at(-1)).toMatch(/^#summary,2 of 3 devices,.*,incomplete$/);
  });

  test('that is cut has no summary', async () => {
    const response = await get(`csv?imei=${LOAD}&start=${iso(NOON - 179 * DAY)}&end=${iso(NOON)}`);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const { value } = await reader.read();
    await reader.cancel();
    expect(Buffer.from(value ?? []).toString()).not.toContain('#summary');
  });

  test('of which no device is answered is the failure, with its status', async () => {
    const response = await get(`csv?imei=${INACTIVE}&${WEEK}`);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({ code: 'DEVICE_INACTIVE', imei: INACTIVE });
  });

  test.each([
    ['', ['imei']],
    ['imei=12', ['imei']],
    [`imei=${IMEI}&start=yesterday&end=now`, ['start', 'end']],
    [`imei=${IMEI}&start=2026-11-02&end=2026-11-01`, ['start']],
    [`imei=${IMEI}&minDuration=-1`, ['minDuration']],
    [`imei=${IMEI}&minDuration=5&maxDuration=1`, ['durationRange.min']],
    [`imei=${IMEI}&from=2026-11-01`, ['from']],
    [`imei=${IMEI}&start=2026-11-01&start=2026-11-02`, ['start']],
    [Array.from({ length: 501 }, (_, n) => `imei=${353_000_000_000_000 + n}`).join('&'), ['imei']],
  ])('asked with %.60j names what is wrong', async (query, paths) => {
    const response = await get(`csv?${query}`);
    expect(response.status).toBe(400);
    const { code, fields } = (await response.json()) as { code: string; fields: { path: string }[] };
    expect([code, fields.map(({ path }) => path)]).toEqual(['BAD_USER_INPUT', paths]);
  });

  test('is not for pages of another site', async () => {
    const response = await get(`csv?imei=${IMEI}`, { 'sec-fetch-site': 'cross-site' });
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([403, 'FORBIDDEN']);
  });
});

describe('an export of a caller', () => {
  test('is for the accounts of the caller only', async () => {
    const keyed = await openPipeline({
      environment: { AUTH: 'keys', AUTH_KEYS_FILE: '/keys' },
      files: { '/keys': KEYS_FILE },
    });
    try {
      const ask = (query: string, headers = {}) =>
        fetch(`${keyed.url}/export/sessions.csv?imei=${IMEI}&${WEEK}${query}`, { headers });
      const headers = { authorization: `Bearer ${ONE.key}` };
      expect(await (await ask('')).json()).toMatchObject({ code: 'UNAUTHENTICATED' });
      expect(await (await ask(`&accountNumber=${ACCOUNTS.B}`, headers)).json()).toMatchObject({ code: 'FORBIDDEN' });
      expect((await ask(`&accountNumber=${ACCOUNTS.A}`, headers)).status).toBe(200);
    } finally {
      await keyed.close();
    }
  });

  test('spends the calls of the caller, and counts against CALL_BUDGET', async () => {
    const limited = await openPipeline({ environment: { RATE_LIMIT: '1', CALL_BUDGET: '1' } });
    try {
      const ask = (query: string) => fetch(`${limited.url}/export/sessions.csv?${query}`);
      expect(await (await ask(`imei=${IMEI}&imei=${OTHER}`)).json()).toMatchObject({ code: 'CALL_BUDGET_EXCEEDED' });
      const first = await ask(`imei=${IMEI}&${WEEK}`);
      expect([first.status, first.headers.get('ratelimit')]).toEqual([200, expect.stringContaining('r=0')]);
      await first.text();
      expect(await (await ask(`imei=${OTHER}&${WEEK}`)).json()).toMatchObject({ code: 'RATE_LIMITED' });
    } finally {
      await limited.close();
    }
  });
});
