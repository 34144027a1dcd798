// What may name a device, and nothing of whether it exists.
import { describe, expect, test } from '@jest/globals';
import { type DeviceKey, deviceId, readAccountNumber, readImei } from '../../src/sessions/device.js';

const keyOf = (account: string, imei: string): DeviceKey => {
  const [accountNumber, read] = [readAccountNumber(account), readImei(imei)];
  if (!accountNumber || !read) throw new Error('not a device');
  return { accountNumber, imei: read };
};

describe('a device', () => {
  // The second fails the Luhn check, as real samples do.
  test.each(['709312034493372', '221000008775573', '000000000000000'])('has an IMEI of 15 digits: %s', (text) => {
    expect(readImei(text)).toBe(text);
  });

  test.each(['0000123456-00001', 'TestAccount-1', '1', 'a.b_c', 'x'.repeat(64)])(
    'has an account number, leading zeros kept: %s',
    (text) => {
      expect(readAccountNumber(text)).toBe(text);
    },
  );

  test('is one text, and another one for another account or another IMEI', () => {
    const [one, many] = ['000000000000001', '000000000000011'] as const;
    const ids = [keyOf('1', one), keyOf('11', one), keyOf('1', many), keyOf('1', one)].map(deviceId);
    expect(ids[3]).toBe(ids[0]);
    expect(new Set(ids).size).toBe(3);
  });
});

describe('what names no device', () => {
  test.each(['', '70931203449337', '7093120344933720', '70931203449337a', ' 709312034493372', '709312034493372\n'])(
    'is not read as an IMEI: %j',
    (text) => {
      expect(readImei(text)).toBeUndefined();
    },
  );

  test.each(['', '-1', ' 1', '1 2', '1\n', 'a/b', 'a@b', 'x'.repeat(65)])('is not read as an account: %j', (text) => {
    expect(readAccountNumber(text)).toBeUndefined();
  });
});
