// What comes back from bytes is what went into them, or nothing. It needs no Redis.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Failure } from '../../src/errors.js';
import { startOf } from '../../src/history/day.js';
import { packDay, unpackDay } from '../../src/history/packed-day.js';
import type { Report } from '../../src/history/report.js';
import { packReadOutcome, unpackReadOutcome } from '../../src/redis/packed-read-outcome.js';
import { held, range, reportOf } from '../history/cached-days.js';
import type { Tuple } from '../support/series.js';

const DAY = 20_780;
const NAME = 'ts1:Xa3f9c:{990000000000001@0000123456-00001}:20780';

const amount = fc.oneof(fc.maxSafeNat(), fc.nat(5_000_000), fc.constantFrom(0, 127, 128, 16_383, 16_384, 2 ** 53 - 1));
const offset = fc.oneof(fc.nat(86_399_999), fc.double({ min: 0, max: 86_399_999, noNaN: true }));
const row = fc
  .tuple(offset, fc.option(fc.nat(172_800_000)), amount)
  .map(
    ([from, lasted, bytes]): Tuple => [
      startOf(DAY) + from,
      lasted === null ? null : startOf(DAY) + from + lasted,
      bytes,
    ],
  );
const rows = fc.array(row, { maxLength: 60 }).map((all) => all.toSorted(([a], [b]) => a - b));
const id = fc.option(fc.oneof(fc.uuid(), fc.stringMatching(/^\d{1,17}$/), fc.string(), fc.constant('0017')));
const day = fc.record({ rows, readAt: fc.nat(2 ** 41), settled: fc.boolean(), deviceId: id, transactionId: id });

describe('a day as bytes', () => {
  test('comes back to the last bit, whatever is in it', () => {
    fc.assert(
      fc.property(day, (given) => {
        const whole = held(DAY, given);
        expect(unpackDay(NAME, DAY, packDay(NAME, DAY, whole))).toEqual(whole);
      }),
    );
  });

  test('takes at most 15 bytes a session and 40 a day where sessions are as devices have them', () => {
    const sessions = Array.from({ length: 288 }, (_, n): Tuple => {
      const start = startOf(DAY) + n * 300_000 + ((n * 7_919) % 60_000);
      return [start, start + 240_123, 1_800_000 + n];
    });
    const ids = { deviceId: '9000000001', transactionId: '6f0d7f3a-59ae-4c1e-9a70-1b1e7a3f2c11' };
    expect(packDay(NAME, DAY, held(DAY, { rows: sessions, ...ids })).length).toBeLessThanOrEqual(40 + 15 * 288);
    expect(packDay(NAME, DAY, held(DAY, { rows: [], ...ids })).length).toBeLessThanOrEqual(40);
  });

  test('is unreadable when it is cut short, changed anywhere, or lies under another name', () => {
    const bytes = packDay(NAME, DAY, held(DAY));
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect([at, unpackDay(NAME, DAY, changed)]).toEqual([at, undefined]);
      expect([at, unpackDay(NAME, DAY, bytes.subarray(0, at))]).toEqual([at, undefined]);
    }
    expect(unpackDay(NAME.replace('0001@', '0002@'), DAY, bytes)).toBeUndefined();
    expect(unpackDay(NAME, DAY, Buffer.concat([bytes, Buffer.from([0])]))).toBeUndefined();
  });

  test('is nothing where rubbish is, and rubbish never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (rubbish) => {
        expect(unpackDay(NAME, DAY, Buffer.from(rubbish))).toBeUndefined();
        expect(unpackReadOutcome(NAME, Buffer.from(rubbish))).toBeUndefined();
      }),
    );
  });
});

describe('the outcome of a read as bytes', () => {
  test('is the report, for which its reader has made no call', () => {
    fc.assert(
      fc.property(rows, fc.array(fc.string(), { maxLength: 2 }), id, (given, transactionIds, deviceId) => {
        const known = range(startOf(DAY) - 5, startOf(DAY + 1));
        const report: Report = reportOf(known, given, { transactionIds, deviceId });
        const back = unpackReadOutcome(NAME, packReadOutcome(NAME, { kind: 'completed', asked: known, report }));
        expect(back).toEqual({ kind: 'completed', asked: known, report });
      }),
    );
  });

  test('is the failure with all that it tells, but for calls that its reader has not made', () => {
    const details = {
      imei: '990000000000404',
      upstream: { status: 404, errorMessage: 'Device inactive', attempts: 1 },
    };
    const failure = new Failure('DEVICE_INACTIVE', 'The upstream answered 404: Device inactive', details);
    const back = unpackReadOutcome(NAME, packReadOutcome(NAME, { kind: 'failed', asked: range(0, 1), failure }));
    if (back?.kind !== 'failed') throw new Error('not a failure');
    const { code, message, transient } = back.failure;
    expect({ code, message, transient }).toEqual({ code: failure.code, message: failure.message, transient: false });
    expect(back.failure.details).toEqual({ ...details, upstream: { ...details.upstream, attempts: 0 } });
  });
});
