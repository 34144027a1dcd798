// Compares the upstream's clock, as the Date header of its responses tells it, with ours.
import type { EmitEvent } from './events.js';

/** RFC 9110, 6.6.1: when the answer was made, to the second; undefined where it does not say. */
export function readDate(header: string | string[] | undefined): number | undefined {
  const date = typeof header === 'string' && header.endsWith(' GMT') ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? undefined : date;
}

/** Milliseconds that the upstream is ahead of us; 0 where the time that the answer took may be all of it. */
export function skewOf(date: number, sentAt: number, tookMs: number): number {
  const receivedAt = sentAt + tookMs;
  if (date > receivedAt) return date - receivedAt;
  return Math.min(0, date + LAST_OF_SECOND - sentAt);
}

const LAST_OF_SECOND = 999;

/** More than clocks that are kept in time ever differ by. */
const TOLERATED = 60_000;

export interface ClockSkew {
  /** An answer with this Date was sent for at that time by our clock, and took so long. */
  observe(date: number, sentAt: number, tookMs: number): void;
  /** In words for whoever looks after the service; undefined where the clocks agree. */
  describe(): string | undefined;
}

/** A difference beyond a minute is reported once, and again only after the clocks have agreed in between. */
export function createClockSkew(emit: EmitEvent): ClockSkew {
  let skew = 0;
  return {
    observe(date, sentAt, tookMs) {
      const wasTolerated = Math.abs(skew) <= TOLERATED;
      skew = skewOf(date, sentAt, tookMs);
      emit({ kind: 'clock skew', ms: skew, isNew: wasTolerated && Math.abs(skew) > TOLERATED });
    },
    describe() {
      if (Math.abs(skew) <= TOLERATED) return undefined;
      const seconds = Math.round(Math.abs(skew) / 1_000);
      return `The clock of the upstream is ${seconds} s ${skew > 0 ? 'ahead of' : 'behind'} ours; a day is final only when both say so.`;
    },
  };
}
