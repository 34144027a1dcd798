// Knows that a device does not get into the log because its caller asks clumsily; not what clumsy callers are answered.
import { TOTALS } from './caller.js';
import { atLeast, none } from './figures.js';
import { openPipeline } from './pipeline.js';
import { DEVICE } from './secrets.js';

const JSON_HEADERS = { 'content-type': 'application/json' };
const posted = (body, headers = JSON_HEADERS) => ({ path: '/graphql', method: 'POST', headers, body });
const asked = (query, variables = {}) => posted(JSON.stringify({ query, variables }));

const REQUESTS = {
  'a wrong path': { path: `/devices/${DEVICE}?imei=${DEVICE}` },
  'GET without preflight': { path: `/graphql?query={device(imei:"${DEVICE}"){imei}}` },
  'no JSON': posted(`{"imei": ${DEVICE}`),
  'another content type': posted(DEVICE, { 'content-type': 'text/plain' }),
  'no GraphQL': asked(`{ device(imei: "${DEVICE}" `),
  'an unknown field': asked(`{ device(imei: "${DEVICE}") { imei${DEVICE} } }`),
  'an IMEI as a number': asked(`{ device(imei: ${DEVICE}) { imei } }`),
  'an IMEI that is too long': asked('query ($imei: IMEI!) { device(imei: $imei) { imei } }', { imei: `${DEVICE}0` }),
  'a page that is too large': asked(`{ device(imei: "${DEVICE}") { sessions(first: 999999) { ${TOTALS} } } }`),
  'an entity that is none': asked('query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }', {
    r: [{ __typename: 'Device', imei: DEVICE, accountNumber: { imei: DEVICE } }],
  }),
  'far too long': posted(DEVICE.repeat(20_000)),
};

export async function* canaryCaller() {
  const log = [];
  const pipeline = await openPipeline({ log: (text) => log.push(text), emulator: { faults: 'unsafeBytes' } });
  const told = [];
  try {
    for (const [name, { path, ...request }] of Object.entries(REQUESTS)) {
      const before = log.length;
      await (await fetch(`${pipeline.url}${path}`, request)).text();
      if (log.slice(before).some((text) => text.includes(DEVICE))) told.push(name);
    }
  } finally {
    await pipeline.close();
  }
  yield atLeast('canaryCaller: log lines looked through', log.length, 1);
  yield none('canaryCaller: requests whose IMEI is in the log', told);
}
