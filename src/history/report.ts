// The port to the upstream: the FetchReport function type and what it returns.
import type { Failure } from '../errors.js';
import type { DeviceKey } from '../sessions/device.js';
import type { Instant, Range } from '../sessions/range.js';
import type { Series } from '../sessions/series.js';

/** What is known of one device's sessions in a stretch of time. */
interface Known {
  /** The stretch that the series speaks of, without a hole. It may be shorter than what was asked: the past is forgotten, the future unknown. */
  readonly known: Range;
  /** The sessions that start within `known`. */
  readonly series: Series;
  /** The upstream's own id of the device, opaque; null where it gave none. */
  readonly deviceId: string | null;
  /** Newest first. */
  readonly transactionIds: readonly string[];
  /** For a report, when its call was sent; for an answer, when the oldest of its unsettled days was read. */
  readonly asOf: Instant;
}

/** What the upstream said, just now. */
export interface Report extends Known {
  /** When it answered by the upstream's own clock, which tells the second; absent where it did not say. */
  readonly upstreamTime?: Instant;
}

/** What a question is answered with, read just now or held. */
export interface Answer extends Known {
  /** The upstream failed, and older data was served in its place. */
  readonly stale: boolean;
}

/** Called for each report call as it is sent, further attempts included: also of one that nobody will hear the end of. */
export type OnCall = () => void;

/**
 * The one function type of the request pipeline: every step above the client takes a `FetchReport` and returns one.
 * Rejects with a Failure, or with the reason of the signal.
 */
export type FetchReport = (request: ReportRequest, context: CallContext) => Promise<Report>;

/** A step that may turn calls away before they are made. */
export type Gate = FetchReport & {
  /** Why a call would be turned away just now. */
  readonly refusal: () => Failure | undefined;
};

export interface ReportRequest {
  readonly device: DeviceKey;
  readonly range: Range;
}

export interface CallContext {
  /** Aborts when nobody waits for the report any more. */
  readonly signal: AbortSignal;
  readonly onCall: OnCall;
}
