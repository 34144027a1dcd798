// Opens the history folder: makes it where there is none, and refuses one that a later version has written.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Of the folder and the files in it; a packed day has a version of its own. */
export const FORMAT = 1;

export type Folder = { readonly ok: true } | { readonly ok: false; readonly issue: string };

export async function openFolder(folder: string): Promise<Folder> {
  try {
    await mkdir(folder, { recursive: true });
    const path = join(folder, 'format');
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return undefined;
    });
    if (text === undefined) await writeFile(path, `${FORMAT}\n`);
    const format = Number(text ?? FORMAT);
    return format > FORMAT
      ? { ok: false, issue: `written by a later version (format ${format}, this one reads ${FORMAT})` }
      : { ok: true };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { ok: false, issue: `cannot be used (${code ?? 'unknown'})` };
  }
}
