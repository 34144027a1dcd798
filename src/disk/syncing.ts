// Brings what was written to the medium within a promised time, however often it is written to.
import type { StartTimer } from '../history/in-flight-reads.js';
import type { Files } from './files.js';

export interface Syncing {
  /** Something was written to the file. */
  written(path: string): Promise<void>;
  /** Everything that was written is on the medium, or cannot be brought there. */
  all(): Promise<void>;
}

export interface SyncingOptions {
  readonly files: Pick<Files, 'sync'>;
  /** HISTORY_SYNC_MS: half of it is left for the medium. */
  readonly within: number;
  readonly startTimer: StartTimer;
  readonly report: (error: unknown) => void;
}

export function createSyncing({ files, within, startTimer, report }: SyncingOptions): Syncing {
  const dirty = new Set<string>();
  let cancel: (() => void) | undefined;
  const all = async (): Promise<void> => {
    cancel?.();
    cancel = undefined;
    const paths = [...dirty];
    dirty.clear();
    for (const path of paths) await files.sync(path).catch(report);
  };
  return {
    all,
    async written(path) {
      dirty.add(path);
      if (within === 0) return all();
      cancel ??= startTimer(within / 2, () => void all());
    },
  };
}
