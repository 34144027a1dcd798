// Builds the context in which a fault is applied.

import type { Exchange } from './exchange.js';
import type { FaultRule } from './fault-rules.js';
import type { FaultContext } from './faults.js';
import { drawFor } from './seeded-random.js';
import type { World } from './world.js';

/** What a fault may see and do during one exchange. */
export function faultContextOf(
  exchange: Exchange,
  world: World,
  rule: Partial<Pick<FaultRule, 'latency' | 'retryAfterSeconds'>>,
): FaultContext {
  return {
    draw: drawFor(world.switches.get().seed, exchange.n, 'scene'),
    now: world.now(),
    latency: rule.latency,
    retryAfterSeconds: rule.retryAfterSeconds,
    expire: world.expire,
    refuseLogin: () => world.logins.rejection(exchange.body),
  };
}
