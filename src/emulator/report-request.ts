// Parses and validates the body of a report request.
import { shown } from './answers.js';
import { readInstant } from './instants.js';

export interface ReportRequest {
  readonly accountNumber: string;
  readonly imei: string;
  /** Milliseconds since 1970, both inclusive. */
  readonly startDate: number | undefined;
  readonly endDate: number | undefined;
  /** In the unit the emulator is set to, both inclusive. */
  readonly durationLow: number | undefined;
  readonly durationHigh: number | undefined;
}

export type ReadRequest =
  | { readonly ok: true; readonly request: ReportRequest }
  | { readonly ok: false; readonly message: string };

const A_DATE = 'an ISO 8601 date, or a date-time with Z or an offset';
const A_DURATION = 'a whole number, 0 or more';

/** Reads the parameters of the documentation page; the message names each parameter at fault, what came and what is wanted. */
export function readReportRequest(body: string): ReadRequest {
  const fields = readObject(body);
  if (fields === undefined) return { ok: false, message: `body: got ${shown(body)}, wanted a JSON object` };
  const issues: string[] = [];

  function required<T>(name: string, read: (value: unknown) => T | undefined, wanted: string): T | undefined {
    const value = read(fields?.[name]);
    if (value === undefined) issues.push(`${name}: got ${shown(fields?.[name])}, wanted ${wanted}`);
    return value;
  }
  function optional<T>(name: string, read: (value: unknown) => T | undefined, wanted: string): T | undefined {
    return fields?.[name] === undefined ? undefined : required(name, read, wanted);
  }
  /** The older SDKs send null for a duration that is not asked for. */
  function duration(name: string): number | undefined {
    return fields?.[name] === null ? undefined : optional(name, readDuration, A_DURATION);
  }

  const accountNumber = required('accountNumber', readText, 'a string that is not empty');
  const imei = required('imei', readImei, 'a string of 15 digits');
  const startDate = optional('startDate', (value) => readDate(value, 'start'), A_DATE);
  const endDate = optional('endDate', (value) => readDate(value, 'end'), A_DATE);
  const durationLow = duration('durationLow');
  const durationHigh = duration('durationHigh');

  if (isAbove(startDate, endDate)) {
    issues.push(
      `startDate: got ${shown(fields['startDate'])}, wanted no later than endDate ${shown(fields['endDate'])}`,
    );
  }
  if (isAbove(durationLow, durationHigh)) {
    issues.push(`durationLow: got ${durationLow}, wanted no more than durationHigh ${durationHigh}`);
  }
  if (accountNumber === undefined || imei === undefined || issues.length > 0) {
    return { ok: false, message: issues.join('; ') };
  }
  return { ok: true, request: { accountNumber, imei, startDate, endDate, durationLow, durationHigh } };
}

/** The fields of a JSON object; undefined when the text is not one. */
export function readObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

const readText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const readImei = (value: unknown): string | undefined =>
  typeof value === 'string' && /^\d{15}$/.test(value) ? value : undefined;

const readDate = (value: unknown, bound: 'start' | 'end'): number | undefined =>
  typeof value === 'string' ? readInstant(value, bound) : undefined;

const readDuration = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;

const isAbove = (low: number | undefined, high: number | undefined): boolean =>
  low !== undefined && high !== undefined && low > high;
