// How a test gets a transport to a server that answers as it is told, and ends the time itself.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach } from '@jest/globals';
import { createTransport } from '../../src/thingspace/transport.js';
import { promised, settled } from '../support/fetch.js';

export const REQUEST = { path: '/a/path', headers: { authorization: 'Bearer a-secret-token' }, body: '{"imei":"3"}' };

/** For a test file: opens transports whose attempts last until `endTime`, and closes all of it after each test. */
export function transports() {
  let time = new AbortController();
  const closing: (() => unknown)[] = [];
  const timers: number[] = [];
  beforeEach(() => {
    time = new AbortController();
    timers.splice(0);
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  return {
    timers,
    endTime: () => time.abort(),
    async open(answer: RequestListener) {
      const server = createServer(answer);
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      const closeServer = () =>
        new Promise((done) => {
          server.close(done);
          server.closeAllConnections();
        });
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const startTimer = (ms: number, onTime: () => void) => {
        timers.push(ms);
        time.signal.addEventListener('abort', onTime);
        return () => time.signal.removeEventListener('abort', onTime);
      };
      const transport = createTransport({ origin, connections: 2, attemptTimeout: 35_000, startTimer });
      closing.push(closeServer, transport.close);
      return { ...transport, closeServer };
    },
  };
}

export async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}

/** Half of a body, and then nothing. */
export const half = (response: ServerResponse) => response.writeHead(200, { 'content-length': 10 }).write('half');

/** Resolves when our side has read the headers of the next answer. */
export async function headersRead(): Promise<void> {
  const heard = promised<void>();
  const note = () => heard.resolve();
  subscribe('undici:request:headers', note);
  await heard.promise;
  unsubscribe('undici:request:headers', note);
  await settled();
}
