// Cases about fleets: totals, coverage, timelines, rankings, problems in their places.

import { checkConnection, connectionFields } from './connection.js';
import { branch, eachField, leaf } from './fields.js';
import { timeline, totals } from './figures.js';
import { ACCOUNT } from './fleet.js';
import { checkWindow, freshness } from './meta.js';
import { RETENTION } from './rows.js';
import { averageDuration, bytesOf, oldestHeld, sum, totalDuration, viewOf } from './truth.js';
import { DEFAULT_ORDER, daysOf, orderArg, rangeArg, rangeOf, windowArgs, windowOf } from './windows.js';

const VALUES = {
  TOTAL_BYTES: (rows) => sum(bytesOf(rows)),
  TOTAL_COUNT: (rows) => rows.length,
  TOTAL_DURATION: totalDuration,
  AVERAGE_DURATION: averageDuration,
};

const startAsAsked = (ask) =>
  ask.start === undefined ? [ask.sentAt - RETENTION, ask.receivedAt - RETENTION] : [ask.start, ask.start];

const held = (ask, devices, start, end) =>
  viewOf(ask.fleet, devices, Math.max(start, oldestHeld(ask.fleet)), end, ask.range);

/** The outcomes in their order: failed ones last, those without a value before them, equal ones as asked. */
function ranked(listed, order, ask, view) {
  if (order === undefined) return listed;
  const sign = order.direction === 'DESC' ? -1 : 1;
  const place = (device) => {
    if (device.failure) return [2, 0];
    const value = VALUES[order.field](held(ask, [device], view.start, view.end).rows);
    return value === null ? [1, 0] : [0, sign * value];
  };
  const places = new Map(listed.map((device) => [device, place(device)]));
  return [...listed].sort((a, b) => {
    const [x, y] = [places.get(a), places.get(b)];
    return x[0] - y[0] || x[1] - y[1];
  });
}

const CATEGORY = (code) => (code.startsWith('UPSTREAM_') ? 'UPSTREAM' : 'DEVICE');
const PROBLEM = 'problem { code category message retryable retryAfterMs upstream { status errorCode errorMessage } }';

function checkProblem(problem, { failure }, wrong) {
  const right = { code: failure.code, category: CATEGORY(failure.code), retryable: false, retryAfterMs: null };
  for (const name of Object.keys(right)) if (problem?.[name] !== right[name]) wrong(name, right[name], problem?.[name]);
  if (!problem?.message) wrong('message', 'a message', problem?.message);
  for (const name of ['status', 'errorCode', 'errorMessage']) {
    const [wanted, got] = [failure[name] ?? null, problem?.upstream?.[name] ?? null];
    if (wanted !== got) wrong(`upstream.${name}`, wanted, got);
  }
}

function checkOutcome(outcome, device, ask, fields, wrong) {
  if (outcome.device.imei !== device.imei) wrong('device.imei', device.imei, outcome.device.imei);
  if (outcome.device.accountNumber !== device.account) wrong('device.accountNumber', device.account, outcome.device);
  if (device.failure) {
    if (outcome.sessions !== null) wrong('sessions', null, outcome.sessions);
    return checkProblem(outcome.problem, device, (path, right, got) => wrong(`problem.${path}`, right, got));
  }
  if (outcome.problem !== null) return wrong('problem', null, outcome.problem);
  checkConnection(outcome.sessions, ask, device, ask.range, fields, wrong);
}

function outcomes(writer, env, window, listed) {
  const { random } = writer;
  const order = random.chance(0.4)
    ? undefined
    : { field: random.pick(Object.keys(VALUES)), direction: random.pick(['ASC', 'DESC']) };
  const first = random.chance(0.6) ? undefined : random.int(0, listed.length + 2);
  const cut = first === undefined ? undefined : `first: ${writer.value('Int', first)}`;
  const args = [orderArg(writer, order, 'FleetOrder'), cut];
  const fields = connectionFields(writer, env, window, {}, DEFAULT_ORDER);
  const sessions = `sessions { start end ${fields.map((field) => field.text).join(' ')} }`;
  const check = (list, view, wrong) => {
    const wanted = ranked(listed, order, view.ask, view).slice(0, first);
    if (list.length !== wanted.length) return wrong('length', wanted.length, list.length);
    list.forEach((outcome, i) => {
      const at = (path, right, got) => wrong(`${i}.${path}`, right, got);
      checkOutcome(outcome, wanted[i], view.ask, fields, at);
    });
  };
  const texts = ['device { imei accountNumber }', sessions, PROBLEM];
  return branch(writer, 'devices', writer.args(args), 'DeviceOutcome', texts, check);
}

const coverage = (writer, listed) => {
  const distinct = [...new Set(listed)];
  const failed = distinct.filter((device) => device.failure).length;
  const right = { requested: distinct.length, answered: distinct.length - failed, failed, stale: 0 };
  const fields = Object.keys(right).map((name) => leaf(writer, name, () => right[name]));
  return branch(
    writer,
    'coverage',
    '',
    'FleetCoverage',
    fields.map((field) => field.text),
    eachField(fields),
  );
};

/** Some devices of one account, some failing, some named twice. */
function chooseDevices(random, fleet, account) {
  const good = fleet.good.filter((device) => device.account === account);
  const chosen = random.some(good, 0, random.pick([1, 3, 10, 60]));
  if (account === ACCOUNT && random.chance(0.4)) chosen.push(...random.some(fleet.failing, 1, 4));
  if (chosen.length > 0 && random.chance(0.3)) chosen.push(random.pick(chosen), random.pick(chosen));
  return random.shuffle(chosen);
}

/** Of an empty window the upstream need not be asked, so failing devices need not show: none is in such a fleet. */
const askable = (listed, { start, end }) =>
  listed.filter((device) => !device.failure || start === undefined || start !== end);

export async function fleetCase(writer, env, wrong) {
  const { random } = writer;
  const account = random.pick([ACCOUNT, ACCOUNT, ACCOUNT, env.other]);
  const chosen = chooseDevices(random, env.fleet, account);
  const good = chosen.filter((device) => !device.failure).slice(0, 5);
  const window = windowOf(random, env.fleet, good);
  const listed = askable(chosen, window);
  const range = rangeOf(random, env.fleet, good);
  const parts = [...totals(writer), coverage(writer, listed), freshness(writer)];
  parts.push(timeline(writer, daysOf(env.fleet, window)), outcomes(writer, env, window, listed));
  const fields = random.some(parts, 1, parts.length);
  const imeis = `imeis: ${writer.value(
    '[IMEI!]!',
    listed.map((device) => device.imei),
  )}`;
  const named = account !== ACCOUNT || random.chance(0.2) ? `accountNumber: "${account}"` : undefined;
  const args = writer.args([imeis, named, ...windowArgs(writer, window), rangeArg(writer, range)]);
  const body = `fleet${args} { start end ${writer.selection(
    'FleetReport',
    fields.map((field) => field.text),
  )} }`;
  const answer = await env.send(env.note(writer.finish(body)), wrong, { devices: new Set(listed).size });
  if (answer.body?.errors) wrong('errors', 'none', answer.body.errors);
  const report = answer.body?.data?.fleet;
  if (!report) return wrong('fleet', 'a report', report);
  const ask = { ...window, range, fleet: env.fleet, sentAt: answer.sentAt, receivedAt: answer.receivedAt };
  checkReport(report, ask, listed, fields, (path, right, got) => wrong(`fleet.${path}`, right, got));
}

function checkReport(report, ask, listed, fields, wrong) {
  if (!checkWindow(report, ask, wrong, startAsAsked)) return;
  const [start, end] = [Date.parse(report.start), Date.parse(report.end)];
  const answered = [...new Set(listed)].filter((device) => !device.failure);
  const view = { ...held(ask, answered, start, end), start, ask };
  for (const field of fields) field.check(report, view, wrong);
}
