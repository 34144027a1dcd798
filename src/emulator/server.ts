// Starts and stops the emulator's HTTP server.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import type { CallLog } from './calls.js';
import { answerControl, isControl } from './control.js';
import { whole } from './deliveries.js';
import { askedOf, type Exchange, type Reply } from './exchange.js';
import { invalidParameter } from './failures.js';
import { latencyMs } from './latency.js';
import { createResponseWriter } from './response-writer.js';
import { replyTo, routeOf } from './routes.js';
import { drawFor } from './seeded-random.js';
import { type EmulatorSettings, emulatorDefaults } from './settings.js';
import type { Switches } from './switches.js';
import { createWorld, type World } from './world.js';

const BODY_LIMIT = 100_000;
const KEEP_ALIVE_MS = 60_000;
const TOO_LARGE = invalidParameter(`body: got more than ${BODY_LIMIT} bytes, wanted at most that`, 413);

export interface EmulatorOptions {
  /** 0, the default, for any free port. */
  port?: number;
  /** Address to listen on, 127.0.0.1 by default. */
  host?: string;
  /** Milliseconds since 1970. */
  now: () => number;
  settings?: Partial<EmulatorSettings>;
}

export interface Emulator {
  /** Its origin, as in http://127.0.0.1:4010. */
  readonly url: string;
  readonly calls: CallLog;
  readonly switches: Switches;
  /** Ends the current tokens at once; the next request for a bearer gives a new one. */
  expire(which: 'bearer' | 'session'): void;
  /** Takes the five-strike lock from every user. */
  unlock(): void;
  /** Stops, and ends open sockets and waits too. */
  close(): Promise<void>;
}

/** Starts an emulator that shares nothing with any other; rejects when it cannot listen or a setting cannot be read. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const world = createWorld({ ...emulatorDefaults, ...options.settings }, options.now);
  const server = createServer((req, res) => void serve(req, res, world));
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const host = options.host ?? '127.0.0.1';
  server.listen(options.port ?? 0, host);
  await once(server, 'listening');
  return {
    url: originOf(server, host),
    calls: world.calls,
    switches: world.switches,
    expire: world.expire,
    unlock: () => world.logins.unlock(),
    async close() {
      world.beginClosing();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** An address that means every interface is no origin; the loopback it includes is. */
function originOf(server: Server, host: string): string {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

/** An emulator that fails by its own fault must not pass for an upstream that does, so the answer names it. */
async function serve(req: IncomingMessage, res: ServerResponse, world: World): Promise<void> {
  try {
    await answer(req, res, world);
  } catch (error) {
    if (res.closed || res.destroyed) return;
    if (!res.headersSent) res.writeHead(500, { 'content-type': 'text/plain' });
    res.end(`The emulator itself failed: ${inspect(error)}\n`);
  }
}

async function answer(req: IncomingMessage, res: ServerResponse, world: World): Promise<void> {
  const body = await readBody(req);
  const [path = '/', search] = (req.url ?? '/').split('?', 2);
  res.sendDate = false;
  res.setHeader('date', new Date(world.now()).toUTCString());
  if (isControl(path)) {
    const query = new URLSearchParams(search);
    const request = { method: req.method ?? '', path, query, body: body ?? '', from: req.socket.remoteAddress };
    return whole(
      answerControl(request, world),
      createResponseWriter(res, world.sleep, { whole: () => {}, left: () => {} }),
    );
  }
  await emulate(req, res, { path, body, world });
}

interface Read {
  readonly path: string;
  /** Undefined when it was too large to be kept. */
  readonly body: string | undefined;
  readonly world: World;
}

async function emulate(req: IncomingMessage, res: ServerResponse, { path, body, world }: Read): Promise<void> {
  const { calls, switches, now } = world;
  const arrived = now();
  const route = routeOf(path);
  const asked = askedOf(route, body ?? '');
  const n = calls.open(route, world.clock(), asked);
  const writer = createResponseWriter(res, world.sleep, {
    whole: (status) => calls.note(n, { status, ms: now() - arrived }),
    left: () => {
      if (!world.isClosing()) calls.note(n, { closedByCaller: new Date(world.clock()).toISOString() });
    },
  });
  const exchange: Exchange = { n, route, method: req.method ?? '', headers: req.headers, body: body ?? '', asked };
  const reply: Reply = body === undefined ? { answer: TOO_LARGE } : replyTo(exchange, world);
  if (reply.fault !== undefined) calls.note(n, { fault: reply.fault });
  const { latency, seed } = switches.get();
  await writer.sleep(latencyMs(latency, drawFor(seed, n, 'latency'), reply.days) + (reply.waitMs ?? 0));
  await (reply.deliver ?? whole)(reply.answer, writer);
}

/** Reads a body to its end but keeps no more than the limit; undefined when it was larger. */
async function readBody(req: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req) {
    size += chunk.length;
    if (size <= BODY_LIMIT) chunks.push(chunk);
  }
  return size <= BODY_LIMIT ? Buffer.concat(chunks).toString('utf8') : undefined;
}
