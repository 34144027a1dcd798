// Reads the query string of an export: which devices, which window, which durations.
import { badInput, type FieldIssue } from '../errors.js';
import type { OperationContext } from '../graphql/context.js';
import { readWindow } from '../graphql/types/arguments.js';
import { type Device, toDevice } from '../graphql/types/device.js';
import { readDateTime } from '../graphql/types/scalars.js';
import type { Instant, Range } from '../sessions/range.js';
import type { DurationRange } from '../sessions/selection.js';

export interface ExportQuery {
  /** Each once, in the order asked. */
  readonly devices: readonly Device[];
  readonly range: Range;
  readonly durations: DurationRange | null;
}

const PARAMETERS = ['imei', 'accountNumber', 'start', 'end', 'minDuration', 'maxDuration'] as const;
type Parameter = (typeof PARAMETERS)[number];

/** Throws BAD_USER_INPUT with every issue that a parameter has by itself, and FORBIDDEN. */
export function readExportQuery(search: Readonly<Record<string, unknown>>, context: OperationContext): ExportQuery {
  const issues: FieldIssue[] = [...unknownParameters(search)];
  const read = <T>(name: Parameter, wanted: string, reader: (text: string) => T | undefined): T | undefined => {
    const given = search[name];
    const value = typeof given === 'string' ? reader(given) : undefined;
    if (given !== undefined && value === undefined) issues.push({ path: name, reason: got(given, wanted) });
    return value;
  };
  const accountNumber = read('accountNumber', 'one account number', (text) => text);
  const start = read('start', INSTANT, readDateTime);
  const end = read('end', INSTANT, readDateTime);
  const min = read('minDuration', SECONDS, readSeconds);
  const max = read('maxDuration', SECONDS, readSeconds);
  const imeis = imeisOf(search['imei'], context.fleetMax, issues);
  if (issues.length > 0) throw badInput(...issues);
  const durations = min === undefined && max === undefined ? null : { min: min ?? null, max: max ?? null };
  const range = readWindow(windowOf(start, end, durations), context.now);
  return { devices: imeis.map((imei) => toDevice({ imei, accountNumber }, context)), range, durations };
}

const INSTANT = 'one ISO 8601 instant with an offset or Z, or a date';
const SECONDS = 'one number of seconds, 0 or more';

const windowOf = (start: Instant | undefined, end: Instant | undefined, durationRange: DurationRange | null) => ({
  start: start ?? null,
  end: end ?? null,
  durationRange: durationRange && { min: durationRange.min ?? null, max: durationRange.max ?? null },
});

const readSeconds = (text: string): number | undefined =>
  /^\d+(\.\d+)?$/.test(text) && Number.isFinite(Number(text)) ? Number(text) : undefined;

const got = (given: unknown, wanted: string): string => `got ${JSON.stringify(given)}, wanted ${wanted}`;

const unknownParameters = (search: Readonly<Record<string, unknown>>): FieldIssue[] =>
  Object.keys(search)
    .filter((name) => !PARAMETERS.some((known) => known === name))
    .map((name) => ({ path: name, reason: `there is no such parameter, wanted ${PARAMETERS.join(', ')}` }));

/** One, or several by repetition; one that comes twice is exported once. */
function imeisOf(given: unknown, most: number, issues: FieldIssue[]): string[] {
  const imeis = [...new Set([given ?? []].flat().map(String))];
  if (imeis.length === 0) issues.push({ path: 'imei', reason: 'got none, wanted at least one IMEI of 15 digits' });
  if (imeis.length > most)
    issues.push({ path: 'imei', reason: `got ${imeis.length} devices, wanted at most ${most} (FLEET_MAX)` });
  for (const imei of imeis.filter((each) => !/^\d{15}$/.test(each)))
    issues.push({ path: 'imei', reason: got(imei, 'an IMEI of 15 digits') });
  return imeis;
}
