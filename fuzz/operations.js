// Random operations: a query, and what is right for it.
import { DAY, HOUR, OLDEST_DAYS } from './sessions.js';
import { figures, inOrder, node, selected, timeline } from './truth.js';

const STATS = '{ min max mean median p90: percentile(p: 90) }';
const FIGURES = `totalCount totalBytes totalDuration averageDuration averageBytes durationStats ${STATS} bytesStats ${STATS}`;
const NODE = '{ startTime endTime duration numBytes }';
const ZONES = [
  'UTC',
  'America/New_York',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'America/St_Johns',
];

const iso = (at) => new Date(at).toISOString();

/** Ends before the present, so that the answer does not depend on when it is made. */
function windowOf(random, now, rows) {
  const edge = () => {
    const row = rows.length > 0 ? random.pick(rows) : undefined;
    const midnight = Math.floor(now / DAY) * DAY - random.below(OLDEST_DAYS) * DAY;
    const at = random.pick([
      midnight,
      midnight + random.below(DAY),
      row?.start ?? midnight,
      (row?.start ?? midnight) + 1,
      row?.end ?? midnight,
    ]);
    return Math.min(at, now - HOUR);
  };
  const [from, to] = [edge(), random.chance(0.3) ? now - HOUR : edge()].toSorted((a, b) => a - b);
  return { from, to };
}

function durations(random) {
  if (random.chance(0.6)) return {};
  const [min, max] = [random.pick([0, 0.001, 1, 60, 3600]), random.pick([3600, 86_400, 1])].toSorted((a, b) => a - b);
  return random.pick([{ min }, { max }, { min, max }]);
}

const argumentsOf = ({ from, to, min, max }) => {
  const range = [min !== undefined && `min: ${min}`, max !== undefined && `max: ${max}`].filter(Boolean);
  return `start: "${iso(from)}", end: "${iso(to)}"${range.length > 0 ? `, durationRange: { ${range.join(', ')} }` : ''}`;
};

function figuresOperation({ random, now, device }) {
  const windows = Array.from({ length: random.pick([1, 1, 2, 6]) }, () => ({
    ...windowOf(random, now, device.rows),
    ...durations(random),
  }));
  const fields = windows.map((window, n) => `w${n}: sessions(${argumentsOf(window)}) { ${FIGURES} }`);
  return {
    query: `{ device(imei: "${device.imei}") { ${fields.join(' ')} } }`,
    right: {
      device: Object.fromEntries(windows.map((window, n) => [`w${n}`, figures(selected(device.rows, window))])),
    },
  };
}

function pageOperation({ random, now, device }) {
  const window = { ...windowOf(random, now, device.rows), ...durations(random) };
  const order = {
    field: random.pick(['START_TIME', 'DURATION', 'NUM_BYTES']),
    direction: random.pick(['ASC', 'DESC']),
  };
  const size = random.pick([0, 1, 7, 1_000]);
  const side = size > 0 ? random.pick(['first', 'last']) : 'first';
  const rows = inOrder(selected(device.rows, window), order);
  const page = side === 'first' ? rows.slice(0, size) : rows.slice(Math.max(0, rows.length - size));
  const orderBy = `orderBy: { field: ${order.field}, direction: ${order.direction} }`;
  return {
    query: `{ device(imei: "${device.imei}") { sessions(${argumentsOf(window)}, ${side}: ${size}, ${orderBy}) {
      totalCount nodes ${NODE} pageInfo { hasNextPage hasPreviousPage } } } }`,
    right: {
      device: {
        sessions: {
          totalCount: rows.length,
          nodes: page.map(node),
          pageInfo: {
            hasNextPage: side === 'first' && page.length < rows.length,
            hasPreviousPage: side === 'last' && page.length < rows.length,
          },
        },
      },
    },
  };
}

/** All pages one after the other, each from the cursor of the one before, are the whole list. */
function cursorOperation(context) {
  const { random, now, device } = context;
  const window = windowOf(random, now, device.rows);
  const order = {
    field: random.pick(['START_TIME', 'DURATION', 'NUM_BYTES']),
    direction: random.pick(['ASC', 'DESC']),
  };
  const size = random.pick([3, 17, 50]);
  const right = inOrder(selected(device.rows, window), order).map(node);
  return {
    right,
    async walk(ask) {
      const found = [];
      for (let after = ''; ; ) {
        const query = `{ device(imei: "${device.imei}") { sessions(${argumentsOf(window)}, first: ${size}${after}, orderBy: { field: ${order.field}, direction: ${order.direction} }) {
          edges { cursor node ${NODE} } pageInfo { hasNextPage endCursor } } } }`;
        const { data, errors } = await ask(query);
        if (errors) return errors;
        const { edges, pageInfo } = data.device.sessions;
        found.push(...edges.map((edge) => edge.node));
        if (!pageInfo.hasNextPage || edges.length === 0) return found;
        after = `, after: "${pageInfo.endCursor}"`;
      }
    },
  };
}

function timelineOperation({ random, now, device }) {
  const interval = random.pick(['HOUR', 'DAY', 'WEEK', 'MONTH']);
  const zone = random.pick(ZONES);
  const whole = windowOf(random, now, device.rows);
  const window = { ...whole, from: interval === 'HOUR' ? Math.max(whole.from, whole.to - 40 * DAY) : whole.from };
  const isEmpty = window.from >= window.to;
  return {
    query: `{ device(imei: "${device.imei}") { sessions(${argumentsOf(window)}) {
      timeline(interval: ${interval}, timeZone: "${zone}") { start end count totalBytes totalDuration } } } }`,
    right: {
      device: {
        sessions: { timeline: isEmpty ? [] : timeline(selected(device.rows, window), window, interval, zone) },
      },
    },
  };
}

function fleetOperation({ random, now, devices }) {
  const some = random.shuffled(devices).slice(0, random.pick([1, 5, 20]));
  const window = { ...windowOf(random, now, some[0].rows), ...durations(random) };
  const all = some.map(({ rows }) => figures(selected(rows, window)));
  const pooled = figures(some.flatMap(({ rows }) => selected(rows, window)));
  return {
    query: `{ fleet(imeis: [${some.map(({ imei }) => `"${imei}"`).join(', ')}], ${argumentsOf(window)}) {
      totalCount totalBytes totalDuration averageDuration coverage { requested answered failed }
      devices { device { imei } sessions { totalCount totalBytes } problem { code } } } }`,
    right: {
      fleet: {
        totalCount: pooled.totalCount,
        totalBytes: pooled.totalBytes,
        totalDuration: pooled.totalDuration,
        averageDuration: pooled.averageDuration,
        coverage: { requested: some.length, answered: some.length, failed: 0 },
        devices: some.map(({ imei }, n) => ({
          device: { imei },
          sessions: { totalCount: all[n].totalCount, totalBytes: all[n].totalBytes },
          problem: null,
        })),
      },
    },
  };
}

const KINDS = [
  figuresOperation,
  figuresOperation,
  pageOperation,
  pageOperation,
  cursorOperation,
  timelineOperation,
  fleetOperation,
];

export function operation(random, now, devices) {
  const make = random.pick(KINDS);
  const made = make({ random, now, device: random.pick(devices), devices });
  return { kind: make.name, refresh: random.chance(0.05), ...made };
}
