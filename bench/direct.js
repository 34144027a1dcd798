// The bare proxy that the API is compared with: it lends a report call its two tokens and pipes the answer back, nothing else.
import { createServer } from 'node:http';
import { Pool } from 'undici';

const CONNECTIONS = 8;
const KEEP_ALIVE_MS = 60_000;

const upstream = new Pool(process.env.DIRECT_UPSTREAM, { connections: CONNECTIONS });

async function fetchToken(path, authorization, type, body) {
  const headers = { authorization, 'content-type': type };
  const response = await upstream.request({ path, method: 'POST', headers, body });
  return response.body.json();
}

async function fetchTokens() {
  const basic = `Basic ${Buffer.from('direct:direct').toString('base64')}`;
  const form = 'application/x-www-form-urlencoded';
  const bearer = await fetchToken('/api/ts/v1/oauth2/token', basic, form, 'grant_type=client_credentials');
  const authorization = `Bearer ${bearer.access_token}`;
  const user = JSON.stringify({ username: 'direct', password: 'direct' });
  const session = await fetchToken('/api/m2m/v1/session/login', authorization, 'application/json', user);
  return { authorization, 'vz-m2m-token': session.sessionToken, 'content-type': 'application/json' };
}

function bodyOf(request) {
  return new Promise((resolve, reject) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
  });
}

const headers = await fetchTokens();

async function forward(request, response) {
  const call = { path: request.url, method: 'POST', headers, body: await bodyOf(request), opaque: response };
  await upstream.stream(call, ({ statusCode, headers: { 'content-type': type, 'content-length': length } }) =>
    response.writeHead(statusCode, { 'content-type': type, ...(length && { 'content-length': length }) }),
  );
}

const server = createServer((request, response) => {
  forward(request, response).catch(() => response.destroy());
});
server.keepAliveTimeout = KEEP_ALIVE_MS;
server.listen(0, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${server.address().port}\n`));
process.on('SIGTERM', () => process.exit(0));
