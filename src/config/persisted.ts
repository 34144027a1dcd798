// Reads the manifest of persisted operations that the environment names.
import { type PersistedOperation, readManifest } from '../graphql/persisted/manifest.js';
import type { Environment, ReadFile } from './environment.js';

export interface PersistedSettings {
  readonly path: string;
  readonly operations: readonly PersistedOperation[];
  /** Whether nothing else is answered. */
  readonly only: boolean;
}

export type Persisted =
  | { readonly ok: true; readonly settings: PersistedSettings | undefined }
  | { readonly ok: false; readonly issues: readonly string[] };

export function readPersisted(given: Environment, readFile: ReadFile): Persisted {
  const path = given['PERSISTED_OPERATIONS'];
  const only = given['PERSISTED_ONLY'] === 'on';
  if (path === undefined)
    return only
      ? refused('PERSISTED_OPERATIONS: got nothing, wanted the path of a manifest, since PERSISTED_ONLY is on')
      : { ok: true, settings: undefined };
  const text = textIn(path, readFile);
  if (text === undefined)
    return refused(`PERSISTED_OPERATIONS: got ${JSON.stringify(path)}, wanted the path of a file that can be read`);
  const manifest = readManifest(text);
  return manifest.ok
    ? { ok: true, settings: { path, operations: manifest.operations, only } }
    : refused(...inManifest(path, manifest.issues));
}

/** More than an operator reads at once only hides the first. */
const MOST_ISSUES = 20;

/** Issues of a manifest as issues of the setting. */
export function inManifest(path: string, issues: readonly string[]): string[] {
  const more = issues.length - MOST_ISSUES;
  const shown = more > 0 ? [...issues.slice(0, MOST_ISSUES), `and ${more} issues more`] : issues;
  return shown.map((issue) => `PERSISTED_OPERATIONS: ${JSON.stringify(path)}: ${issue}`);
}

const refused = (...issues: string[]): Persisted => ({ ok: false, issues });

function textIn(path: string, readFile: ReadFile): string | undefined {
  try {
    return readFile(path);
  } catch {
    return undefined;
  }
}
