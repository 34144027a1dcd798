// The settings of the emulator: defaults and environment variables.
import { readFileSync } from 'node:fs';
import { shown } from './answers.js';
import { realSleep, type Sleep } from './response-writer.js';
import type { Row } from './rows.js';
import { readSessions } from './sessions-file.js';
import { readChange, type SwitchChange, switchDefaults } from './switches.js';

/** The first values of all switches, and what cannot be switched. */
export interface EmulatorSettings extends Required<SwitchChange> {
  /** The sessions of devices; a device it does not know (and that is no card) is not found. Without it, all are made up. */
  readonly rows?: (imei: string, accountNumber: string) => readonly Row[] | undefined;
  /** So many of the newest calls are kept. */
  readonly callsKept: number;
  /** How latency is waited for. */
  readonly sleep: Sleep;
}

export const emulatorDefaults: EmulatorSettings = { ...switchDefaults, callsKept: 100_000, sleep: realSleep };

export const DEFAULT_PORT = 4010;

export type ReadSettings =
  | { readonly ok: true; readonly settings: Partial<EmulatorSettings>; readonly port: number; readonly host: string }
  | { readonly ok: false; readonly issues: string[] };

type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = 'EMULATOR_';
const HOST = 'EMULATOR_HOST';
const PORT = 'EMULATOR_PORT';
const SESSIONS_FILE = 'EMULATOR_SESSIONS_FILE';

/** The variable of each switch: EMULATOR_ and its name, as in EMULATOR_CLOCK_OFFSET_MS. */
export const switchVariables: ReadonlyMap<string, string> = new Map(
  Object.keys(switchDefaults).map((name) => [PREFIX + name.replace(/[A-Z]/g, '_$&').toUpperCase(), name]),
);

/**
 * Reads every variable that begins with EMULATOR_; an empty one counts as unset. All issues come at once, a line
 * each, and name the variable, what came and what is wanted.
 */
export function readEmulatorSettings(env: Environment): ReadSettings {
  const given = Object.entries(env).filter(([name, value]) => name.startsWith(PREFIX) && (value ?? '') !== '');
  const issues = given.flatMap(([name]) => unknownIssue(name));
  const switched = readSwitches(env);
  const port = readPort(env[PORT] ?? '');
  const rows = readRows(env[SESSIONS_FILE] ?? '');
  issues.push(...switched.issues, ...port.issues, ...rows.issues);
  if (issues.length > 0) return { ok: false, issues };
  return {
    ok: true,
    settings: { ...switched.change, ...rows.setting },
    port: port.value,
    host: env[HOST] || '127.0.0.1',
  };
}

function unknownIssue(name: string): string[] {
  const known = [PORT, HOST, SESSIONS_FILE, ...switchVariables.keys()];
  return known.includes(name) ? [] : [`${name}: is no setting, wanted one of ${known.join(', ')}`];
}

/** Numbers and flags come as text from the environment; what is neither stays text. */
function fromText(text: string): unknown {
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  return text === 'true' || text === 'false' ? text === 'true' : text;
}

function readSwitches(env: Environment): { change: SwitchChange; issues: readonly string[] } {
  const given = [...switchVariables].filter(([variable]) => (env[variable] ?? '') !== '');
  const read = readChange(Object.fromEntries(given.map(([variable, name]) => [name, fromText(env[variable] ?? '')])));
  if (read.ok) return { change: read.change, issues: [] };
  const variableOf = new Map(given.map(([variable, name]) => [name, variable]));
  const issues = read.issues.map((writer) => writer.replace(/^\w+/, (name) => variableOf.get(name) ?? name));
  return { change: {}, issues };
}

function readPort(text: string): { value: number; issues: string[] } {
  if (text === '') return { value: DEFAULT_PORT, issues: [] };
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 65_535) return { value, issues: [] };
  return { value, issues: [`${PORT}: got ${shown(text)}, wanted a port from 0 (any free one) to 65535`] };
}

function readRows(path: string): { setting: Partial<EmulatorSettings>; issues: readonly string[] } {
  if (path === '') return { setting: {}, issues: [] };
  try {
    const read = readSessions(readFileSync(path, 'utf8'), path);
    return read.ok ? { setting: { rows: read.rows }, issues: [] } : { setting: {}, issues: read.issues };
  } catch (error) {
    return {
      setting: {},
      issues: [`${SESSIONS_FILE}: got ${shown(path)}, wanted a file that can be read (${error})`],
    };
  }
}
