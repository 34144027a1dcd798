// Which file of the history folder belongs to which device.
import { type DayName, upstreamId } from '../history/day-names.js';
import { type DeviceKey, deviceId, readAccountNumber, readImei } from '../sessions/device.js';

export interface DeviceFiles {
  pathOf(device: DeviceKey): string;
  /** Undefined where the file belongs to no device of this upstream. */
  deviceAt(path: string): DeviceKey | undefined;
  readonly nameOf: DayName;
}

const ENDING = '.days';

/** A thousand folders, so that none of them becomes long. */
export function deviceFiles(upstream: string, nameOf: DayName): DeviceFiles {
  const root = upstreamId(upstream);
  return {
    nameOf,
    pathOf: (device) => `${root}/${device.imei.slice(-3)}/${deviceId(device)}${ENDING}`,
    deviceAt(path) {
      const [folder, , name = ''] = path.split(/[\\/]/);
      if (folder !== root || !name.endsWith(ENDING)) return undefined;
      const [number = '', account = ''] = name.slice(0, -ENDING.length).split('@');
      const [imei, accountNumber] = [readImei(number), readAccountNumber(account)];
      return imei && accountNumber && { imei, accountNumber };
    },
  };
}
