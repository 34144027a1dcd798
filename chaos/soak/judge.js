// Knows whether what the API said of sessions is the truth; not how it was asked. Every judgement is a list of complaints.
import { figuresOf, sessionsWithin } from './truth.js';

const iso = (instant) => new Date(instant).toISOString();
const isNear = (told, wanted) => told === wanted || Math.abs(told - wanted) <= 1e-6 * Math.max(1, Math.abs(wanted));

const unless = (isRight, what) => (isRight ? [] : [what]);

/** The figures that were asked for, beside those of the true rows. */
function figuresMatch(told, rows, name) {
  const wanted = figuresOf(rows);
  return Object.keys(wanted).flatMap((figure) => {
    const said = figure === 'median' ? told.durationStats?.median : told[figure];
    if (said === undefined) return [];
    const isRight = said === wanted[figure] || (said !== null && isNear(said, wanted[figure]));
    return unless(isRight, `${name}: ${figure} ${said} instead of ${wanted[figure]}`);
  });
}

function nodesMatch(told, rows, { size, fromEnd }, name) {
  const wanted = fromEnd ? rows.slice(Math.max(0, rows.length - size)) : rows.slice(0, size);
  if (told.length !== wanted.length) return [`${name}: ${told.length} nodes instead of ${wanted.length}`];
  const wrong = wanted.findIndex(
    ({ startTime, endTime, numBytes }, i) =>
      told[i].startTime !== iso(startTime) || told[i].endTime !== iso(endTime) || told[i].numBytes !== numBytes,
  );
  return unless(wrong < 0, `${name}: node ${wrong} is ${JSON.stringify(told[wrong])}`);
}

/** Buckets lie one behind the other over the whole window, and hold what starts in them; empty ones are there too. */
export function timelineMatches(buckets, rowsWithin, { start, end }, name) {
  const complaints = [];
  let next = start;
  for (const bucket of buckets) {
    if (Date.parse(bucket.start) !== next) return [`${name}: a bucket begins at ${bucket.start} and not ${iso(next)}`];
    next = Date.parse(bucket.end);
    const { totalCount, totalBytes } = figuresOf(rowsWithin(Date.parse(bucket.start), next));
    if (bucket.count !== totalCount || bucket.totalBytes !== totalBytes)
      complaints.push(
        `${name}: ${bucket.count} and ${bucket.totalBytes} B from ${bucket.start}, not ${totalCount} and ${totalBytes}`,
      );
  }
  return next === end ? complaints : [`${name}: the last bucket ends at ${iso(next)} and not ${iso(end)}`];
}

/** Of a window whose days are over and settled: the truth to the last byte. */
export function settledMatches(sessions, { imei, start, end, page, mayBeStale = false }) {
  const name = `${imei.slice(-6)} ${iso(start).slice(0, 10)}+${Math.round((end - start) / 86_400_000)}d`;
  const rows = sessionsWithin(imei, start, end);
  return [
    ...unless(mayBeStale || !sessions.freshness?.stale, `${name}: settled days are called stale`),
    ...unless(Date.parse(sessions.start) === start, `${name}: begins at ${sessions.start}`),
    ...unless(Date.parse(sessions.end) === end, `${name}: ends at ${sessions.end}`),
    ...figuresMatch(sessions, rows, name),
    ...(sessions.nodes ? nodesMatch(sessions.nodes, rows, page, name) : []),
    ...(sessions.timeline
      ? timelineMatches(sessions.timeline, (from, to) => sessionsWithin(imei, from, to), { start, end }, name)
      : []),
  ];
}

/** Of a window up to now: what was over when the oldest of its days was read is exact, and nothing is made up. */
export function recentMatches(sessions, { imei, start, page, now }) {
  const name = `${imei.slice(-6)} recent`;
  const asOf = Date.parse(sessions.freshness.asOf);
  const until = Math.min(Date.parse(sessions.end), asOf);
  const rows = sessionsWithin(imei, start, now + 60_000);
  const byStart = new Map(rows.map((row) => [iso(row.startTime), row]));
  const told = new Map(sessions.nodes.map((node) => [node.startTime, node]));
  const missing = rows.filter(({ startTime }) => startTime < until && !told.has(iso(startTime)));
  const isWrong = (node) => {
    const row = byStart.get(node.startTime);
    if (!row) return true;
    const isOver = node.endTime === iso(row.endTime) && node.numBytes === row.numBytes;
    return row.endTime <= asOf ? !isOver : !(isOver || node.endTime === null);
  };
  const isWhole = sessions.nodes.length < page.size;
  return [
    ...unless(!isWhole || missing.length === 0, `${name}: ${missing.length} sessions are missing`),
    ...sessions.nodes
      .filter(isWrong)
      .map((node) => `${name}: ${JSON.stringify(node)} as of ${sessions.freshness.asOf}`),
    ...unless(told.size === sessions.nodes.length, `${name}: a session comes twice`),
  ];
}

/** A device that fails has a problem of the upstream's; the figures are those of the others, to the last byte. */
export function fleetMatches(report, imeis, window, isTrouble) {
  const answered = report.devices.filter(({ sessions }) => sessions !== null);
  const rows = answered.flatMap(({ device: { imei } }) => sessionsWithin(imei, window.start, window.end));
  const rowsWithin = (from, to) => rows.filter(({ startTime }) => startTime >= from && startTime < to);
  const { requested, answered: counted } = report.coverage;
  return [
    ...report.devices.flatMap((outcome) => outcomeMatches(outcome, window, isTrouble)),
    ...figuresMatch(report, rows, 'fleet'),
    ...unless(requested === imeis.length && counted === answered.length, `fleet: covers ${counted} of ${requested}`),
    ...timelineMatches(report.perDay, rowsWithin, window, 'fleet'),
  ];
}

function outcomeMatches({ device: { imei }, sessions, problem }, { start, end }, isTrouble) {
  if (sessions === null) return unless(isTrouble(problem.code), `fleet: ${imei} has the problem ${problem.code}`);
  return figuresMatch(sessions, sessionsWithin(imei, start, end), `fleet: ${imei}`);
}
