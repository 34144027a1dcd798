// Orders the reads of a device by when they were sent, so that an older response never overwrites a newer one.

import { type DeviceKey, deviceId } from '../sessions/device.js';
import type { Day } from './day.js';

/** One read, from before it is sent until its response has arrived. */
export interface Sending {
  /** It is sent now, perhaps again. */
  sent(): void;
  /** Grows with every read that is sent. */
  number(): number;
  /** The response has arrived: returns those of these days for which no response to a later request has arrived before. */
  complete(days: Iterable<Day>): Day[];
  /** Whether no response to a later request about the device has arrived, not even a failure. */
  isLatest(): boolean;
  end(): void;
}

interface Completed {
  open: number;
  latest: number;
  readonly days: Map<Day, number>;
}

/** Completed reads are remembered for as long as another read of the device is in flight. */
export function createSendOrder(): (device: DeviceKey) => Sending {
  const devices = new Map<string, Completed>();
  let sent = 0;
  return (device) => {
    const id = deviceId(device);
    const completed = devices.get(id) ?? { open: 0, latest: 0, days: new Map<Day, number>() };
    devices.set(id, completed);
    completed.open += 1;
    let own = ++sent;
    return {
      sent() {
        own = ++sent;
      },
      number: () => own,
      complete: (days) => [...days].filter((day) => stands(completed.days, day, own)),
      isLatest() {
        if (own < completed.latest) return false;
        completed.latest = own;
        return true;
      },
      end() {
        completed.open -= 1;
        if (completed.open === 0) devices.delete(id);
      },
    };
  };
}

function stands(completed: Map<Day, number>, day: Day, own: number): boolean {
  if ((completed.get(day) ?? 0) > own) return false;
  completed.set(day, own);
  return true;
}
