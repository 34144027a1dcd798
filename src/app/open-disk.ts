// Opens the days on disk; a folder that cannot be used is said, and days are then held in memory only.
import { resolve } from 'node:path';
import type { BaseLogger } from 'pino';
import type { DiskSettings, HistorySettings } from '../config/settings.js';
import { createDiskStore, type DiskStore } from '../disk/day-store.js';
import { deviceFiles } from '../disk/device-files.js';
import { createReport } from '../disk/disk-trouble.js';
import { openFiles } from '../disk/files.js';
import { openFolder } from '../disk/open-folder.js';
import { dayNames } from '../history/day-names.js';
import { startTimer } from './timers.js';

export interface DiskOptions extends Pick<HistorySettings, 'historyDays'>, DiskSettings {
  /** The origin of the upstream whose days they are. */
  readonly upstream: string;
  readonly now: () => number;
  readonly log: Pick<BaseLogger, 'warn'>;
}

export interface Disk {
  readonly store: DiskStore;
  close(): Promise<void>;
}

/** Not at once, so that it costs the start nothing; and then every day. Milliseconds. */
const [FIRST_SURVEY, SURVEYS] = [10_000, 86_400_000];

export async function openDisk(options: DiskOptions): Promise<Disk | undefined> {
  const { folder, upstream, log } = options;
  const report = createReport((disk) => log.warn({ disk }, `history on disk: ${disk.reason}`));
  const opened = await openFolder(folder);
  if (!opened.ok) {
    report(`HISTORY_DIR ${opened.issue}; days are held in memory only`);
    return undefined;
  }
  const files = openFiles({
    folder: resolve(folder),
    onVanished: () => report('the folder was gone and is made again'),
  });
  const store = createDiskStore({
    ...options,
    files,
    deviceFiles: deviceFiles(upstream, dayNames(upstream)),
    startTimer,
    report,
  });
  const cancel = repeat(() => store.survey().catch(report));
  return {
    store,
    async close() {
      cancel();
      await store.flush();
    },
  };
}

function repeat(work: () => Promise<unknown>): () => void {
  let cancel = startTimer(FIRST_SURVEY, async function again() {
    cancel = startTimer(SURVEYS, again);
    await work();
  });
  return () => cancel();
}
