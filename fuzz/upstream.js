// A stand-in of the session report endpoint with its two tokens, which reads the edge of a window in one of three ways.
import { createServer } from 'node:http';

/** Which sessions a window from `from` to `to` holds. One that never ended has no end that could lie within. */
const EDGES = {
  start: ({ start }, from, to) => start >= from && start <= to,
  overlap: ({ start, end }, from, to) => start <= to && (end === null || end >= from),
  contained: ({ start, end }, from, to) => start >= from && end !== null && end <= to,
};

export const READINGS = Object.keys(EDGES);

const two = (value) => String(value).padStart(2, '0');

/** Spellings of one instant that all mean the same millisecond. */
const SPELLINGS = {
  ms: (at) => new Date(at).toISOString(),
  nanos: (at) => `${new Date(at).toISOString().slice(0, 23)}456789Z`,
  offset: (at) => `${new Date(at - 5 * 3_600_000).toISOString().slice(0, 23)}-05:00`,
  bare: (at) => new Date(at).toISOString().slice(0, 23),
  go: (at) => `${new Date(at + 5.5 * 3_600_000).toISOString().slice(0, 23).replace('T', ' ')} +${two(5)}${two(30)} IST`,
};

/** `sessionsOf(imei)` gives the rows of a device. Rows come shuffled, in mixed spellings, and sometimes pretty printed. */
export async function startUpstream({ reading, random, sessionsOf }) {
  const spell = (at) => (at === null ? null : random.pick(Object.values(SPELLINGS))(at));
  const report = ({ imei, startDate, endDate }) => {
    const from = startDate === undefined ? Number.NEGATIVE_INFINITY : Date.parse(startDate);
    const to = endDate === undefined ? Number.POSITIVE_INFINITY : Date.parse(endDate);
    const rows = sessionsOf(imei).filter((session) => EDGES[reading](session, from, to));
    const sessions = random.shuffled(rows).map(({ start, end, bytes }) => ({
      startTime: spell(start),
      ...((end !== null || random.chance(0.5)) && { endTime: spell(end) }),
      numBytes: bytes,
    }));
    return JSON.stringify({ sessions, id: `d-${imei}`, txid: `t-${random.below(1e9)}` }, null, random.pick([0, 0, 2]));
  };
  const answers = {
    '/api/ts/v1/oauth2/token': () => JSON.stringify({ access_token: 'bearer', token_type: 'Bearer', expires_in: 3600 }),
    '/api/m2m/v1/session/login': () => JSON.stringify({ sessionToken: 'session' }),
    '/api/hyper-precise/v1/report/sessions': (body) => report(JSON.parse(body)),
  };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    response.setHeader('content-type', 'application/json').end(answers[request.url]?.(body) ?? '{}');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
