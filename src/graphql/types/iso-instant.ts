// Formats instants as YYYY-MM-DDTHH:mm:ss.sssZ, faster than Date does.
import { DAY, type Instant } from '../../sessions/range.js';

const TWO_DIGITS = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));

/** The dates of a list are mostly the same one, so the last one is kept. */
let lastDay = Number.NaN;
let lastDate = '';

/** Date.prototype.toISOString takes six times as long, which is a fifth of the time of a long list. */
export function isoOf(instant: Instant): string {
  const day = Math.floor(instant / DAY);
  if (day !== lastDay) {
    lastDate = new Date(day * DAY).toISOString().split('T', 1)[0] ?? '';
    lastDay = day;
  }
  const ms = instant - day * DAY;
  const seconds = Math.floor(ms / 1_000);
  const minutes = Math.floor(seconds / 60);
  const clock = `${TWO_DIGITS[Math.floor(minutes / 60)]}:${TWO_DIGITS[minutes % 60]}:${TWO_DIGITS[seconds % 60]}`;
  return `${lastDate}T${clock}.${String(ms % 1_000).padStart(3, '0')}Z`;
}
