// What the figures of 50,000 sessions cost once they are columns: totals, both distributions and 180 daily buckets. It reads nothing.
import { pathToFileURL } from 'node:url';
import { boundaries } from '../dist/sessions/calendar.js';
import { select } from '../dist/sessions/selection.js';
import * as statistics from '../dist/sessions/statistics.js';
import { countBetween } from '../dist/sessions/timeline.js';
import { median } from './lap.js';

const SESSIONS = 50_000;
const WARM_UP = 10;
const ROUNDS = 21;
const WANTED_MS = 15;
const PERCENTILES = [50, 90, 95, 99, 99.9];
/** 180 days of New York, with a change of the clock in them. */
const RANGE = { from: Date.parse('2026-01-05T05:00Z'), to: Date.parse('2026-07-04T04:00Z') };

/** The same figures in every run; one session in a thousand is open. */
function draw(state) {
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function columns() {
  const random = draw(1);
  const start = Float64Array.from({ length: SESSIONS }, () =>
    Math.floor(RANGE.from + random() * (RANGE.to - RANGE.from)),
  );
  start.sort();
  const end = start.map((at) => (random() < 0.001 ? Number.NaN : at + Math.floor(2_000 + random() ** 3 * 28_800_000)));
  const bytes = start.map(() => Math.floor(random() * 40_000_000));
  return { start, end, bytes };
}

const told = (distribution) => [
  distribution.sorted[0],
  distribution.sorted.at(-1),
  distribution.mean(),
  ...PERCENTILES.map((p) => statistics.percentile(distribution, p)),
];

function everything(series) {
  const selection = select(series);
  const { totalBytes, totalDuration, averageBytes, averageDuration } = statistics;
  const totals = [totalBytes, totalDuration, averageBytes, averageDuration].map((figure) => figure(selection));
  const durations = told(statistics.durationDistribution(selection));
  const bytes = told(statistics.bytesDistribution(selection));
  const cuts = boundaries(RANGE, 'DAY', 'America/New_York', 1_000);
  return { totals, durations, bytes, buckets: countBetween(cuts, [selection]) };
}

function time(series) {
  const began = performance.now();
  const { totals, buckets } = everything(series);
  const took = performance.now() - began;
  const bytes = buckets.reduce((sum, bucket) => sum + bucket.totalBytes, 0);
  if (buckets.length !== 180 || bytes !== totals[0]) throw new Error('the buckets do not add up to the total');
  return took;
}

/** One line that tells the median. */
export function figures() {
  const series = columns();
  for (let round = 0; round < WARM_UP; round++) time(series);
  const took = Array.from({ length: ROUNDS }, () => time(series));
  const quickest = Math.min(...took).toFixed(1);
  const told = `${median(took).toFixed(1)} ms (wanted under ${WANTED_MS}), median of ${ROUNDS}; the quickest ${quickest} ms`;
  return `figures: totals, both distributions and 180 daily buckets in New York of 50,000 sessions: ${told}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) process.stdout.write(figures());
