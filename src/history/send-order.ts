// The order in which the reads of a device were sent, so that of two readings the one sent later stands, whichever lands first. It knows no clock: clocks jump.
import type { Day } from './day.js';
import { type DeviceKey, deviceId } from '../sessions/device.js';

/** One read, from before it is sent until it has landed. */
export interface Sending {
  /** It is sent now, perhaps again. */
  sent(): void;
  /** Grows with every read that is sent. */
  number(): number;
  /** It has landed: of these days, those of which nothing that was sent later has landed before. */
  land(days: Iterable<Day>): Day[];
  /** Whether nothing about the device that was sent later has landed, not even a failure. */
  isLatest(): boolean;
  end(): void;
}

interface Landed {
  open: number;
  latest: number;
  readonly days: Map<Day, number>;
}

/** What has landed is remembered for as long as anything else about the device is under way. */
export function createSendOrder(): (device: DeviceKey) => Sending {
  const devices = new Map<string, Landed>();
  let sent = 0;
  return (device) => {
    const id = deviceId(device);
    const landed = devices.get(id) ?? { open: 0, latest: 0, days: new Map<Day, number>() };
    devices.set(id, landed);
    landed.open += 1;
    let own = ++sent;
    return {
      sent() {
        own = ++sent;
      },
      number: () => own,
      land: (days) => [...days].filter((day) => stands(landed.days, day, own)),
      isLatest() {
        if (own < landed.latest) return false;
        landed.latest = own;
        return true;
      },
      end() {
        landed.open -= 1;
        if (landed.open === 0) devices.delete(id);
      },
    };
  };
}

function stands(landed: Map<Day, number>, day: Day, own: number): boolean {
  if ((landed.get(day) ?? 0) > own) return false;
  landed.set(day, own);
  return true;
}
