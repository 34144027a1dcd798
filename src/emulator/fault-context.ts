// Knows how a fault is shown the emulator in which it strikes; not which fault that is.
import { drawFor } from './seeded-random.js';
import type { Exchange } from './exchange.js';
import type { FaultRule } from './fault-rules.js';
import type { Scene } from './faults.js';
import type { World } from './world.js';

/** What a fault may see and do during one exchange. */
export function sceneOf(
  exchange: Exchange,
  world: World,
  rule: Partial<Pick<FaultRule, 'latency' | 'retryAfterSeconds'>>,
): Scene {
  return {
    draw: drawFor(world.switches.get().seed, exchange.n, 'scene'),
    now: world.now(),
    latency: rule.latency,
    retryAfterSeconds: rule.retryAfterSeconds,
    expire: world.expire,
    refuseLogin: () => world.logins.refuse(exchange.body),
  };
}
