// Settings as text: --help, --print-config, and warnings about unknown or unsafe variables.
import type { Environment } from './environment.js';
import { MEANINGS } from './meanings.js';
import type { Settings } from './settings.js';
import { isSecret, type Name, VARIABLES } from './variables.js';

const SETTINGS = Object.entries(VARIABLES.shape);

/** By the first setting under each. */
const HEADINGS: Readonly<Partial<Record<Name, string>>> = {
  PORT: 'Listening',
  MAX_PAGE_SIZE: 'Pages and sessions',
  OPERATION_TIMEOUT_MS: 'Upstream calls',
  SETTLE_HOURS: 'Cache',
  MAX_BODY_KB: 'Size of a request',
  INTROSPECTION: 'Schema, browsers and trusted documents',
  DRAIN_DELAY_MS: 'Shutdown',
  AUTH: 'Callers',
  METRICS_PORT: 'Metrics, budgets and refresh',
  LOGIN_ATTEMPTS: 'State',
  THINGSPACE_BASE_URL: 'ThingSpace',
};

/** For --help: the commands, and every setting with its default and what it takes. */
export function helpText(usage: string): string {
  const width = Math.max(...SETTINGS.map(([name]) => name.length));
  const rows = SETTINGS.map(([name, schema]) => {
    const fallback = written(schema.parse(undefined));
    const takes = `${schema.description}${fallback && `; ${fallback} unless set`}`;
    const heading = HEADINGS[name as Name];
    return `${heading ? `\n${heading}\n\n` : ''}  ${name.padEnd(width)}  ${MEANINGS[name as Name]}\n  ${''.padEnd(width)}  ${takes}`;
  });
  return `${usage}\n\nSettings, each a variable of the environment (docs/configuration.md):\n${rows.join('\n')}\n`;
}

/** For --print-config: a line each, as they can stand in a file of variables; only for an environment without issues. */
export function printConfig(environment: Environment): string {
  return SETTINGS.map(([name, schema]) => {
    const value = written(schema.parse(environment[name] || undefined));
    return `${name}=${value !== '' && isSecret(name) ? '(a secret)' : value.replace(USER_INFO, '//…@')}\n`;
  }).join('');
}

/** A URL may have a password in it. */
const USER_INFO = /\/\/[^/]*@/;

function written(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return value === undefined ? '' : String(value);
}

/** Warnings about what is in force and should not be by chance. */
export const securityWarnings = ({ auth, upstream }: Settings): string[] =>
  auth.kind === 'none' && upstream.kind === 'thingspace'
    ? ['AUTH: none, so whoever reaches this port sees every device of the account']
    : [];

const PREFIXES = ['THINGSPACE_', 'UPSTREAM_', 'MAX_', 'DRAIN_', 'CORS_', 'AUTH_', 'PERSISTED_', 'JWT_', 'METRICS_'];

/** Warnings about variables that look like ours and are read by nobody. Those of the emulator are its own to refuse, where it runs. */
export function unknownVariables(environment: Environment, upstream: 'emulator' | 'thingspace'): string[] {
  const prefixes = upstream === 'emulator' ? PREFIXES : [...PREFIXES, 'EMULATOR_'];
  return Object.keys(environment)
    .filter((name) => prefixes.some((prefix) => name.startsWith(prefix)) && !(name in VARIABLES.shape))
    .map((name) => `${name}: no setting has this name, so it is not read; npm start -- --help lists them`);
}
