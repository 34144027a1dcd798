// What Prometheus is told of a pipeline while it is asked, and that this never becomes more series.
import { afterEach, describe, expect, test } from '@jest/globals';
import { issuesOf, readExposition, sampleOf, seriesIn } from '../support/exposition.js';
import { openPipeline, type Pipeline, type PipelineOptions } from '../support/pipeline.js';

const opened: Pipeline[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((pipeline) => pipeline.close()));
});

async function open(options: PipelineOptions = {}): Promise<Pipeline> {
  const pipeline = await openPipeline(options);
  opened.push(pipeline);
  return pipeline;
}

const scrape = async ({ url }: Pick<Pipeline, 'url'>): Promise<string> => (await fetch(`${url}/metrics`)).text();

const queryOf = (imei: string) =>
  `{ device(imei: "${imei}") { sessions(start: "2026-11-10", end: "2026-11-18") { totalCount } } }`;

async function ask({ url }: Pipeline, query: string, headers: Record<string, string> = {}): Promise<void> {
  const body = JSON.stringify({ query });
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  await answer.text();
}

const PREFIX = 'thingspace_graphql_';

describe('/metrics', () => {
  test('keeps the rules of names, units and help, from the first scrape on', async () => {
    const pipeline = await open();
    const families = readExposition(await scrape(pipeline));
    expect(families.flatMap(issuesOf)).toEqual([]);
    expect(families.filter(({ name }) => name.startsWith(PREFIX)).length).toBeGreaterThan(15);
    expect(families.map(({ name }) => name)).toContain('nodejs_eventloop_lag_p99_seconds');
  });

  test('counts operations by code, calls by outcome, and days by where they came from', async () => {
    const pipeline = await open();
    await ask(pipeline, queryOf('353000000000017'));
    await ask(pipeline, queryOf('353000000000017'));
    await ask(pipeline, queryOf('990000000000404'));
    await ask(pipeline, '{ nonsense }');
    await ask(pipeline, '{', { 'content-type': 'text/plain' });
    const text = await scrape(pipeline);
    const values = Object.fromEntries(
      [
        'operations_total{code="OK"}',
        'operations_total{code="DEVICE_INACTIVE"}',
        'operations_total{code="GRAPHQL_VALIDATION_FAILED"}',
        'refused_requests_total{code="BAD_REQUEST"}',
        'operation_duration_seconds_count',
        'report_calls_total',
        'day_answers_total{source="held"}',
        'day_answers_total{source="read"}',
        'upstream_requests_total{endpoint="report",outcome="ok"}',
        'upstream_requests_total{endpoint="report",outcome="refused"}',
        'upstream_requests_total{endpoint="login",outcome="ok"}',
        'upstream_request_duration_seconds_count{endpoint="report"}',
        'reports_running',
        'reports_waiting',
        'breaker_open',
        'store_entries',
      ].map((name) => [name, sampleOf(text, PREFIX + name)]),
    );
    expect(values).toEqual({
      'operations_total{code="OK"}': 2,
      'operations_total{code="DEVICE_INACTIVE"}': 1,
      'operations_total{code="GRAPHQL_VALIDATION_FAILED"}': 1,
      'refused_requests_total{code="BAD_REQUEST"}': 1,
      operation_duration_seconds_count: 4,
      report_calls_total: 2,
      'day_answers_total{source="held"}': 8,
      'day_answers_total{source="read"}': 8,
      'upstream_requests_total{endpoint="report",outcome="ok"}': 1,
      'upstream_requests_total{endpoint="report",outcome="refused"}': 1,
      'upstream_requests_total{endpoint="login",outcome="ok"}': 1,
      'upstream_request_duration_seconds_count{endpoint="report"}': 2,
      reports_running: 0,
      reports_waiting: 0,
      breaker_open: 0,
      store_entries: 2,
    });
    expect(sampleOf(text, `${PREFIX}store_bytes`)).toBeGreaterThan(0);
  });

  test('shows an open breaker', async () => {
    const pipeline = await open({ emulator: { faults: 'unavailable' } });
    for (let n = 0; n < 6; n++) await ask(pipeline, queryOf(String(353_000_000_000_000 + n)));
    expect(sampleOf(await scrape(pipeline), `${PREFIX}breaker_open`)).toBe(1);
  });

  test('has the same series after an hour of mixed traffic, and none that names a device, a caller or a query', async () => {
    const faults =
      'unavailable:0.05,rateLimited:0.02,expireSession:0.05,cutInBody:0.03,startMissing:0.02,accessDenied:0.03';
    const pipeline = await open({ emulator: { faults, seed: 3 } });
    const before = seriesIn(await scrape(pipeline));
    for (let minute = 0; minute < 60; minute++) {
      pipeline.clock.now += 60_000;
      await Promise.all([
        ask(pipeline, queryOf(String(353_000_000_000_000 + minute)), { 'x-request-id': `r-${minute}` }),
        ask(pipeline, `query Page${minute} ${queryOf('990000000000001')}`),
        ask(pipeline, queryOf(['990000000000404', '990000000000500', 'nonsense'][minute % 3] ?? '')),
        ask(pipeline, '{ nonsense }'),
        fetch(`${pipeline.url}/nothing/${minute}`).then((answer) => answer.text()),
      ]);
      if (minute % 10 === 9) expect(seriesIn(await scrape(pipeline))).toEqual(before);
    }
    expect(before.join()).not.toMatch(/\d{14}/);
  });

  test('lies on a port of its own where one is named, and there alone', async () => {
    const lines: string[] = [];
    const pipeline = await open({ environment: { METRICS_PORT: '0' }, log: (line) => lines.push(line) });
    const [address = ''] = /http:\S+\/metrics/.exec(lines.join()) ?? [];
    expect(await (await fetch(address)).text()).toContain(`${PREFIX}operations_total`);
    const lost = await fetch(`${pipeline.url}/metrics`);
    expect([lost.status, (await lost.text()).includes(', /metrics')]).toEqual([404, false]);
  });
});
