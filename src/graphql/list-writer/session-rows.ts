// Writes pages of sessions from their columns: nodes, and edges with their cursors.
import type { GraphQLResolveInfo } from 'graphql';
import { cursorPrefix } from '../../sessions/cursor.js';
import { deviceId } from '../../sessions/device.js';
import { valueAt } from '../../sessions/order.js';
import { at, duration, isOpen, ordinal, type Series } from '../../sessions/series.js';
import { selectedFields } from '../selected-fields.js';
import type { Selected } from '../types/connection.js';
import { type JsonWriter, writeDigits } from './json-writer.js';
import { type FieldWriters, objectWriter, RowList, type WriteRow } from './row-list.js';

type Info = Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments' | 'variableValues'>;

export function nodeRows({ device, selection, page }: Selected, info: Info): RowList {
  const write = nodeWriter(selection.series, deviceId(device), selectedFields(info.fieldNodes, 'DeviceSession', info));
  return new RowList(page.rows.length, (out, index) => write(out, at(page.rows, index)));
}

export function edgeRows(selected: Selected, info: Info): RowList {
  const { device, selection, page } = selected;
  const id = deviceId(device);
  const writers: FieldWriters = {
    cursor: () => cursorWriter(selected),
    node: ({ nodes }) => nodeWriter(selection.series, id, selectedFields(nodes, 'DeviceSession', info)),
  };
  const write = objectWriter('DeviceSessionEdge', selectedFields(info.fieldNodes, 'DeviceSessionEdge', info), writers);
  return new RowList(page.rows.length, (out, index) => write(out, at(page.rows, index)));
}

const nodeWriter = (series: Series, id: string, fields: ReturnType<typeof selectedFields>): WriteRow =>
  objectWriter('DeviceSession', fields, {
    id: () => idWriter(series, id),
    startTime: () => (out, row) => out.instant(at(series.start, row)),
    endTime: () => (out, row) => (isOpen(series, row) ? out.raw('null') : out.instant(at(series.end, row))),
    duration: () => (out, row) => (isOpen(series, row) ? out.raw('null') : out.seconds(duration(series, row))),
    numBytes: () => (out, row) => out.whole(at(series.bytes, row)),
    bytesPerSecond: () => (out, row) => writeRate(out, series, row),
  });

function writeRate(out: JsonWriter, series: Series, row: number): void {
  const seconds = duration(series, row) / 1_000;
  if (seconds > 0) out.number(at(series.bytes, row) / seconds);
  else out.raw('null');
}

const [SLASH, COLON] = [0x2f, 0x3a];
/** Room for the digits and separators behind a prefix. */
const TAIL = 64;

/** The device, the start and the number among equal starts, as the getter of DeviceSession puts them. */
function idWriter(series: Series, id: string): WriteRow {
  const prefix = Buffer.from(`${id}/`, 'latin1');
  const scratch = Buffer.alloc(prefix.length + TAIL);
  prefix.copy(scratch);
  return (out, row) => {
    let end = writeDigits(scratch, prefix.length, at(series.start, row));
    scratch[end++] = SLASH;
    end = writeDigits(scratch, end, ordinal(series, row));
    out.base64url(scratch, end);
  };
}

function cursorWriter({ selection: { series }, query: { order } }: Selected): WriteRow {
  const prefix = Buffer.from(`${cursorPrefix(order)}:`, 'latin1');
  const scratch = Buffer.alloc(prefix.length + TAIL);
  prefix.copy(scratch);
  return (out, row) => {
    const value = valueAt(series, row, order.field);
    let end = value === null ? prefix.length : writeDigits(scratch, prefix.length, value);
    scratch[end++] = COLON;
    end = writeDigits(scratch, end, at(series.start, row));
    scratch[end++] = COLON;
    end = writeDigits(scratch, end, ordinal(series, row));
    out.base64url(scratch, end);
  };
}

export const SESSION_FIELDS = ['id', 'startTime', 'endTime', 'duration', 'numBytes', 'bytesPerSecond'] as const;
export const EDGE_FIELDS = ['cursor', 'node'] as const;
