// The words in which named histories are told: points in time, windows, callers, steps and sessions.

import { type Failure, HOUR } from './history-model.js';
import type { Caller, Point, Session, Span, Step } from './history-stories.js';

export const ago = (days: number, ms = 0): Point => ({ before: 'now', days, ms });
export const midnight = (days: number, ms = 0): Point => ({ before: 'midnight', days, ms });
export const span = (start: Point | null, end: Point | null = null): Span => ({ start, end });
export const WHOLE = span(null);

export const ask = (...spans: Span[]): Step => together({ spans, refresh: false });
export const refresh = (...spans: Span[]): Step => together({ spans, refresh: true });
export const askWhile = (failure: Failure, ...spans: Span[]): Step => ({
  do: 'ask',
  callers: [{ spans, refresh: false }],
  failure,
});
export const together = (...callers: Caller[]): Step => ({ do: 'ask', callers, failure: null });
export const wait = (ms: number): Step => ({ do: 'wait', ms });

export const at = (day: number, ms: number): Session => ({ day, at: ms, lasts: HOUR, bytes: 100, late: 0, grows: 0 });
