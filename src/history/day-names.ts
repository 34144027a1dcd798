// The name under which a cached day is sealed, the same in every store that outlives the process.
import { createHash } from 'node:crypto';
import { type DeviceKey, deviceId } from '../sessions/device.js';
import type { Day } from './day.js';

/** Days have a version of their own, and differ by the origin of the upstream. Braces are the hash tag: a cluster keeps all of a device in one slot, so that its days are one MGET. */
export const dayPrefix = (upstream: string): string => `ts2:${upstreamId(upstream)}:`;

/** A few letters for the origin of an upstream. */
export const upstreamId = (upstream: string): string =>
  createHash('sha256')
    .update(JSON.stringify([upstream]))
    .digest('base64url')
    .slice(0, 6);

export type DayName = (device: DeviceKey, day: Day) => string;

export function dayNames(upstream: string): DayName {
  const prefix = dayPrefix(upstream);
  return (device, day) => `${prefix}{${deviceId(device)}}:${day}`;
}
