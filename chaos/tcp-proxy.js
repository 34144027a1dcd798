// Knows which tokens pass over a connection that it hands on byte by byte; not what is said there.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

const TOKENS = /^(?:authorization: *(?:Bearer|Basic) +|vz-m2m-token: *)(\S+)\r$/gim;
const LONGEST_HEAD = 8_192;

/** A relay before the server of that origin; it cuts and resets as the server does. */
export async function startTcpProxy(origin) {
  const tokens = new Set();
  const open = new Set();
  const server = createServer((near) => {
    open.add(near);
    near.once('close', () => open.delete(near));
    listen(near, tokens);
    join(near, connect(Number(new URL(origin).port), '127.0.0.1'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    for (const socket of open) socket.destroy();
    server.close();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${server.address().port}`, tokens, close };
}

function listen(socket, tokens) {
  let heard = '';
  socket.on('data', (bytes) => {
    heard = (heard + bytes.toString('latin1')).slice(-LONGEST_HEAD);
    for (const [, token] of heard.matchAll(TOKENS)) tokens.add(token);
  });
}

function join(near, far) {
  near.pipe(far);
  far.pipe(near);
  near.on('error', () => far.destroy());
  near.on('close', () => far.destroy());
  far.on('error', () => near.resetAndDestroy());
  far.on('close', () => near.destroySoon());
}
