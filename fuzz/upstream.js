// Stands in for ThingSpace on loopback: both logins and the session report, over a made-up fleet.
import { createServer } from 'node:http';
import { FAILURES } from './fleet.js';
import { createRandom } from './random.js';
import { RETENTION } from './rows.js';

/** What the edge of a window may mean, in microseconds, both ends inclusive. */
const READINGS = {
  start: (row, from, to) => row.start >= from && row.start <= to,
  overlap: (row, from, to) => row.start <= to && (row.end === null || row.end >= from),
  contained: (row, from, to) => row.start >= from && row.end !== null && row.end <= to,
};
export const READING_NAMES = Object.keys(READINGS);

const readBody = async (request) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
};

const uuid = (number) => `60c07fff-470b-4d6d-afcc-${String(number).padStart(12, '0')}`;

const rowObject = (row, device, random) => {
  const open = random.chance(0.5) ? null : undefined;
  const values = { startTime: row.startText, endTime: row.endText ?? open, numBytes: row.bytes };
  const object = {};
  if (device.extras) object.example = { note: 'a "quoted" \\ text', list: [1, null, true] };
  for (const key of device.keys) if (values[key] !== undefined) object[key] = values[key];
  if (device.extras) object.sequence = random.int(0, 99);
  return object;
};

const DAMAGED = {
  'ends before it starts': { startTime: '2026-11-01T00:00:01.000Z', endTime: '2026-11-01T00:00:00.000Z', numBytes: 1 },
  'no start': { endTime: '2026-11-01T00:00:00.000Z', numBytes: 1 },
};

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const FIELDS = ['accountNumber', 'imei', 'startDate', 'endDate', 'durationLow', 'durationHigh'];

/** What a request says that the page does not know, or the upstream may refuse. */
const faultsOf = (query) => {
  const faults = [];
  const extra = Object.keys(query).filter((key) => !FIELDS.includes(key));
  if (extra.length > 0) faults.push(`the report was asked with ${extra.join()}`);
  for (const key of ['startDate', 'endDate']) {
    if (query[key] !== undefined && !INSTANT.test(query[key])) faults.push(`${key} ${query[key]}`);
  }
  return faults;
};

const expired = () => {
  const errorCode = 'UnifiedWebService.REQUEST_FAILED.SessionToken.Expired';
  return [400, { errorCode, errorMessage: 'The session expired' }];
};

export function createUpstream(seed) {
  const random = createRandom(`${seed}/upstream`);
  const state = { fleet: null, session: null, sessions: 0, reports: 0, calls: 0, log: new Map(), faults: new Set() };

  const answerReport = (device, from, to) => {
    const txid = uuid(++state.reports);
    state.log.set(txid, { number: state.reports, device, from, to, at: Date.now() });
    const inside = READINGS[state.fleet.reading];
    const rows = device.rows.filter((row) => inside(row, from * 1000, to * 1000));
    const sessions = random.shuffle(rows).map((row) => rowObject(row, device, random));
    if (device.failure?.malformed) sessions.push(DAMAGED[device.failure.malformed]);
    const body = { txid: device.silent ? null : txid };
    if (device.id !== null) body.id = device.id;
    if (sessions.length > 0) body.sessions = sessions;
    else Object.assign(body, random.pick([{ sessions }, { sessions }, { sessions: null }, {}]));
    return [200, body, device.pretty ? 2 : 0];
  };

  const refusalOf = ({ authorization, 'vz-m2m-token': session }) => {
    if (!authorization?.startsWith('Bearer '))
      return [401, { fault: { code: '900902', message: 'Missing Credentials' } }];
    if (state.calls % 250 === 249 && random.chance(0.5)) state.session = null;
    return state.session === null || session !== state.session ? expired() : undefined;
  };

  const report = (request, query) => {
    state.calls++;
    const refusal = refusalOf(request.headers);
    if (refusal) return refusal;
    for (const fault of faultsOf(query)) state.faults.add(fault);
    const device = state.fleet.find(query.accountNumber, query.imei);
    const failure = device ? device.failure : FAILURES[0];
    const { status, errorCode, errorMessage } = failure ?? {};
    if (status) return [status, { errorCode, errorMessage }];
    const now = Date.now();
    const earliest = now - RETENTION;
    const from = query.startDate === undefined ? earliest : Math.max(earliest, Date.parse(query.startDate));
    const to = query.endDate === undefined ? now : Date.parse(query.endDate);
    return answerReport(device, from, to);
  };

  const login = () => {
    state.session ??= `bcce3ea6-fe4f-4952-bacf-${String(++state.sessions).padStart(12, '0')}`;
    return [200, { sessionToken: state.session }];
  };
  const bearer = () => [200, { access_token: 'bearer-1', token_type: 'Bearer', expires_in: 3600, scope: 'x' }];

  const route = (request, text) => {
    if (request.url.startsWith('/api/ts/v1/oauth2/token')) return bearer();
    if (request.url.startsWith('/api/m2m/v1/session/login')) return login();
    if (request.url === '/api/hyper-precise/v1/report/sessions') return report(request, JSON.parse(text));
    return [404, 'no such endpoint'];
  };

  const server = createServer(async (request, response) => {
    const [status, body, indent] = route(request, await readBody(request));
    const text = JSON.stringify(body, null, indent);
    const answer = () => response.writeHead(status, { 'content-type': 'application/json' }).end(text);
    setTimeout(answer, random.int(0, 12));
  });
  /** Checks may block this process for seconds: it must not close connections on which a request is under way. */
  server.keepAliveTimeout = 600_000;
  const listen = (port = 0) =>
    new Promise((done) => server.listen(port, '127.0.0.1', () => done(server.address().port)));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { state, listen, close };
}
