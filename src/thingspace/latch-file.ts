// Persists the login latch as a file in STATE_DIR.
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { LatchState, LatchStore } from './latch.js';

const FILE = 'login-latch.json';

const STATE = z.object({ credentials: z.string(), refusals: z.int().min(0), lastRefusal: z.number() });

/** Removing the file, which `npm run unlatch` does, takes effect at once: it is read before every login. */
export function fileLatch(folder: string): LatchStore {
  const path = join(folder, FILE);
  return {
    async read() {
      const text = await readFile(path, 'utf8').catch(() => '');
      return parse(text);
    },
    async write(state) {
      try {
        if (!state) await rm(path, { force: true });
        else await replace(folder, path, JSON.stringify(state));
        return true;
      } catch {
        return false;
      }
    },
  };
}

/** A reader sees the old text or the new one, never half of it. */
async function replace(folder: string, path: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(`${path}.new`, text, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

function parse(text: string): LatchState | undefined {
  try {
    return STATE.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

export function memoryLatch(): LatchStore {
  let held: LatchState | undefined;
  return {
    read: async () => held,
    write: async (state) => {
      held = state;
      return true;
    },
  };
}
