// Serializes the result of an execution to JSON, and writes the lists in it row by row from their columns.
import { setImmediate } from 'node:timers/promises';
import { JsonWriter } from './json-writer.js';
import { RowList } from './row-list.js';

/** So many rows take a few milliseconds; then other requests have their turn. */
const ROWS_AT_ONCE = 4_000;

const [COMMA, OPEN_LIST, CLOSE_LIST, OPEN, CLOSE] = [0x2c, 0x5b, 0x5d, 0x7b, 0x7d];

export async function stringifyResult(result: object): Promise<string> {
  const out = new JsonWriter();
  const waiting = write(out, result);
  if (waiting) await waiting;
  out.byte(0x0a);
  return out.text();
}

/** A promise only where a long list has others wait for it no longer than they must. */
function write(out: JsonWriter, value: unknown): Promise<void> | undefined {
  if (value instanceof RowList) return writeRows(out, value);
  if (Array.isArray(value)) return writeList(out, value);
  if (typeof value === 'object' && value !== null) return writeObject(out, value);
  if (typeof value === 'number') out.number(value);
  else out.raw(JSON.stringify(value ?? null));
  return undefined;
}

function writeRows(out: JsonWriter, rows: RowList): Promise<void> | undefined {
  out.byte(OPEN_LIST);
  if (rows.length > ROWS_AT_ONCE) return writeManyRows(out, rows);
  writeRange(out, rows, 0, rows.length);
  out.byte(CLOSE_LIST);
  return undefined;
}

async function writeManyRows(out: JsonWriter, rows: RowList): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    if (from > 0) await setImmediate();
    writeRange(out, rows, from, Math.min(rows.length, from + ROWS_AT_ONCE));
  }
  out.byte(CLOSE_LIST);
}

function writeRange(out: JsonWriter, { write: writeRow }: RowList, from: number, to: number): void {
  for (let row = from; row < to; row++) {
    if (row > 0) out.byte(COMMA);
    writeRow(out, row);
  }
}

function writeList(out: JsonWriter, list: readonly unknown[]): Promise<void> | undefined {
  out.byte(OPEN_LIST);
  return writeEach(
    out,
    list.map((value, index) => [index === 0 ? '' : ',', value] as const),
    CLOSE_LIST,
  );
}

function writeObject(out: JsonWriter, object: object): Promise<void> | undefined {
  out.byte(OPEN);
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  return writeEach(
    out,
    entries.map(([key, value], index) => [`${index === 0 ? '' : ','}${JSON.stringify(key)}:`, value] as const),
    CLOSE,
  );
}

/** Goes on at once as long as nothing has to be waited for. */
function writeEach(
  out: JsonWriter,
  parts: readonly (readonly [before: string, value: unknown])[],
  close: number,
  first = 0,
): Promise<void> | undefined {
  for (const [index, [before, value]] of parts.entries()) {
    if (index < first) continue;
    out.raw(before);
    const waiting = write(out, value);
    if (waiting) return waiting.then(() => writeEach(out, parts, close, index + 1));
  }
  out.byte(close);
  return undefined;
}
