// Closes idle keep-alive connections during shutdown.
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Milliseconds in which a caller who has just connected may still ask. */
const GRACE = 1_000;
const AGAIN = 100;

/** Returns what is to be called when the server closes: after a moment whoever has not asked, or does not end its question, is let go. */
export function trackIdleConnections(server: Server): () => void {
  const open = new Set<Socket>();
  const busy = new Map<Socket, number>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  server.on('request', ({ socket }, response) => {
    busy.set(socket, (busy.get(socket) ?? 0) + 1);
    response.once('close', () => {
      const left = (busy.get(socket) ?? 1) - 1;
      if (left > 0) busy.set(socket, left);
      else busy.delete(socket);
    });
  });
  const letGo = (): void => {
    for (const socket of open) if (!busy.has(socket)) socket.destroy();
  };
  return () => {
    const grace = setTimeout(() => {
      const again = setInterval(letGo, AGAIN).unref();
      server.once('close', () => clearInterval(again));
    }, GRACE).unref();
    server.once('close', () => clearTimeout(grace));
  };
}
