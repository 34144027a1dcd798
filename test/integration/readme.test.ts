// The README speaks of what there is: settings, codes and test IMEIs. It does not judge the prose.
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { VARIABLES } from '../../src/config/variables.js';
import { cards } from '../../src/emulator/cards.js';
import { FAILURES } from '../../src/errors.js';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const section = (title: string): string => readme.split(/^##+ /m).find((text) => text.startsWith(title)) ?? '';

test('every setting is in the table of settings', () => {
  expect(Object.keys(VARIABLES.shape).filter((name) => !section('Settings').includes(name))).toEqual([]);
});

test('no variable is in the table that is not a setting', () => {
  const named = section('Settings').match(/\b[A-Z]{2,}(?:_[A-Z]+)+\b/g) ?? [];
  expect(named.filter((name) => !(name in VARIABLES.shape))).toEqual([]);
});

test('every failure code is in the table of errors', () => {
  expect(Object.keys(FAILURES).filter((code) => !section('Errors').includes(code))).toEqual([]);
});

test('every test IMEI is in its table', () => {
  const digits = cards.map(({ imei }) => imei.slice(-3));
  expect(digits.filter((three) => !section('Test IMEIs').includes(three))).toEqual([]);
});
