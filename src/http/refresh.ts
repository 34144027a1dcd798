// The request extension {"refresh": true}, which bypasses the cache.
import type { FieldIssue } from '../errors.js';

const PATH = 'extensions.refresh';

const refreshOf = (extensions: unknown): unknown => (extensions as { refresh?: unknown } | null | undefined)?.refresh;

const bodyRefresh = (body: unknown): unknown =>
  refreshOf((body as { extensions?: unknown } | null | undefined)?.extensions);

export const asksRefresh = (body: unknown): boolean => bodyRefresh(body) === true;

/** Why a request may not be answered as it asks; undefined where it may. Nothing that asks for a refresh is passed over in silence. */
export function refreshIssue(body: unknown, query: unknown, isAllowed: boolean): FieldIssue | undefined {
  const search = (query ?? {}) as { refresh?: unknown; extensions?: unknown };
  if (search.refresh !== undefined) return { path: 'refresh', reason: NOT_IN_URL };
  if (refreshOf(parsed(search.extensions)) !== undefined) return { path: PATH, reason: NOT_IN_URL };
  const refresh = bodyRefresh(body) ?? false;
  if (typeof refresh !== 'boolean')
    return { path: PATH, reason: `got ${JSON.stringify(refresh)}, wanted true or false` };
  return refresh && !isAllowed
    ? { path: PATH, reason: 'got true, wanted nothing, since REFRESH is off here' }
    : undefined;
}

const NOT_IN_URL = 'got it in the query string, wanted {"extensions": {"refresh": true}} in the JSON body of a POST';

function parsed(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
