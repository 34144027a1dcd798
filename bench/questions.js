// What is asked: each question as one GraphQL request, and as the report calls that the bare proxy is sent for the same. It measures nothing.
import { readFileSync } from 'node:fs';

const DAY = 86_400_000;
const ACCOUNT = 'bench';
/** The emulator's card with about 290 sessions a day. */
const LOAD = '990000000000213';

const midnight = Math.floor(Date.now() / DAY) * DAY;
const daysAgo = (days) => new Date(midnight - days * DAY).toISOString();

let named = 0;
/** A device that nobody has asked for. */
const freshImei = () => `35${String(++named).padStart(13, '0')}`;
/** An account that nobody has asked for: in it the one load device is as unknown to the API as any other. */
const freshAccount = () => `bench-${++named}`;

const TOTALS = 'totalCount totalBytes totalDuration averageDuration averageBytes';
const NODES = 'nodes { startTime endTime duration numBytes }';

const DEVICE_PAGE = `query ($imei: IMEI!, $start: DateTime, $end: DateTime) {
  device(imei: $imei) { sessions(start: $start, end: $end, first: 50) { ${TOTALS} ${NODES} } }
}`;
const DASHBOARD = readFileSync(new URL('../schema/operations/dashboard.graphql', import.meta.url), 'utf8');
const FLEET = `query ($imeis: [IMEI!]!, $start: DateTime, $end: DateTime) {
  fleet(imeis: $imeis, start: $start, end: $end) {
    coverage { answered } totalCount totalBytes totalDuration
    devices { device { imei } sessions { totalCount totalBytes totalDuration } }
  }
}`;
const ALL_NODES = `query ($imei: IMEI!, $account: String) {
  device(imei: $imei, accountNumber: $account) { sessions(first: 1000000) { totalCount ${NODES} } }
}`;
const BY_DAY = `query ($imei: IMEI!, $account: String) {
  device(imei: $imei, accountNumber: $account) { sessions(first: 0) { ${TOTALS}
    timeline(interval: DAY) { start end count totalBytes totalDuration } } }
}`;

const ask = (query, variables) => JSON.stringify({ query, variables });
const call = (imei, window, accountNumber = ACCOUNT) => JSON.stringify({ accountNumber, imei, ...window });

export function devicePage() {
  const imei = freshImei();
  const [start, end] = [daysAgo(30), daysAgo(0)];
  return { ask: ask(DEVICE_PAGE, { imei, start, end }), calls: [call(imei, { startDate: start, endDate: end })] };
}

const dashboardWindows = { day: daysAgo(0), week: daysAgo(7), month: daysAgo(30), quarter: daysAgo(90) };

/** Without us a client of the report has a call for each window to make. */
export function dashboard() {
  const imei = freshImei();
  const { day, week, month, quarter } = dashboardWindows;
  const windows = [day, week, month, quarter].map((startDate) => ({ startDate }));
  windows.push({ startDate: week, endDate: day }, { startDate: quarter, durationLow: 3600 });
  return {
    ask: ask(DASHBOARD, { imei, ...dashboardWindows }),
    calls: windows.map((window) => call(imei, window)),
    hull: [call(imei, { startDate: quarter })],
  };
}

export function fleet() {
  const imeis = Array.from({ length: 50 }, freshImei);
  const [start, end] = [daysAgo(7), daysAgo(0)];
  const calls = imeis.map((imei) => call(imei, { startDate: start, endDate: end }));
  return { ask: ask(FLEET, { imeis, start, end }), calls };
}

const ofLoad = (query) => () => {
  const account = freshAccount();
  return { ask: ask(query, { imei: LOAD, account }), calls: [call(LOAD, {}, account)] };
};
export const allNodes = ofLoad(ALL_NODES);
export const byDay = ofLoad(BY_DAY);
