// The ways in which a response is delivered: whole, slow, cut or never.
import type { EmulatorResponse } from './answers.js';
import type { ResponseWriter } from './response-writer.js';

export type Delivery = (answer: EmulatorResponse, writer: ResponseWriter) => Promise<void>;

const DRIP_PIECES = 20;
const DRIP_PAUSE_MS = 250;
const HUGE_BYTES = 33 * 1024 * 1024;

/** As any server would. */
export const whole: Delivery = async (answer, writer) => {
  writer.head(answer, Buffer.byteLength(answer.body));
  writer.end(answer.body);
};

/** Takes the request and never says a word. */
export const hangBeforeHeaders: Delivery = (_answer, writer) => writer.hang();

/** Sends half of the body and then nothing more. */
export const hangInBody: Delivery = async (answer, writer) => {
  await sendHalf(answer, writer);
  await writer.hang();
};

/** Sends half of the body and closes the socket. */
export const cutInBody: Delivery = async (answer, writer) => {
  await sendHalf(answer, writer);
  writer.cut();
};

/** Answers with a TCP reset. */
export const reset: Delivery = async (_answer, writer) => writer.reset();

/** Sends the whole body in 20 pieces with 250 ms between them. */
export const slowDrip: Delivery = async (answer, writer) => {
  writer.head(answer, Buffer.byteLength(answer.body));
  const size = Math.max(1, Math.ceil(answer.body.length / DRIP_PIECES));
  for (let at = 0; at + size < answer.body.length; at += size) {
    await writer.write(answer.body.slice(at, at + size));
    await writer.sleep(DRIP_PAUSE_MS);
  }
  writer.end(answer.body.slice(-lastPiece(answer.body.length, size)));
};

/** Sends each character as a chunk of its own. */
export const oneByteChunks: Delivery = async (answer, writer) => {
  writer.head(answer, 'unknown');
  for (const character of answer.body.slice(0, -1)) await writer.write(character);
  writer.end(answer.body.slice(-1));
};

/** Streams a well-formed report of more than 32 MB, whatever the answer was. */
export const hugeBody: Delivery = async (answer, writer) => {
  const session = '{"startTime":"2024-01-01T00:00:00.000Z","endTime":"2024-01-01T00:00:01.000Z","numBytes":1}';
  const block = `${session},`.repeat(1000);
  writer.head({ ...answer, status: 200 }, 'unknown');
  await writer.write('{"sessions":[');
  for (let sent = 0; sent < HUGE_BYTES; sent += block.length) await writer.write(block);
  writer.end(`${session}],"id":"0000000000","txid":null}`);
};

async function sendHalf(answer: EmulatorResponse, writer: ResponseWriter): Promise<void> {
  writer.head(answer, Buffer.byteLength(answer.body));
  await writer.write(answer.body.slice(0, Math.ceil(answer.body.length / 2)));
}

/** Length of what is left for the end, once whole pieces of that size have gone before it; 1 to size. */
function lastPiece(length: number, size: number): number {
  return ((length - 1) % size) + 1;
}
