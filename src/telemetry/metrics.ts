// Prometheus metrics, with closed label sets and every series initialised.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { FAILURES } from '../errors.js';
import type { OperationEvent } from '../graphql/plugins/operation-events.js';
import { ENDPOINTS, OUTCOMES } from '../thingspace/endpoints.js';
import type { UpstreamEvent } from '../thingspace/events.js';
import { DRIFTS } from '../thingspace/failures.js';

export interface Metrics {
  readonly contentType: string;
  text(): Promise<string>;
  /** An operation was answered. */
  operation(seen: OperationEvent): void;
  /** A request was refused before it became an operation. */
  refusal(code: keyof typeof FAILURES): void;
  upstream(event: UpstreamEvent): void;
}

export interface StoreSize {
  readonly bytes: number;
  readonly weeks: number;
}

/** `storeSize`: of the store in this process, if that is where days are held. */
export function createMetrics(storeSize: (() => StoreSize) | undefined): Metrics {
  const registry = new Registry();
  collectProcess(registry);
  if (storeSize) collectStore(registry, storeSize);
  const operation = countOperations(registry);
  const refusals = counterBy('code', CODES, registry, 'refused_requests_total', REFUSALS);
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    operation,
    refusal: (code) => refusals.inc({ code }),
    upstream: countUpstream(registry),
  };
}

const PREFIX = 'thingspace_graphql_';
const CODES = Object.keys(FAILURES);
const ENDINGS = ['OK', 'CALLER_LEFT', ...CODES];
const REFUSALS = 'Requests that never became an operation, by failure code.';
const OPERATIONS = 'Operations, by how they ended: OK, the code of their first error, or CALLER_LEFT.';
const DAYS = 'Days that answers were made of, by where they came from.';
const DURATIONS = 'From a request to the upstream to the last byte of its answer.';
const SKEW = 'How far the clock of the upstream is ahead of ours, as its last answer says.';
const UNDOCUMENTED = 'Answers that the documentation of the upstream does not have.';
/** From a held answer to the longest that an operation may take by default. Seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 75];

const counter = (registry: Registry, name: string, help: string) =>
  new Counter({ name: PREFIX + name, help, registers: [registry] });

/** One series for each value of the label. */
function counterBy<L extends string>(
  label: L,
  values: readonly string[],
  registry: Registry,
  name: string,
  help: string,
): Counter<L> {
  const each = new Counter<L>({ name: PREFIX + name, help, labelNames: [label], registers: [registry] });
  for (const value of values) each.labels(value).inc(0);
  return each;
}

const histogram = (registry: Registry, name: string, help: string, labelNames: readonly 'endpoint'[] = []) =>
  new Histogram({ name: PREFIX + name, help, labelNames, buckets: BUCKETS, registers: [registry] });

const gauge = (registry: Registry, name: string, help: string, collect?: (this: Gauge) => void) =>
  new Gauge({ name: PREFIX + name, help, registers: [registry], ...(collect && { collect }) });

/** Node's own, without those whose labels name whatever happens to be open, or come one by one as the collector runs. */
function collectProcess(registry: Registry): void {
  collectDefaultMetrics({ register: registry });
  for (const { name } of registry.getMetricsAsArray())
    if (/^nodejs_(active_(handles|requests|resources)|gc_)/.test(name)) registry.removeSingleMetric(name);
}

function collectStore(registry: Registry, size: () => StoreSize): void {
  gauge(registry, 'store_bytes', 'Bytes of the days held in this process; CACHE_MAX_MB bounds them.', function () {
    this.set(size().bytes);
  });
  gauge(registry, 'store_entries', 'Weeks of devices held in this process.', function () {
    this.set(size().weeks);
  });
}

function countOperations(registry: Registry): Metrics['operation'] {
  const operations = counterBy('code', ENDINGS, registry, 'operations_total', OPERATIONS);
  const duration = histogram(registry, 'operation_duration_seconds', 'From the request to the answer of an operation.');
  const calls = counter(registry, 'report_calls_total', 'Report calls that operations started, retries included.');
  const retries = counter(registry, 'report_retries_total', 'Report calls that were not the first of their read.');
  const shared = counter(registry, 'shared_reads_total', 'Reads that operations joined instead of starting their own.');
  const days = counterBy('source', ['held', 'read'], registry, 'day_answers_total', DAYS);
  return ({ code, ms, cost }) => {
    operations.inc({ code });
    duration.observe(ms / 1_000);
    calls.inc(cost.calls);
    retries.inc(cost.retries);
    shared.inc(cost.shared);
    days.inc({ source: 'held' }, cost.heldDays);
    days.inc({ source: 'read' }, cost.readDays);
  };
}

function countUpstream(registry: Registry): Metrics['upstream'] {
  const requests = new Counter({
    name: `${PREFIX}upstream_requests_total`,
    help: 'Requests to the upstream, by endpoint and outcome.',
    labelNames: ['endpoint', 'outcome'] as const,
    registers: [registry],
  });
  const duration = histogram(registry, 'upstream_request_duration_seconds', DURATIONS, ['endpoint']);
  for (const endpoint of ENDPOINTS) {
    for (const outcome of OUTCOMES) requests.inc({ endpoint, outcome }, 0);
    duration.zero({ endpoint });
  }
  const running = gauge(registry, 'reports_running', 'Reports being asked for; UPSTREAM_CONCURRENCY bounds them.');
  const waiting = gauge(registry, 'reports_waiting', 'Reports waiting for their turn; UPSTREAM_QUEUE bounds them.');
  const open = gauge(registry, 'breaker_open', '1 while the upstream is not asked because it does not answer.');
  const refused = counter(registry, 'logins_refused_total', 'Logins that the upstream refused.');
  const unstored = counter(registry, 'latch_failures_total', 'Times that the login latch could not be stored.');
  const rows = counter(registry, 'rows_without_bytes_total', 'Sessions of reports that came without bytes.');
  const drift = counterBy('what', DRIFTS, registry, 'drift_total', UNDOCUMENTED);
  const skew = gauge(registry, 'upstream_clock_skew_seconds', SKEW);
  return (event) => {
    switch (event.kind) {
      case 'request':
        requests.inc({ endpoint: event.endpoint, outcome: event.outcome });
        return duration.observe({ endpoint: event.endpoint }, event.ms / 1_000);
      case 'queue':
        running.set(event.running);
        return waiting.set(event.waiting);
      case 'breaker':
        return open.set(event.state === 'open' ? 1 : 0);
      case 'login refused':
        return refused.inc();
      case 'latch not stored':
        return unstored.inc();
      case 'rows without bytes':
        return rows.inc(event.rows);
      case 'clock skew':
        return skew.set(event.ms / 1_000);
      case 'drift':
        return drift.inc({ what: event.what });
      default:
        return event satisfies never;
    }
  };
}
