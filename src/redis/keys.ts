// The names of all Redis keys.
import { createHash } from 'node:crypto';
import type { Day } from '../history/day.js';
import { dayNames, dayPrefix } from '../history/day-names.js';
import { type DeviceKey, deviceId } from '../sessions/device.js';

export interface Keys {
  day(device: DeviceKey, day: Day): string;
  /** Whose turn it is to read the device, and what was read a moment ago. */
  read(device: DeviceKey): string;
  token(which: 'bearer' | 'session'): string;
  readonly latch: string;
}

/** What makes two replicas one: the same upstream for the days, and the same login for the tokens. */
export interface Identity {
  /** The origin of the upstream; of a built-in one its name, since its port changes with every start. */
  readonly upstream: string;
  readonly clientId: string;
  readonly username: string;
}

/** Days have a version of their own, so that replicas of differing versions share their login and nothing that one of them cannot read. */
export function createKeys({ upstream, clientId, username }: Identity): Keys {
  const login = `ts1:{${hash([upstream, clientId, username]).slice(0, 16)}}:`;
  return {
    day: dayNames(upstream),
    read: (device) => `${dayPrefix(upstream)}{${deviceId(device)}}:r`,
    token: (which) => login + which,
    latch: `${login}latch`,
  };
}

const hash = (parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
