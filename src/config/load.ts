// Loads settings from the environment and reports every issue at once.
import type { z } from 'zod';
import { readAuth } from './auth.js';
import type { Environment, ReadFile } from './environment.js';
import { readPersisted } from './persisted.js';
import { type Settings, toSettings } from './settings.js';
import { CREDENTIALS, isSecret, SECRETS, VARIABLES, type Values } from './variables.js';

export type Config =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly issues: readonly string[] };

/** An empty variable counts as unset. */
export function readConfig(environment: Environment, readFile: ReadFile): Config {
  const issues: string[] = [];
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const given = { ...set, ...readSecrets(set, readFile, issues) };
  const parsed = VARIABLES.safeParse(given);
  issues.push(
    ...(parsed.error?.issues ?? []).map((issue) => describeIssue(issue, given)),
    ...missingCredentials(given),
  );
  const auth = readAuth(given, readFile);
  const persisted = readPersisted(given, readFile);
  for (const read of [auth, persisted]) if (!read.ok) issues.push(...read.issues);
  if (parsed.success) issues.push(...contradictions(parsed.data));
  if (!parsed.success || !auth.ok || !persisted.ok || issues.length > 0)
    return { ok: false, issues: [...new Set(issues)] };
  return { ok: true, settings: Object.freeze(toSettings(parsed.data, auth.settings, persisted.settings)) };
}

/** Secrets that are mounted as files, as container platforms do; the line break at the end is not part of them. */
function readSecrets(set: Environment, readFile: ReadFile, issues: string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of SECRETS) {
    const path = set[`${name}_FILE`];
    if (path === undefined) continue;
    if (set[name] !== undefined) issues.push(`${name}_FILE: got a path beside ${name}, wanted only one of them`);
    try {
      found[name] = readFile(path).replace(/\r?\n$/, '');
    } catch {
      issues.push(`${name}_FILE: got ${JSON.stringify(path)}, wanted the path of a file that can be read`);
    }
  }
  return found;
}

function describeIssue({ path, message }: z.core.$ZodIssue, given: Environment): string {
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
const contradictions = ({
  SETTLE_HOURS,
  MAX_SESSION_HOURS,
  PORT,
  METRICS_PORT,
  EXPLORER,
  PERSISTED_ONLY,
}: Values): string[] => [
  ...(SETTLE_HOURS >= MAX_SESSION_HOURS
    ? []
    : [`SETTLE_HOURS: got ${SETTLE_HOURS}, wanted at least MAX_SESSION_HOURS, ${MAX_SESSION_HOURS}`]),
  ...(PERSISTED_ONLY && EXPLORER === 'on'
    ? ['EXPLORER: got "on", wanted off or nothing, since PERSISTED_ONLY is on and the explorer runs queries of its own']
    : []),
  ...(METRICS_PORT === PORT && PORT !== 0 ? [`METRICS_PORT: got ${PORT}, wanted another one than PORT, or none`] : []),
];
