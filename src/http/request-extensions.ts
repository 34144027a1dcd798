// The request extensions {"refresh": true}, which bypasses the cache, and {"explain": true}, which plans instead of reading.
import type { FieldIssue } from '../errors.js';

const SWITCHES = ['refresh', 'explain'] as const;
type Switch = (typeof SWITCHES)[number];

const extensionOf = (extensions: unknown, name: Switch): unknown =>
  (extensions as Partial<Record<Switch, unknown>> | null | undefined)?.[name];

const inBody = (body: unknown, name: Switch): unknown =>
  extensionOf((body as { extensions?: unknown } | null | undefined)?.extensions, name);

/** Whether the body of a request turns the extension on. */
export const isOn = (name: Switch, body: unknown): boolean => inBody(body, name) === true;

/** Why a request may not be answered as it asks; undefined where it may. Nothing that asks for an extension is passed over in silence. */
export function extensionIssue(body: unknown, query: unknown, isRefreshAllowed: boolean): FieldIssue | undefined {
  for (const name of SWITCHES) {
    const issue = urlIssue(name, query) ?? bodyIssue(name, body);
    if (issue) return issue;
  }
  return isOn('refresh', body) && !isRefreshAllowed
    ? { path: pathOf('refresh'), reason: 'got true, wanted nothing, since REFRESH is off here' }
    : undefined;
}

const pathOf = (name: Switch): string => `extensions.${name}`;

function urlIssue(name: Switch, query: unknown): FieldIssue | undefined {
  const search = (query ?? {}) as Partial<Record<Switch, unknown>> & { extensions?: unknown };
  const reason = `got it in the query string, wanted {"extensions": {"${name}": true}} in the JSON body of a POST`;
  if (search[name] !== undefined) return { path: name, reason };
  return extensionOf(parsed(search.extensions), name) === undefined ? undefined : { path: pathOf(name), reason };
}

function bodyIssue(name: Switch, body: unknown): FieldIssue | undefined {
  const value = inBody(body, name) ?? false;
  if (typeof value === 'boolean') return undefined;
  return { path: pathOf(name), reason: `got ${JSON.stringify(value)}, wanted true or false` };
}

function parsed(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
