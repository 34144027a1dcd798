// Knows that no secret comes out although the upstream repeats what it was sent, in any of its envelopes; not how it is struck out.

import { startEchoingUpstream } from './echoing-upstream.js';
import { createEvidence, gather } from './evidence.js';
import { openApi } from './pipeline.js';
import { basicOf, canaryCredentials, canaryToken } from './secrets.js';

const QUICK = { ATTEMPT_TIMEOUT_MS: '300', OPERATION_TIMEOUT_MS: '500' };
const STATUSES = [400, 401, 403, 404, 409, 429, 500, 503];

/** Where an upstream puts the words of a failure. */
const ENVELOPES = {
  page: (words) => ({ errorCode: 'INVALID_PARAMETER', errorMessage: words }),
  sdk: (words) => ({ responseCode: 'INVALID_PARAMETER', message: words }),
  gateway: (words) => ({ fault: { code: '900900', message: words, description: words } }),
  oauth: (words) => ({ error: 'invalid_request', error_description: words }),
  code: (words) => ({ errorCode: words, errorMessage: 'No' }),
};

const sent = ({ authorization, 'vz-m2m-token': session = '' }, body) => `${authorization} ${session} ${body}`;

/** How the words are repeated; in the last, any cut at a round length goes through the token. */
const WORDS = {
  plain: (headers, body) => `No good: ${sent(headers, body)}`,
  'in capitals': (headers, body) => sent(headers, body).toUpperCase(),
  'after much else': (headers, body) => `${'.'.repeat(500 - 'Bearer '.length - 20)}${sent(headers, body)}`,
};

export async function* canaryParrot() {
  const evidence = createEvidence();
  for (const { name, ...provocation } of provocations()) evidence.add(name, await provoke(provocation));
  yield* evidence.figures('canaryParrot');
}

function* provocations() {
  for (const route of ['report', 'login', 'token'])
    for (const [envelope, wrap] of Object.entries(ENVELOPES))
      for (const [manner, words] of Object.entries(WORDS)) {
        const status = STATUSES[(envelope.length + manner.length) % STATUSES.length];
        yield { name: `${route} ${status} ${envelope} ${manner}`, route, repeat: repeating(status, words, wrap) };
      }
  for (const status of STATUSES)
    yield { name: `report ${status} page`, route: 'report', repeat: repeating(status, WORDS.plain, ENVELOPES.page) };
  for (const field of ['id', 'txid']) yield { name: `report 200 ${field}`, route: 'report', repeat: naming(field) };
}

const repeating = (status, words, wrap) => (headers, body) => ({ status, body: wrap(words(headers, body)) });

/** A sound report but for one field, which holds both tokens. */
const naming = (field) => (headers) => ({
  status: 200,
  body: { sessions: [], id: '0', txid: null, [field]: sent(headers, '') },
});

async function provoke(provocation) {
  const credentials = canaryCredentials();
  const [bearer, session] = [canaryToken('bearer'), canaryToken('session')];
  const log = [];
  const upstream = await startEchoingUpstream({ bearer, session, ...provocation });
  const api = await openApi(upstream.url, { environment: QUICK, credentials, log: (text) => log.push(text) });
  try {
    const secrets = [credentials.clientSecret, credentials.password, basicOf(credentials), bearer, session];
    return { ...(await gather(api)), log, secrets };
  } finally {
    await api.close();
    await upstream.close();
  }
}
