// Routes a request by path and checks its tokens.
import type { Route } from './calls.js';
import type { Exchange, Reply } from './exchange.js';
import { gateway, sessionRefusal } from './failures.js';
import { faultContextOf } from './fault-context.js';
import { faults } from './faults.js';
import { answerReport } from './report.js';
import type { World } from './world.js';

type Handler = (exchange: Exchange, world: World) => Reply;

const routeOfPath: ReadonlyMap<string, Route> = new Map([
  ['/api/hyper-precise/v1/report/sessions', 'report'],
  ['/api/ts/v1/oauth2/token', 'token'],
  ['/api/ts/v1/oauth2/revoke', 'revoke'],
  ['/api/m2m/v1/session/login', 'login'],
  ['/api/m2m/v1/session/logout', 'logout'],
]);

const handlers: Readonly<Record<Route, Handler>> = {
  report: (exchange, world) => {
    const bearer = world.switches.get().bearerEnforced ? world.bearers.rejection(exchange.headers) : undefined;
    if (bearer !== undefined) return { answer: bearer };
    return withSession(exchange, world, () => answerReport(exchange, world));
  },
  token: ({ headers, body }, world) => ({ answer: world.bearers.token(headers, body) }),
  revoke: ({ headers, body }, world) => ({ answer: world.bearers.revoke(headers, body) }),
  login: ({ headers, body }, world) => ({ answer: world.bearers.rejection(headers) ?? world.logins.login(body) }),
  logout: (exchange, world) => {
    const bearer = world.bearers.rejection(exchange.headers);
    if (bearer !== undefined) return { answer: bearer };
    return withSession(exchange, world, () => ({ answer: world.logins.logout(exchange.headers) }));
  },
  unknown: () => ({ answer: gateway.noResource }),
};

function withSession({ headers }: Exchange, world: World, next: () => Reply): Reply {
  const trouble = world.logins.trouble(headers);
  return trouble === undefined ? next() : { answer: sessionRefusal(world.switches.get().sessionShape, trouble) };
}

/** The route that a path belongs to. */
export function routeOf(path: string): Route {
  return routeOfPath.get(path) ?? 'unknown';
}

/** The reply to a request: a route's own, or what the fault that is due makes of it. */
export function replyTo(exchange: Exchange, world: World): Reply {
  const own = (): Reply => {
    if (exchange.route !== 'unknown' && exchange.method !== 'POST') return { answer: gateway.wrongMethod('POST') };
    return handlers[exchange.route](exchange, world);
  };
  const { faults: rules, seed } = world.switches.get();
  const rule = world.pickFault(rules, seed, { n: exchange.n, route: exchange.route, imei: exchange.asked.imei });
  if (rule === undefined) return own();
  return { ...faults[rule.fault].strike(own, faultContextOf(exchange, world, rule)), fault: rule.fault };
}
