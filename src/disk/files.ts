// The files of the history folder: read, appended to, replaced whole, removed and listed.
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface ListedFile {
  readonly path: string;
  readonly bytes: number;
  /** When it was last written to, by the clock of the machine; milliseconds. */
  readonly changedAt: number;
}

/** Paths are relative to the folder. Everything rejects with the error of the system. */
export interface Files {
  /** Undefined where there is no such file. */
  read(path: string): Promise<Buffer | undefined>;
  /** In one write, so that whoever else appends does not come between. Returns the size before. */
  append(path: string, bytes: Buffer): Promise<number>;
  /** Takes effect whole or not at all. What was appended since `readBytes` were read is kept behind it. */
  replace(path: string, bytes: Buffer, readBytes: number): Promise<void>;
  /** Nothing where there is no such file. */
  remove(path: string): Promise<void>;
  /** What was written to a file or a folder is on the medium. */
  sync(path: string): Promise<void>;
  list(): AsyncGenerator<ListedFile>;
}

export interface FilesOptions {
  readonly folder: string;
  /** The folder was gone, and is made again. */
  readonly onVanished: () => void;
}

export function openFiles({ folder, onVanished }: FilesOptions): Files {
  const full = (path: string): string => join(folder, path);
  return {
    read: (path) => readFile(full(path)).catch(ifMissing(undefined)),
    async append(path, bytes) {
      const file = await openToAppend(full(path), folder, onVanished);
      return withFile(file, async () => {
        const { size } = await file.stat();
        await writeWhole(file, bytes);
        return size;
      });
    },
    async replace(path, bytes, readBytes) {
      const before = await open(full(path), 'r');
      await withFile(before, async () => {
        const temporary = `${full(path)}${TEMPORARY}`;
        await withFile(await open(temporary, 'w'), async (file) => {
          await writeWhole(file, bytes);
          await file.datasync();
        });
        await rename(temporary, full(path));
        const late = await tailOf(before, readBytes);
        if (late.length > 0) await withFile(await open(full(path), 'a'), (file) => writeWhole(file, late));
      });
    },
    remove: (path) => rm(full(path), { force: true }),
    async sync(path) {
      const file = await open(full(path), 'r').catch(ifMissing(undefined));
      if (file) await withFile(file, () => file.sync());
    },
    list: () => listed(folder, ''),
  };
}

/** How the name of a file ends that is to take the place of another one. */
export const TEMPORARY = '.new';

async function openToAppend(path: string, folder: string, onVanished: () => void): Promise<FileHandle> {
  const file = await open(path, 'a').catch(ifMissing(undefined));
  if (file) return file;
  const made = await mkdir(dirname(path), { recursive: true });
  if (made !== undefined && folder.startsWith(made)) onVanished();
  return open(path, 'a');
}

async function withFile<T>(file: FileHandle, work: (file: FileHandle) => Promise<T>): Promise<T> {
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}

async function writeWhole(file: FileHandle, bytes: Buffer): Promise<void> {
  const { bytesWritten } = await file.write(bytes);
  if (bytesWritten < bytes.length) throw Object.assign(new Error('written in part'), { code: 'ENOSPC' });
}

async function tailOf(file: FileHandle, from: number): Promise<Buffer> {
  const { size } = await file.stat();
  const tail = Buffer.alloc(Math.max(0, size - from));
  if (tail.length > 0) await file.read(tail, 0, tail.length, from);
  return tail;
}

async function* listed(folder: string, below: string): AsyncGenerator<ListedFile> {
  for (const entry of await readdir(join(folder, below), { withFileTypes: true }).catch(ifMissing([]))) {
    const path = join(below, entry.name);
    if (entry.isDirectory()) yield* listed(folder, path);
    else {
      const found = await stat(join(folder, path)).catch(ifMissing(undefined));
      if (found) yield { path, bytes: found.size, changedAt: found.mtimeMs };
    }
  }
}

const ifMissing =
  <T>(value: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code === 'ENOENT') return value;
    throw error;
  };
