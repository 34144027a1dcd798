// The control API of the emulator under /__, for callers on this machine only.
import { type EmulatorResponse, json, shown } from './answers.js';
import { ROUTES, type Route } from './calls.js';
import { cards } from './cards.js';
import { FAULT_NAMES } from './fault-rules.js';
import { faults } from './faults.js';
import { readObject } from './report-request.js';
import { readChange } from './switches.js';
import type { World } from './world.js';

/** A request to one of the emulator's own paths. */
export interface ControlRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
  /** The caller's address, as the socket has it. */
  readonly from: string | undefined;
}

type Control = (request: ControlRequest, world: World) => EmulatorResponse;

const issueResponse = (status: number, ...issues: readonly string[]): EmulatorResponse =>
  json(status, { complaints: issues });

const controls: Readonly<Record<string, Control>> = {
  'GET /__calls': ({ query }, { calls }) => {
    const named = query.get('route');
    if (named === null) return json(200, calls.list());
    const route = ROUTES.find((known) => known === named);
    return route === undefined ? issueResponse(400, unknownRoute(named)) : json(200, calls.list(route));
  },
  'GET /__calls/count': (_request, { calls }) => {
    const counts = ROUTES.map((route): [Route, number] => [route, calls.count(route)]);
    return json(200, { total: calls.count(), ...Object.fromEntries(counts) });
  },
  'DELETE /__calls': (_request, { calls }) => {
    calls.clear();
    return json(200, []);
  },
  'GET /__switches': (_request, { switches }) => json(200, switches.get()),
  'PATCH /__switches': ({ body }, { switches }) => {
    const read = readChange(readObject(body) ?? body);
    return read.ok ? json(200, switches.set(read.change)) : issueResponse(400, ...read.issues);
  },
  'GET /__cards': () =>
    json(
      200,
      cards.map(({ imei, name, description, expect }) => ({ imei, name, description, expect })),
    ),
  'GET /__faults': () =>
    json(
      200,
      FAULT_NAMES.map((name) => ({ name, route: faults[name].route, description: faults[name].description })),
    ),
  'POST /__tokens/expire': ({ body }, world) => {
    const which = readObject(body)?.['which'];
    if (which !== 'bearer' && which !== 'session')
      return issueResponse(400, `which: got ${shown(which)}, wanted bearer or session`);
    world.expire(which);
    return json(200, { expired: which });
  },
  'POST /__unlock': (_request, { logins }) => {
    logins.unlock();
    return json(200, { unlocked: true });
  },
};

const unknownRoute = (name: string): string => `route: got ${shown(name)}, wanted one of ${ROUTES.join(', ')}`;

/** Whether a path is one of the emulator's own. */
export const isControl = (path: string): boolean => path === '/__' || path.startsWith('/__');

/** Answers a control request; 403 to callers from elsewhere, and 404 with the list of what there is. */
export function answerControl(request: ControlRequest, world: World): EmulatorResponse {
  if (!isLoopback(request.from))
    return issueResponse(403, 'Only callers on the same machine may use the paths under /__');
  const key = `${request.method} ${request.path}`;
  const control = Object.hasOwn(controls, key) ? controls[key] : undefined;
  return (
    control?.(request, world) ??
    issueResponse(404, `${key}: is unknown, wanted one of ${Object.keys(controls).join(', ')}`)
  );
}

/** Whether an address, as a socket gives it, is this machine's own loopback. */
export function isLoopback(address: string | undefined): boolean {
  return address !== undefined && (/^(::ffff:)?127\./.test(address) || address === '::1');
}
