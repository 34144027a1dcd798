// Knows an upstream that logs in well and then repeats what it was sent; not who listens.
import { once } from 'node:events';
import { createServer } from 'node:http';

/** `repeat` makes {status, body} of the headers and body that came to the named route; the other routes answer well. */
export async function startEchoingUpstream({ bearer, session, route, repeat }) {
  const good = {
    token: () => ({ status: 200, body: { access_token: bearer, token_type: 'Bearer', expires_in: 3600 } }),
    login: () => ({ status: 200, body: { sessionToken: session } }),
    report: () => ({ status: 200, body: { sessions: [], id: '0000000000', txid: null } }),
  };
  const server = createServer(async (request, response) => {
    const name = routeOf(request.url);
    const { status, body } = (name === route ? repeat : good[name])(request.headers, await textOf(request));
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => close(server) };
}

const routeOf = (path) => (path.endsWith('/token') ? 'token' : path.endsWith('/login') ? 'login' : 'report');

async function textOf(request) {
  const chunks = await request.toArray();
  return Buffer.concat(chunks).toString('utf8');
}

async function close(server) {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}
