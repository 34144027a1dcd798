// A history folder of a test's own, opened as often as the test likes, with a clock of its own and files that may fail.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from '@jest/globals';
import { createDiskStore, type DiskStore, type DiskStoreOptions } from '../../src/disk/day-store.js';
import { deviceFiles } from '../../src/disk/device-files.js';
import { createReport } from '../../src/disk/disk-trouble.js';
import { type Files, openFiles } from '../../src/disk/files.js';
import { listOf } from '../../src/history/day.js';
import { dayNames } from '../../src/history/day-names.js';
import type { Store } from '../../src/history/store.js';
import { device, on } from '../history/cached-days.js';

export interface DiskStage {
  readonly folder: string;
  readonly files: Files;
  readonly reasons: string[];
  readonly clock: { now: number };
  /** Timers that were started and not called off. */
  readonly timers: Set<() => void>;
  open(more?: Partial<DiskStoreOptions>): DiskStore;
  pathOf(last?: string): string;
}

export const UPSTREAM = 'https://thingspace.example.com';
export const ONE = device('1');

/** Opens folders that are removed when the test is over. */
export function useFolders(): () => Promise<DiskStage> {
  const folders: string[] = [];
  afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
  });
  return async () => {
    const folder = await mkdtemp(join(tmpdir(), 'history-'));
    folders.push(folder);
    const reasons: string[] = [];
    const report = createReport(({ reason }) => reasons.push(reason));
    const files = openFiles({ folder, onVanished: () => report('vanished') });
    const clock = { now: on(13) };
    const timers = new Set<() => void>();
    const owned = deviceFiles(UPSTREAM, dayNames(UPSTREAM));
    return {
      folder,
      files,
      reasons,
      clock,
      timers,
      pathOf: (last = '1') => join(folder, owned.pathOf(device(last))),
      open: (more = {}) =>
        createDiskStore({
          files,
          deviceFiles: owned,
          historyDays: 400,
          maxBytes: 2 ** 30,
          syncWithin: 1_000,
          now: () => clock.now,
          startTimer: (_, onTime) => {
            timers.add(onTime);
            return () => timers.delete(onTime);
          },
          report,
          ...more,
        }),
    };
  };
}

export async function kept(store: Store, first: number, last: number, of = ONE): Promise<number[]> {
  return [...(await store.get(of, listOf({ first, last }))).keys()];
}
