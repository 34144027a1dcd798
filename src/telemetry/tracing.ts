// OpenTelemetry spans through the SDK that the process was started with, if any.
import {
  context,
  INVALID_SPAN_CONTEXT,
  ProxyTracerProvider,
  propagation,
  type Span,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { Failure } from '../errors.js';
import type { OperationEvent } from '../graphql/plugins/operation-events.js';
import type { BatchCounts } from '../history/loader.js';
import type { Send } from '../thingspace/transport.js';

/** Asked for anew each time, since an SDK may be registered later, and through another copy of the API. */
const tracer = () => trace.getTracer('thingspace-session-graphql');

/** Where no SDK is registered, nothing is allocated for one. */
function isTraced(): boolean {
  const provider = trace.getTracerProvider();
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer('') !== undefined;
}

const NO_SPAN = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

/** The span of an operation, below the caller's own if it sent a traceparent. */
export function inOperation<T>(headers: object, work: () => Promise<T>): Promise<T> {
  if (!isTraced()) return work();
  const parent = propagation.extract(context.active(), headers);
  return context.with(parent, () => inSpan('graphql', { kind: SpanKind.SERVER }, work));
}

/** Gives the span of the operation that has just ended its name and its outcome. */
export function describeOperation({ name, type, code, cost }: OperationEvent): void {
  const span = trace.getActiveSpan();
  if (!span) return;
  span.updateName(`${type ?? 'graphql'}${name === undefined ? '' : ` ${name}`}`);
  span.setAttributes({
    ...(type !== undefined && { 'graphql.operation.type': type }),
    ...(name !== undefined && { 'graphql.operation.name': name }),
    ...Object.fromEntries(Object.entries(cost).map(([what, count]) => [`thingspace.${what}`, count])),
  });
  if (code !== 'OK') fail(span, code);
}

/** The span of one batch of the loader. */
export const inBatch = <T>(counts: BatchCounts, work: () => Promise<T>) =>
  inSpan('load sessions', { attributes: { ...counts } }, work);

function carrier(): { readonly traceparent?: string } {
  const headers = {};
  propagation.inject(context.active(), headers);
  return headers;
}

/** A span for every request to the upstream, which receives the trace context. */
export const tracedSend =
  (send: Send): Send =>
  (request, signal) => {
    if (!isTraced()) return send(request, signal);
    return inSpan(
      `POST ${request.path}`,
      { kind: SpanKind.CLIENT, attributes: { 'url.path': request.path } },
      async (span) => {
        // Baggage and state of the caller's trace are none of the upstream's business.
        const { traceparent } = carrier();
        const headers = { ...request.headers, ...(traceparent !== undefined && { traceparent }) };
        const answer = await send({ ...request, headers }, signal);
        span.setAttribute('http.response.status_code', answer.status);
        if (answer.status >= 400) fail(span, String(answer.status));
        return answer;
      },
    );
  };

function inSpan<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
  if (!isTraced()) return work(NO_SPAN);
  return tracer().startActiveSpan(name, options, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      fail(span, error instanceof Failure && error.code !== 'INTERNAL_SERVER_ERROR' ? error.code : 'aborted');
      throw error;
    } finally {
      span.end();
    }
  });
}

/** No message: those of the upstream may name a device. */
function fail(span: Span, type: string): void {
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}
