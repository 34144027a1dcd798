// Keeps the history folder within its bounds: files are rewritten without what does not stand, and the oldest days go first.
import type { Day } from '../history/day.js';
import { dayOf } from '../history/day.js';
import { type DayLog, logOf, readLog } from './day-log.js';
import type { DeviceFiles } from './device-files.js';
import type { ReportTrouble } from './disk-trouble.js';
import { type Files, type ListedFile, TEMPORARY } from './files.js';
import type { KeyedMutex } from './keyed-mutex.js';

export interface BoundsOptions {
  readonly files: Files;
  readonly deviceFiles: DeviceFiles;
  readonly mutex: KeyedMutex;
  readonly maxBytes: number;
  readonly historyDays: number;
  readonly now: () => number;
  /** The first day of the history. */
  readonly oldest: () => Day;
  readonly report: ReportTrouble;
}

export interface Bounds {
  readonly bytes: () => number;
  /** Days before it had to go, and are not kept again. */
  readonly floor: () => Day;
  /** To a file that had so many bytes before. */
  appended(path: string, before: number, bytes: number): Promise<void>;
  survey(): Promise<void>;
  compact(onFile?: () => void): Promise<void>;
  idle(): Promise<void>;
}

/** How much is appended to a file until it is looked at again. */
const STEP = 32 * 1024;
/** A file is rewritten once less of it than this stands. */
const WORTH_KEEPING = 0.75;
/** Room is made down to this part of the bound, so that it is not made again at once. */
const ROOM = 0.9;
/** So many files tell how many bytes the days of all of them take. */
const SAMPLE = 300;
/** A file that is to take the place of another one is written in less than this; milliseconds. */
const ABANDONED = 10 * 60_000;

export function createBounds(options: BoundsOptions): Bounds {
  const { files, deviceFiles, mutex, maxBytes, oldest, report } = options;
  let total = 0;
  let floor = Number.NEGATIVE_INFINITY;
  let making: Promise<void> | undefined;
  const first = (): Day => Math.max(oldest(), floor);
  /** While nobody else works on the file. */
  const rewrite = async (path: string, worthKeeping: number): Promise<void> => {
    const device = deviceFiles.deviceAt(path);
    const bytes = device && (await files.read(path));
    if (!device || !bytes) return;
    const days = standing(
      readLog(bytes, (day) => deviceFiles.nameOf(device, day)),
      first(),
    );
    const kept = logOf(days);
    if (kept.length >= worthKeeping * bytes.length && kept.length > 0) return;
    if (kept.length === 0) await files.remove(path);
    else await files.replace(path, kept, bytes.length);
    total -= bytes.length - kept.length;
  };
  const rewriteAll = async (worthKeeping: number, onFile = (): void => {}): Promise<void> => {
    for await (const { path } of files.list()) {
      await mutex.run(path, () => rewrite(path, worthKeeping)).catch(report);
      onFile();
    }
  };
  const makeRoom = async (): Promise<void> => {
    const listed = await allOf(files.list());
    total = sum(listed);
    floor = await floorFor(listed, ROOM * maxBytes, { ...options, first: first() });
    await rewriteAll(1);
  };
  return {
    bytes: () => total,
    floor: () => floor,
    async appended(path, before, bytes) {
      total += bytes;
      const isDue = Math.floor(before / STEP) !== Math.floor((before + bytes) / STEP);
      if (isDue) await rewrite(path, WORTH_KEEPING);
      if (total <= maxBytes || making) return;
      making = makeRoom()
        .catch(report)
        .finally(() => {
          making = undefined;
        });
    },
    async survey() {
      let counted = 0;
      for await (const file of files.list()) {
        if (isOver(file, options)) await mutex.run(file.path, () => files.remove(file.path)).catch(report);
        else counted += file.bytes;
      }
      total = counted;
    },
    compact: (onFile) => rewriteAll(1, onFile),
    async idle() {
      await making;
    },
  };
}

/** What was written to last before the history began holds nothing of it. */
const isOver = ({ path, changedAt }: ListedFile, { now, oldest }: BoundsOptions): boolean =>
  path.endsWith(TEMPORARY) ? changedAt < now() - ABANDONED : path.endsWith('.days') && dayOf(changedAt) < oldest();

const standing = ({ days }: DayLog, first: Day): Map<Day, Buffer> => new Map([...days].filter(([day]) => day >= first));

/** The first day that may stay where no more than so many bytes may. */
async function floorFor(
  listed: readonly ListedFile[],
  most: number,
  { files, deviceFiles, first }: BoundsOptions & { readonly first: Day },
): Promise<Day> {
  const step = Math.max(1, Math.ceil(listed.length / SAMPLE));
  const sample = listed.filter((_, index) => index % step === 0);
  const sizes = new Map<Day, number>();
  for (const { path } of sample) {
    const device = deviceFiles.deviceAt(path);
    const bytes = device && (await files.read(path));
    if (!device || !bytes) continue;
    const { days } = readLog(bytes, (day) => deviceFiles.nameOf(device, day));
    for (const [day, packed] of days) sizes.set(day, (sizes.get(day) ?? 0) + packed.length);
  }
  let left = (most * sum(sample)) / Math.max(1, sum(listed));
  for (const [day, bytes] of [...sizes].toSorted(([a], [b]) => b - a)) {
    left -= bytes;
    if (left < 0) return Math.max(first, day + 1);
  }
  return first;
}

const sum = (listed: readonly ListedFile[]): number => listed.reduce((all, { bytes }) => all + bytes, 0);

async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
