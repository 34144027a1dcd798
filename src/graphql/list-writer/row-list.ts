// A list in the response that is written row by row from columns, instead of being resolved field by field.

import type { SelectedField } from '../selected-fields.js';
import type { JsonWriter } from './json-writer.js';

export type WriteRow = (out: JsonWriter, row: number) => void;

/** What stands in the result of an execution in place of the list. */
export class RowList {
  constructor(
    readonly length: number,
    readonly write: WriteRow,
  ) {}
}

/** How each field of a type is written; `__typename` is known to every type. */
export type FieldWriters = Readonly<Record<string, (field: SelectedField) => WriteRow>>;

/** Writes an object with the selected fields. */
export function objectWriter(typeName: string, fields: readonly SelectedField[], writers: FieldWriters): WriteRow {
  const typename = Buffer.from(JSON.stringify(typeName));
  const parts = fields.map((field, index) => ({
    key: Buffer.from(`${index === 0 ? '{' : ','}${JSON.stringify(field.key)}:`),
    write: field.name === '__typename' ? (out: JsonWriter) => out.bytes(typename) : writerOf(field, writers),
  }));
  if (parts.length === 0) return (out) => out.raw('{}');
  return (out, row) => {
    for (const { key, write } of parts) {
      out.bytes(key);
      write(out, row);
    }
    out.byte(CLOSE);
  };
}

const CLOSE = 0x7d;

function writerOf(field: SelectedField, writers: FieldWriters): WriteRow {
  const writer = writers[field.name];
  // The executor takes only documents whose fields are all known.
  if (!writer) throw new Error(`The field ${field.name} has no row writer.`);
  return writer(field);
}
