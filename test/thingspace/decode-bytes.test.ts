// Knows which bodies are decoded from their bytes alone, and which are left to the parser of the whole text.
import { describe, expect, test } from '@jest/globals';
import { decodeReport as decodeBody } from '../../src/thingspace/decode.js';
import { decodeBytes } from '../../src/thingspace/decode-bytes.js';
import { decodeJson as decodeReport } from '../../src/thingspace/decode-json.js';
import { outcomeOf } from '../support/outcomes.js';

const DAY = { from: Date.UTC(2026, 0, 10), to: Date.UTC(2026, 0, 11) };
const MINUTE = 60_000;
const ROW = '{"startTime":"2026-01-10T00:00:00Z","endTime":"2026-01-10T00:01:00Z","numBytes":7}';
const report = (row: string) => `{"sessions":[${ROW},${row}],"id":"1","txid":"t"}`;
const isFromBytes = (body: string | Uint8Array) => decodeBytes(Buffer.from(body), DAY) !== undefined;

describe('a body that is decoded from bytes alone', () => {
  test.each([
    ['the usual one', report(ROW)],
    ['pretty', JSON.stringify(JSON.parse(report(ROW)), null, '\t').replaceAll('\n', '\r\n')],
    ['no sessions', ' { "sessions" : [ ] } '],
    [
      'its fields in another order',
      `{"txid":"t","id":null,"sessions":[{"numBytes":1,"startTime":"2026-01-10T00:00Z"}]}`,
    ],
    ['an open session', report('{"startTime":"2026-01-10T00:00:00Z","endTime":null,"numBytes":null}')],
    ['fields that are not known', report(`{"a":-1.5e+3,"b":"c","d":true,${ROW.slice(1)}`)],
    ['an instant as Go writes it', report('{"startTime":"2026-01-10 00:00:00.123456 -0500 EST"}')],
  ])('may have %s', (_, text) => {
    expect(decodeBytes(Buffer.from(text), DAY)).toEqual(decodeReport(text, DAY));
  });

  test('may be a part of a larger buffer, whose other bytes are not read', () => {
    const text = report(ROW);
    const larger = Buffer.from(`[${text},{"more":"of it"}}`);
    const body = new Uint8Array(larger.buffer, larger.byteOffset + 1, text.length);
    expect(decodeBytes(body, DAY)).toEqual(decodeReport(text, DAY));
    expect(decodeBytes(body.subarray(0, -1), DAY)).toBeUndefined();
    expect(decodeBytes(body.subarray(0, text.indexOf('Z')), DAY)).toBeUndefined();
  });

  test('may have shorter rows than expected, in any order', () => {
    const rows = Array.from({ length: 1_440 }, (_, index) => (index * 7) % 1_440).map(
      (minute) => `{"startTime":"${new Date(DAY.from + minute * MINUTE).toISOString().slice(0, 16)}"}`,
    );
    const decoded = decodeBytes(Buffer.from(`{"sessions":[${rows}]}`), DAY);
    expect(decoded?.series.start).toEqual(Float64Array.from(rows, (_, minute) => DAY.from + minute * MINUTE));
    expect(decoded?.rowsWithoutBytes).toBe(1_440);
  });

  test('may have an id of a megabyte', () => {
    const id = 'x'.repeat(1_000_000);
    expect(decodeBytes(Buffer.from(`{"sessions":[],"id":"${id}"}`), DAY)?.deviceId === id).toBe(true);
  });
});

describe('a body that is left to the parser', () => {
  test.each([
    ['a byte order mark', `\ufeff${report(ROW)}`],
    ['something behind it', `${report(ROW)}}`],
    ['a comma behind the last row', `{"sessions":[${ROW},]}`],
    ['a comma behind the last field', `{"sessions":[],}`],
    ['no sessions', '{"id":"1"}'],
    ['sessions twice', `{"sessions":[],"sessions":[${ROW}]}`],
    ['two ids', '{"id":"1","sessions":[],"id":null}'],
    ['two transactions', '{"txid":null,"sessions":[],"txid":"1"}'],
    ['more behind an instant', report(ROW.replace('00Z"', '00ZZ"'))],
    ['no quote behind an instant', report(ROW.replace('00Z"', '00Z,'))],
    ['a start twice', report(`{"startTime":"soon",${ROW.slice(1)}`)],
    ['an escape in a name', report(ROW.replace('endTime', 'endTim\\u0065'))],
    ['an escape in an instant', report(ROW.replace('T00', 'T\\u00300'))],
    ['a letter beyond ASCII', report(ROW).replace('"t"', '"ü"')],
    ['an object among the unknown', report(`{"a":{"startTime":"soon"},${ROW.slice(1)}`)],
    ['a number with an exponent', report(ROW.replace('7}', '7e3}'))],
    ['a number with a fraction', report(ROW.replace('7}', '7.0}'))],
    ['no number', report(ROW.replace('7}', '}'))],
    ['a vertical tab among the blanks', report(ROW).replace(',', ' \v,')],
    ['a row that ends with a bracket', `{"sessions":[${ROW.replace('}', ']')}],"id":"1"}`],
    ['rows that end with a brace', `{"sessions":[${ROW}},"id":"1"}`],
    ['a name at its end', '{"sessions":[{"s"}'],
    ['an end that is a bracket', `{"sessions":[${ROW}]]`],
    ['minus zero', report(ROW.replace('7}', '-0}'))],
    ['a leading zero', report(ROW.replace('7}', '07}'))],
    ['as many bytes as are exact', report(ROW.replace('7}', '9007199254740991}'))],
    ['a line feed in a text', report(ROW).replace('"t"', '"\n"')],
    ['a failure in the place of a report', '{"errorCode":"INVALID_PARAMETER","errorMessage":"Device inactive"}'],
  ])('has %s, and comes to the same', (_, text) => {
    expect(isFromBytes(text)).toBe(false);
    const plain = outcomeOf(() => decodeReport(text, DAY));
    expect(outcomeOf(() => decodeBody(Buffer.from(text), DAY))).toEqual(plain);
  });

  test('is no UTF-8, which the parser reads with a replacement', () => {
    const body = Buffer.from(report(ROW).replace('"t"', '"?"'));
    body[body.lastIndexOf('?')] = 0xff;
    expect(isFromBytes(body)).toBe(false);
    expect(decodeBody(body, DAY).transactionId).toBe('\ufffd');
  });
});
