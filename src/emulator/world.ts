// The complete state of one emulator.
import { type Bearers, createBearers } from './bearers.js';
import { type CallLog, createCallLog } from './calls.js';
import { createFaultPicker } from './fault-rules.js';
import { createLogins, type Logins } from './logins.js';
import type { Sleep } from './response-writer.js';
import type { Row } from './rows.js';
import type { EmulatorSettings } from './settings.js';
import { createSwitches, type Switches } from './switches.js';

export interface World {
  readonly switches: Switches;
  readonly calls: CallLog;
  readonly bearers: Bearers;
  readonly logins: Logins;
  readonly pickFault: ReturnType<typeof createFaultPicker>;
  /** The emulator's clock, which can be moved, in milliseconds since 1970. */
  readonly clock: () => number;
  /** The clock of the process, which cannot. */
  readonly now: () => number;
  readonly rows: ((imei: string, accountNumber: string) => readonly Row[] | undefined) | undefined;
  readonly sleep: Sleep;
  readonly expire: (which: 'bearer' | 'session') => void;
  /** From here on, a socket that closes was closed by the emulator. */
  readonly beginClosing: () => void;
  readonly isClosing: () => boolean;
}

/** A new world that shares nothing with any other. */
export function createWorld(settings: EmulatorSettings, now: () => number): World {
  const switches = createSwitches(settings);
  const clock = (): number => now() + switches.get().clockOffsetMs;
  const birth = now();
  let closing = false;
  const bearers = createBearers(clock, () => switches.get().bearerLifetimeSeconds, birth);
  const logins = createLogins(clock, switches.get, birth);
  return {
    switches,
    calls: createCallLog(settings.callsKept),
    bearers,
    logins,
    pickFault: createFaultPicker(),
    clock,
    now,
    rows: settings.rows,
    sleep: settings.sleep,
    expire: (which) => (which === 'bearer' ? bearers.expire() : logins.expire()),
    beginClosing: () => {
      closing = true;
    },
    isClosing: () => closing,
  };
}
