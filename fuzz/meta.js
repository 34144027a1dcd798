// Checks what an answer says about itself: its window, freshness, transactions and the device's id.
import { branch, leaf } from './fields.js';
import { DAY, RETENTION } from './rows.js';
import { endBounds, rowsOfDevice, startBounds } from './truth.js';

const HOUR = 3_600_000;
const OPEN_TTL = 60_000;
const AT_ONCE = 500;
const between = (text, [least, most]) => Date.parse(text) >= least && Date.parse(text) <= most;
const range = (bounds) => bounds.map((instant) => new Date(instant).toISOString()).join(' to ');
const WRITTEN = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Checks start and end of an answer; returns whether they can be relied on. */
export function checkWindow(got, ask, wrong, startOf = startBounds) {
  const bounds = { start: startOf(ask), end: endBounds(ask) };
  let right = true;
  for (const name of ['start', 'end']) {
    if (WRITTEN.test(got[name]) && between(got[name], bounds[name])) continue;
    wrong(name, range(bounds[name]), got[name]);
    right = false;
  }
  return right;
}

/**
 * Whether every day of a window had ended 48 hours before the run began: then it is settled whenever it was read.
 * Whether a day that still holds an open session is settled is not said: not if its answer holds one, here.
 */
function settled(view) {
  const open = view.devices.some((device) =>
    rowsOfDevice(device, view.fleet.reading).some((row) => row.end === null && row.start >= view.start - DAY),
  );
  return !open && view.end <= Math.floor((view.fleet.anchorMs - 48 * HOUR) / DAY) * DAY;
}

/** A reading may be a minute old and takes a while; after a refresh it is younger than the request. */
export const freshness = (writer) =>
  branch(writer, 'freshness', '', 'SessionFreshness', ['asOf', 'stale'], (got, view, wrong) => {
    const { ask } = view;
    const young = view.devices.length === 0 || settled(view) || view.start >= view.end || ask.refresh;
    const bounds = [young ? ask.sentAt : ask.sentAt - OPEN_TTL - 2000, ask.receivedAt];
    if (!WRITTEN.test(got.asOf) || !between(got.asOf, bounds)) wrong('asOf', range(bounds), got.asOf);
    if (got.stale !== false) wrong('stale', false, got.stale);
  });

/** Of an empty window the upstream need not have been asked: then its id of the device may be unknown. */
export const deviceId = (writer) => {
  const equal = (right, got) => got === right.id || (right.empty && got === null);
  const wanted = (view) => ({ id: view.devices[0].id, empty: view.start >= view.end, toString: () => 'its id' });
  return leaf(writer, 'deviceId', wanted, equal);
};

/**
 * Whether reports cover a window, but for its last minute, which may have been read before, and for the day at the edge of the 180 days,
 * of which only the newest report is listed.
 */
function covers(reports, view) {
  const dayAfterEdge = Math.floor((view.fleet.anchorMs - RETENTION) / DAY) * DAY + DAY;
  let reached = Math.max(view.start + 2000, dayAfterEdge);
  for (const { from, to } of [...reports].sort((a, b) => a.from - b.from)) {
    if (from <= reached) reached = Math.max(reached, to);
  }
  return reached >= view.end - OPEN_TTL - 4000;
}

/** Each once, newest first; which of two reports of about the same time is the newer cannot be told from outside. */
function newestFirst(reports) {
  const once = new Set(reports).size === reports.length;
  return once && reports.every((report, i) => i === 0 || report.at < reports[i - 1].at + AT_ONCE);
}

const span = (from, to) => range([from, to]);
const shown = ({ from, to, at }) => `${span(from, to)}, read at ${new Date(at).toISOString()}`;

export const transactionIds = (writer, log) => {
  const key = writer.alias('transactionIds');
  const text = key === 'transactionIds' ? key : `${key}: transactionIds`;
  const check = (parent, view, wrong) => {
    const [device] = view.devices;
    const got = parent[key];
    if (!Array.isArray(got)) return wrong(key, 'a list', got);
    const reports = got.map((id) => log.get(id));
    const foreign = got.filter((_, i) => reports[i]?.device !== device);
    if (foreign.length > 0) return wrong(key, 'ids of reports of this device', foreign);
    if (!newestFirst(reports)) wrong(key, 'newest first, each once', got);
    if (device.silent || covers(reports, view)) return undefined;
    return wrong(key, `reports that cover ${span(view.start, view.end)}`, reports.map(shown));
  };
  return { text, check };
};
