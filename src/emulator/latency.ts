// Computes how long a response is delayed.
import { z } from 'zod';

const ms = z.number().min(0).max(600_000);

const shape = z
  .strictObject({
    minMs: ms,
    maxMs: ms,
    tailShare: z.number().min(0).max(1).default(0),
    tailMs: ms.default(0),
    msPerDay: ms.default(0),
  })
  .refine((latency) => latency.minMs <= latency.maxMs, { error: 'minMs must not be above maxMs' });

/** An even spread from minMs to maxMs; a tailShare of calls up to tailMs; msPerDay more for each day asked. */
export type Latency = z.output<typeof shape>;
export type LatencyInput = z.input<typeof shape> | number | string;

export const NO_LATENCY: Latency = { minMs: 0, maxMs: 0, tailShare: 0, tailMs: 0, msPerDay: 0 };

/** Plausible figures and no more: none is published. */
export const THINGSPACE_LATENCY: Latency = { minMs: 150, maxMs: 800, tailShare: 0.03, tailMs: 5000, msPerDay: 2 };

const TEXT = /^(\d+)-(\d+)(?::([\d.]+):(\d+))?$/;

/** Reads `none`, `thingspace`, a number, `min-max`, `min-max:tailShare:tailMs`, or the object itself. */
export const latencySchema = z
  .preprocess((input: LatencyInput) => fromInput(input), shape)
  .describe('none, thingspace, milliseconds, min-max, min-max:tailShare:tailMs, or an object of these');

function fromInput(input: LatencyInput): unknown {
  if (input === 'none') return NO_LATENCY;
  if (input === 'thingspace') return THINGSPACE_LATENCY;
  if (typeof input === 'number') return { minMs: input, maxMs: input };
  if (typeof input !== 'string') return input;
  const [, minMs, maxMs, tailShare = 0, tailMs = 0] = TEXT.exec(input) ?? [];
  if (minMs === undefined) return input;
  return { minMs: Number(minMs), maxMs: Number(maxMs), tailShare: Number(tailShare), tailMs: Number(tailMs) };
}

/** Milliseconds to wait; `draw` is one even draw, 0 <= draw < 1, and decides both the tail and the place in it. */
export function latencyMs(latency: Latency, draw: number, days = 0): number {
  const grown = latency.msPerDay * days;
  const inTail = draw < latency.tailShare;
  if (!inTail) return Math.round(between(latency.minMs, latency.maxMs, rest(draw, latency.tailShare)) + grown);
  return Math.round(between(latency.maxMs, Math.max(latency.maxMs, latency.tailMs), draw / latency.tailShare) + grown);
}

const between = (low: number, high: number, draw: number): number => low + (high - low) * draw;

const rest = (draw: number, used: number): number => (used >= 1 ? 0 : (draw - used) / (1 - used));
