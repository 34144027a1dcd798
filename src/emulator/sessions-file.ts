// Reads sessions from a file with one JSON object per line.
import { z } from 'zod';
import { shown } from './answers.js';
import { readInstant } from './instants.js';
import type { Row } from './rows.js';

const ISSUES_SHOWN = 20;

const instant = (bound: 'start' | 'end') =>
  z.string().transform((text, context) => {
    const moment = readInstant(text, bound);
    if (moment === undefined) context.addIssue({ code: 'custom', message: 'no date' });
    return moment ?? 0;
  });

const wanted: Readonly<Record<string, string>> = {
  imei: 'a string of 15 digits',
  startTime: 'an ISO 8601 date-time with Z or an offset',
  endTime: 'an ISO 8601 date-time with Z or an offset, not before startTime, or null or nothing while it is open',
  numBytes: 'a whole number from 0 to 2^53 - 1',
  accountNumber: 'a string that is not empty, or nothing',
};

const lineSchema = z
  .strictObject({
    imei: z.string().regex(/^\d{15}$/),
    startTime: instant('start'),
    endTime: instant('end').nullish(),
    numBytes: z.int().min(0),
    accountNumber: z.string().min(1).optional(),
  })
  .refine(({ startTime, endTime }) => endTime == null || endTime >= startTime, { path: ['endTime'] });

interface OwnedRow extends Row {
  readonly accountNumber: string | undefined;
}

export type ReadSessions =
  | { readonly ok: true; readonly rows: (imei: string, accountNumber: string) => readonly Row[] | undefined }
  | { readonly ok: false; readonly issues: readonly string[] };

/**
 * Reads newline-delimited JSON: imei, startTime, endTime (optional), numBytes, accountNumber (optional). A row that names
 * an account belongs to that account alone. A bad line is named with the file, its number and its field.
 */
export function readSessions(text: string, file: string): ReadSessions {
  const devices = new Map<string, OwnedRow[]>();
  const issues: string[] = [];
  for (const [i, writer] of text.split('\n').entries()) {
    if (writer.trim() === '') continue;
    const parsed = lineSchema.safeParse(parseJson(writer));
    if (!parsed.success) issues.push(...issueResponse(`${file} line ${i + 1}`, writer, parsed.error.issues));
    else hold(devices, parsed.data.imei, { ...parsed.data, endTime: parsed.data.endTime ?? null });
  }
  if (issues.length > 0) return { ok: false, issues: shortened(issues) };
  return { ok: true, rows: (imei, accountNumber) => ownedBy(accountNumber, devices.get(imei)) };
}

function hold(devices: Map<string, OwnedRow[]>, imei: string, row: { accountNumber?: string | undefined } & Row): void {
  const { startTime, endTime, numBytes, accountNumber } = row;
  const rows = devices.get(imei) ?? [];
  devices.set(imei, rows);
  rows.push({ startTime, endTime, numBytes, accountNumber });
}

function ownedBy(account: string, rows: readonly OwnedRow[] = []): readonly Row[] | undefined {
  const owned = rows.filter(({ accountNumber = account }) => accountNumber === account);
  return owned.length === 0 ? undefined : owned;
}

function issueResponse(place: string, writer: string, issues: readonly z.core.$ZodIssue[]): string[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${place}: ${key} is no field of a session`);
    const [field] = issue.path;
    if (typeof field !== 'string') return [`${place}: got ${shown(writer)}, wanted a JSON object`];
    return [`${place}: ${field}: got ${shown(Reflect.get(Object(parseJson(writer)), field))}, wanted ${wanted[field]}`];
  });
}

function shortened(issues: readonly string[]): readonly string[] {
  const more = issues.length - ISSUES_SHOWN;
  return more > 0 ? [...issues.slice(0, ISSUES_SHOWN), `... and ${more} more issues`] : issues;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
