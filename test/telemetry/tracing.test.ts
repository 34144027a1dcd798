// Knows the spans of an operation as an exporter in memory gets them.
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { trace } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { inOperation, tracedSend } from '../../src/telemetry/tracing.js';
import type { Request } from '../../src/thingspace/transport.js';
import { answer } from '../support/answers.js';
import { never } from '../support/fetch.js';
import { openPipeline, type Pipeline, SECRETS } from '../support/pipeline.js';

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
provider.register();

let pipeline: Pipeline;
beforeEach(async () => {
  pipeline = await openPipeline();
  exporter.reset();
});
afterEach(() => pipeline.close());
afterAll(async () => {
  await provider.shutdown();
  trace.disable();
});

const IMEIS = ['353000000000017', '353000000000025', '990000000000404'];
const FLEET = `query Overview { fleet(imeis: ${JSON.stringify(IMEIS)}, start: "2026-11-10", end: "2026-11-12") {
  coverage { requested } devices { device { imei } problem { code } }
} }`;
const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

async function ask(query: string, headers: Record<string, string> = {}): Promise<void> {
  const answer = await fetch(`${pipeline.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  await answer.text();
}

/** The span ends a little after its answer has been sent. */
async function spans(): Promise<Map<string, ReadableSpan[]>> {
  while (!exporter.getFinishedSpans().some(({ name }) => name.startsWith('query'))) await new Promise(setImmediate);
  const groups = new Map<string, ReadableSpan[]>();
  for (const span of exporter.getFinishedSpans()) groups.set(span.name, [...(groups.get(span.name) ?? []), span]);
  return groups;
}

const REPORT = 'POST /api/hyper-precise/v1/report/sessions';

describe('the trace of a fleet', () => {
  test('is one operation, one batch below it, and below that a span for every request to the upstream', async () => {
    await ask(FLEET);
    const all = await spans();
    const [operation] = all.get('query Overview') ?? [];
    const [batch] = all.get('load sessions') ?? [];
    expect([...all].map(([name, { length }]) => [name, length]).toSorted()).toEqual([
      [REPORT, 3],
      ['POST /api/m2m/v1/session/login', 1],
      ['POST /api/ts/v1/oauth2/token', 1],
      ['load sessions', 1],
      ['query Overview', 1],
    ]);
    expect(batch?.parentSpanContext?.spanId).toBe(operation?.spanContext().spanId);
    for (const call of all.get(REPORT) ?? []) expect(call.parentSpanContext?.spanId).toBe(batch?.spanContext().spanId);
    expect(batch?.attributes).toEqual({ queries: 3, devices: 3 });
  });

  test('says how the operation ended, what it cost, and which call failed', async () => {
    await ask(FLEET);
    const all = await spans();
    expect(all.get('query Overview')?.[0]?.attributes).toMatchObject({
      'graphql.operation.name': 'Overview',
      'graphql.operation.type': 'query',
      'thingspace.calls': 3,
      'thingspace.heldDays': 0,
    });
    const statuses = all.get(REPORT)?.map(({ attributes }) => attributes['http.response.status_code']);
    expect(statuses?.toSorted()).toEqual([200, 200, 404]);
    expect(all.get(REPORT)?.filter(({ attributes }) => attributes['error.type'] === '404')).toHaveLength(1);
  });

  test('hangs below the trace of the caller', async () => {
    await ask(FLEET, { traceparent: TRACEPARENT });
    const all = await spans();
    const traces = [...all.values()].flat().map((span) => span.spanContext().traceId);
    expect(new Set(traces)).toEqual(new Set(['0af7651916cd43dd8448eb211c80319c']));
    expect(all.get('query Overview')?.[0]?.parentSpanContext?.spanId).toBe('b7ad6b7169203331');
  });

  test('has neither a secret nor a device in it', async () => {
    await ask(FLEET, { traceparent: TRACEPARENT });
    const text = JSON.stringify(
      [...(await spans()).values()]
        .flat()
        .map(({ name, attributes, events, status }) => [name, attributes, events, status]),
    );
    for (const hush of [...Object.values(SECRETS), ...IMEIS, 'Bearer', '0000123456']) expect(text).not.toContain(hush);
  });
});

test('an operation that failed has its code', async () => {
  await ask('query Lost { device(imei: "990000000000404") { sessions { totalCount } } }');
  expect((await spans()).get('query Lost')?.[0]?.attributes['error.type']).toBe('DEVICE_INACTIVE');
});

test('the upstream is told of the trace, by the span of its own request', async () => {
  const sent: Request[] = [];
  const send = tracedSend(async (request) => {
    sent.push(request);
    return answer(200, {});
  });
  await inOperation({ traceparent: TRACEPARENT, tracestate: 'v=own', baggage: 'user=jane' }, () =>
    send({ path: '/x', headers: { accept: 'x' }, body: '' }, never()),
  );
  const [span] = exporter.getFinishedSpans().filter(({ name }) => name === 'POST /x');
  const { traceId = '', spanId = '' } = span?.spanContext() ?? {};
  expect(sent[0]?.headers).toEqual({ accept: 'x', traceparent: `00-${traceId}-${spanId}-01` });
  expect(traceId).toBe('0af7651916cd43dd8448eb211c80319c');
});
