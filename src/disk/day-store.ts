// The store of cached days on disk: one file a device, to which packed days are appended.
import { dirname } from 'node:path';
import type { CachedDay } from '../history/cached-day.js';
import { type Day, dayOf } from '../history/day.js';
import type { StartTimer } from '../history/in-flight-reads.js';
import { packDay, unpackDay } from '../history/packed-day.js';
import type { Store } from '../history/store.js';
import type { DeviceKey } from '../sessions/device.js';
import { createBounds } from './bounds.js';
import { type DayLog, readLog, record } from './day-log.js';
import type { DeviceFiles } from './device-files.js';
import type { ReportTrouble } from './disk-trouble.js';
import type { Files } from './files.js';
import { createKeyedMutex } from './keyed-mutex.js';
import { createSyncing } from './syncing.js';

export interface DiskStoreOptions {
  readonly files: Files;
  readonly deviceFiles: DeviceFiles;
  readonly historyDays: number;
  /** HISTORY_MAX_MB, in bytes. */
  readonly maxBytes: number;
  /** HISTORY_SYNC_MS */
  readonly syncWithin: number;
  readonly now: () => number;
  readonly startTimer: StartTimer;
  readonly report: ReportTrouble;
}

export interface DiskStore extends Store {
  /** Of all files, as far as they were counted. */
  readonly bytes: () => number;
  /** Counts what is there, and removes what has left the history. */
  survey(): Promise<void>;
  /** Rewrites every file without what does not stand any more. */
  compact(onFile?: () => void): Promise<void>;
  /** Everything that was put is on the medium. */
  flush(): Promise<void>;
}

export function createDiskStore(options: DiskStoreOptions): DiskStore {
  const { files, deviceFiles, historyDays, now, report } = options;
  const mutex = createKeyedMutex();
  const syncing = createSyncing({ ...options, within: options.syncWithin });
  const oldest = (): Day => dayOf(now()) - historyDays;
  const bounds = createBounds({ ...options, mutex, oldest });
  const logOf = async (device: DeviceKey): Promise<DayLog | undefined> => {
    const bytes = await files.read(deviceFiles.pathOf(device));
    const log = bytes && readLog(bytes, (day) => deviceFiles.nameOf(device, day));
    if (log && log.damaged > 0) report('damaged days are read again');
    return log;
  };
  const append = async (path: string, bytes: Buffer): Promise<void> => {
    const before = await files.append(path, bytes);
    if (before === 0) for (const folder of foldersOf(path)) await syncing.written(folder);
    await syncing.written(path);
    await bounds.appended(path, before, bytes.length);
  };
  return {
    bytes: bounds.bytes,
    survey: bounds.survey,
    compact: bounds.compact,
    async get(device, days) {
      if (days.length === 0) return new Map();
      const reading = mutex.run(deviceFiles.pathOf(device), () => logOf(device)).catch(report);
      const log = await inTime(reading, options.startTimer);
      return log ? unpacked(log, days, (day) => deviceFiles.nameOf(device, day)) : new Map();
    },
    async put(device, days) {
      const kept = [...days].filter(([day]) => day >= Math.max(oldest(), bounds.floor()));
      if (kept.length === 0) return;
      const records = kept.map(([day, held]) => record(day, packDay(deviceFiles.nameOf(device, day), day, held)));
      const path = deviceFiles.pathOf(device);
      const appending = mutex.run(path, () => append(path, Buffer.concat(records))).catch(report);
      await inTime(appending, options.startTimer);
    },
    async forget(device) {
      const path = deviceFiles.pathOf(device);
      await mutex.run(path, () => files.remove(path)).catch(report);
    },
    async flush() {
      await mutex.idle();
      await bounds.idle();
      await syncing.all();
    },
  };
}

function unpacked({ days }: DayLog, wanted: readonly Day[], nameOf: (day: Day) => string): Map<Day, CachedDay> {
  const found = new Map<Day, CachedDay>();
  for (const day of wanted) {
    const packed = days.get(day);
    const held = packed && unpackDay(nameOf(day), day, packed);
    if (held) found.set(day, held);
  }
  return found;
}

/** Whoever waits for a medium that hangs goes on without it; milliseconds. */
const PATIENCE = 2_000;

function inTime<T>(working: Promise<T>, startTimer: StartTimer): Promise<T | undefined> {
  return new Promise((resolve) => {
    const cancel = startTimer(PATIENCE, () => resolve(undefined));
    void working.then((value) => {
      cancel();
      resolve(value);
    });
  });
}

/** A new file is there after a loss of power only if the folders that name it are on the medium too. */
function foldersOf(path: string): string[] {
  const folder = dirname(path);
  return [folder, dirname(folder), '.'];
}
