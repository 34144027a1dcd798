// Binary encoding of a cached day, the one format of every store that outlives the process.
import type { CachedDay } from './cached-day.js';
import { type Day, startOf } from './day.js';
import { maxSeriesBytes, readSeries, writeSeries } from './packed-series.js';
import { HEAD, opened, sealed } from './sealed-bytes.js';
import { maxTextBytes, readDouble, readText, readWhole, writeDouble, writeText, writeWhole } from './varints.js';

/** Where in the bytes of a day it is written when it was read: behind the head and one byte. */
export const READ_AT = HEAD + 1;

export function packDay(
  name: string,
  day: Day,
  { series, readAt, settled, deviceId, transactionId }: CachedDay,
): Buffer {
  const room = 9 + maxTextBytes(deviceId) + maxTextBytes(transactionId) + maxSeriesBytes(series);
  return sealed(name, room, (pen) => {
    writeWhole(pen, settled ? 1 : 0);
    writeDouble(pen, readAt);
    writeText(pen, deviceId);
    writeText(pen, transactionId);
    writeSeries(pen, series, startOf(day));
  });
}

/** Undefined where these are not the bytes of such a day. */
export function unpackDay(name: string, day: Day, bytes: Buffer): CachedDay | undefined {
  return opened(name, bytes, (pen) => {
    const settled = readWhole(pen) === 1;
    const readAt = readDouble(pen);
    const deviceId = readText(pen);
    const transactionId = readText(pen);
    return { settled, readAt, deviceId, transactionId, series: readSeries(pen, startOf(day)) };
  });
}
