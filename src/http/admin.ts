// DELETE /history/:imei: evicts everything cached for a device.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { FailureCode } from '../errors.js';
import { sendRefusal } from './error-responses.js';

/** Drops what is known of a device. Throws BAD_USER_INPUT. */
export type ForgetDevice = (reference: { imei: unknown; accountNumber: unknown }) => Promise<void>;

interface ForgetOptions {
  readonly forget: ForgetDevice;
  readonly adminToken: string | undefined;
}

/** What is dropped may be older than the upstream retains, so the address of the caller alone is not enough. */
export function addAdmin(app: FastifyInstance, { forget, adminToken }: ForgetOptions): void {
  app.delete<{ Params: { imei: string }; Querystring: { accountNumber?: string } }>(
    '/history/:imei',
    async (request, reply) => {
      const refusal = adminToken === undefined ? localRefusal(request) : tokenRefusal(request, adminToken);
      if (refusal?.status === 401) reply.header('www-authenticate', 'Bearer');
      if (refusal) return sendRefusal(request, reply, refusal);
      await forget({ imei: request.params.imei, accountNumber: request.query.accountNumber });
      return reply.code(204).send();
    },
  );
}

interface Refused {
  readonly status: number;
  readonly code: FailureCode;
  readonly message: string;
}

function tokenRefusal({ headers }: FastifyRequest, adminToken: string): Refused | undefined {
  if (isSame(headers.authorization ?? '', `Bearer ${adminToken}`)) return undefined;
  return {
    status: 401,
    code: 'UNAUTHENTICATED',
    message: 'Wanted the ADMIN_TOKEN, as "Authorization: Bearer <token>".',
  };
}

/** Compared as digests, so that the time it takes tells nothing, not even a length. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

/** Without a token only somebody at this machine may, and no page that is open in a browser there, under whatever name it came. */
function localRefusal({ raw: { socket }, headers, host }: FastifyRequest): Refused | undefined {
  const forbidden = (message: string): Refused => ({ status: 403, code: 'FORBIDDEN', message });
  if (!/^(127\.|::1$|::ffff:127\.)/.test(socket.remoteAddress ?? ''))
    return forbidden('Only from this machine, or with ADMIN_TOKEN.');
  if (PROXIES.some((name) => headers[name] !== undefined))
    return forbidden('Not through a proxy, unless with ADMIN_TOKEN.');
  if (!LOOPBACK_HOST.test(host)) return forbidden('Host: wanted localhost or a loopback address, or ADMIN_TOKEN.');
  if (headers.origin !== undefined || !OWN_FETCH.has(headers['sec-fetch-site'] ?? 'none'))
    return forbidden('Origin: wanted none, since no page may ask for this.');
  return undefined;
}

const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

/** Typed into the address bar, or not sent by a browser at all. */
const OWN_FETCH: ReadonlySet<unknown> = new Set(['none']);

/** What proxies add. */
const PROXIES = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'];
