// Selections of the figures of a window: totals, averages, distributions, timelines.
import { INTERVALS, ZONES } from './calendar.js';
import { branch, eachField, eachItem, exact, leaf, near } from './fields.js';
import {
  averageBytes,
  averageDuration,
  bytesOf,
  durationsOf,
  percentile,
  sum,
  timelineOf,
  totalDuration,
} from './truth.js';

const mean = (values) => (values.length === 0 ? null : sum(values) / values.length);
const PERCENTS = '0 0.1 1 5 12.5 25 33.3 50 55 66.6 75 90 95 99 99.9 100'.split(' ');

const percentOf = (random) =>
  random.chance(0.6) ? random.pick(PERCENTS) : (random.int(0, 10000) / 100).toFixed(random.pick([2, 2, 3]));

function distribution(writer, name, valuesOf, unit) {
  const { random } = writer;
  const scaled = (value) => (value === null ? null : value / unit);
  const at = (p) => (view) => scaled(percentile(valuesOf(view.rows), p));
  const fields = [
    leaf(writer, 'min', at('0')),
    leaf(writer, 'max', at('100')),
    leaf(writer, 'mean', (view) => scaled(mean(valuesOf(view.rows))), near),
    leaf(writer, 'median', at('50')),
  ];
  for (let i = random.int(0, 3); i > 0; i--) {
    const p = percentOf(random);
    const args = `(p: ${writer.value('Float!', Number(p), p)})`;
    fields.push(leaf({ alias: () => `p${i}` }, 'percentile', at(p), exact, args));
  }
  const chosen = random.some(fields, 1, 7);
  return branch(
    writer,
    name,
    '',
    'SessionDistribution',
    chosen.map((f) => f.text),
    eachField(chosen),
  );
}

/**
 * Long windows get few hourly timelines, since those are slow to check, and windows beyond 200 days none, since the
 * program refuses more than 5000 buckets.
 */
const intervalFor = (writer, days) => {
  const daily = days > 200 || (days > 40 && writer.random.chance(0.9));
  return writer.random.pick(daily ? INTERVALS.slice(1) : INTERVALS);
};

const BUCKET = ['start', 'end', 'count', 'totalBytes', 'totalDuration', 'averageDuration'];

export function timeline(writer, days) {
  const { random } = writer;
  const interval = intervalFor(writer, days);
  const zone = random.chance(0.15) ? undefined : random.pick(ZONES);
  const args = [`interval: ${writer.value('SessionTimelineInterval!', interval, interval)}`];
  if (zone !== undefined) args.push(`timeZone: ${writer.value('TimeZone', zone)}`);
  const equal = (name) => (name.endsWith('Duration') ? near : exact);
  const names = random.some(BUCKET, 2, 6);
  const fields = names.map((name) => leaf(writer, name, (bucket) => bucket[name], equal(name)));
  const check = eachItem(fields, (view) => timelineOf(view, interval, zone ?? 'UTC'));
  return branch(
    writer,
    'timeline',
    writer.args(args),
    'SessionTimelineBucket',
    fields.map((f) => f.text),
    check,
  );
}

/** What a device's sessions and a fleet have in common. */
export const totals = (writer) => [
  leaf(writer, 'totalCount', (view) => view.rows.length),
  leaf(writer, 'totalBytes', (view) => sum(bytesOf(view.rows))),
  leaf(writer, 'totalDuration', (view) => totalDuration(view.rows), near),
  leaf(writer, 'averageDuration', (view) => averageDuration(view.rows), near),
];

export const figures = (writer, days) => [
  ...totals(writer),
  leaf(writer, 'averageBytes', (view) => averageBytes(view.rows), near),
  distribution(writer, 'durationStats', durationsOf, 1000),
  distribution(writer, 'bytesStats', bytesOf, 1),
  timeline(writer, days),
];
