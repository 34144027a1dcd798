// Environment to frozen settings, with every complaint at once. It knows what goes together, not what it does.
import type { z } from 'zod';
import { readAuth } from './auth.js';
import { type Settings, toSettings } from './settings.js';
import { CREDENTIALS, isSecret, SECRETS, VARIABLES, type Values } from './variables.js';

export type Environment = Readonly<Record<string, string | undefined>>;

export type Config =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly complaints: readonly string[] };

export type ReadFile = (path: string) => string;

/** An empty variable counts as unset. */
export function readConfig(environment: Environment, readFile: ReadFile): Config {
  const complaints: string[] = [];
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const given = { ...set, ...readSecrets(set, readFile, complaints) };
  const parsed = VARIABLES.safeParse(given);
  complaints.push(
    ...(parsed.error?.issues ?? []).map((issue) => complaint(issue, given)),
    ...missingCredentials(given),
  );
  const auth = readAuth(given, readFile);
  if (!auth.ok) complaints.push(...auth.complaints);
  if (parsed.success) complaints.push(...contradictions(parsed.data));
  if (!parsed.success || !auth.ok || complaints.length > 0) return { ok: false, complaints: [...new Set(complaints)] };
  return { ok: true, settings: Object.freeze(toSettings(parsed.data, auth.settings)) };
}

/** Secrets that are mounted as files, as container platforms do; the line break at the end is not part of them. */
function readSecrets(set: Environment, readFile: ReadFile, complaints: string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of SECRETS) {
    const path = set[`${name}_FILE`];
    if (path === undefined) continue;
    if (set[name] !== undefined) complaints.push(`${name}_FILE: got a path beside ${name}, wanted only one of them`);
    try {
      found[name] = readFile(path).replace(/\r?\n$/, '');
    } catch {
      complaints.push(`${name}_FILE: got ${JSON.stringify(path)}, wanted the path of a file that can be read`);
    }
  }
  return found;
}

function complaint({ path, message }: z.core.$ZodIssue, given: Environment): string {
  const name = String(path[0]);
  // A URL may have a password in it, which is one of the reasons to refuse it.
  const came = isSecret(name) ? '(a secret)' : JSON.stringify(given[name]?.replace(/\/\/.*@/s, '//…@'));
  return `${name}: got ${came}, wanted ${message}`;
}

/** All of them missing means the emulator; some of them missing is a mistake, a line each. */
function missingCredentials(given: Environment): string[] {
  const missing = CREDENTIALS.filter((name) => given[name] === undefined);
  if (missing.length === CREDENTIALS.length) return [];
  return missing.map(
    (name) =>
      `${name}: got nothing, wanted ${VARIABLES.shape[name].description}, since other THINGSPACE_ variables are set`,
  );
}

/** A session may still be running so long after its day, so no day may be taken for settled before. */
const contradictions = ({ SETTLE_HOURS, MAX_SESSION_HOURS, PORT, METRICS_PORT }: Values): string[] => [
  ...(SETTLE_HOURS >= MAX_SESSION_HOURS
    ? []
    : [`SETTLE_HOURS: got ${SETTLE_HOURS}, wanted at least MAX_SESSION_HOURS, ${MAX_SESSION_HOURS}`]),
  ...(METRICS_PORT === PORT && PORT !== 0 ? [`METRICS_PORT: got ${PORT}, wanted another one than PORT, or none`] : []),
];
