// Bytes under a version and a checksum that covers the name they are kept under: what every packed record lies in.
import { crc32 } from 'node:zlib';
import { type Pen, penFor, written } from './varints.js';

/** Of all that is packed; whatever has another one is not read. */
export const VERSION = 2;
export const HEAD = 5;

/** `name` is what it is kept under: bytes that come back under another name are as unreadable as rubbish. */
export function sealed(name: string, room: number, write: (pen: Pen) => void): Buffer {
  const pen = penFor(HEAD + room);
  pen.at = HEAD;
  write(pen);
  const bytes = written(pen);
  bytes[0] = VERSION;
  bytes.writeUInt32LE(checksum(name, bytes), 1);
  return bytes;
}

/** Undefined where these are not the bytes that were sealed under that name. */
export function opened<T>(name: string, bytes: Buffer, read: (pen: Pen) => T): T | undefined {
  if (!isSealed(name, bytes)) return undefined;
  try {
    const pen = { bytes, at: HEAD };
    const value = read(pen);
    return pen.at === bytes.length ? value : undefined;
  } catch {
    return undefined;
  }
}

export const isSealed = (name: string, bytes: Buffer): boolean =>
  bytes.length > HEAD && bytes[0] === VERSION && bytes.readUInt32LE(1) === checksum(name, bytes);

const checksum = (name: string, bytes: Buffer): number => crc32(bytes.subarray(HEAD), crc32(name));
