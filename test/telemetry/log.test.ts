// What the line of an operation says, and what it keeps to itself.
import { expect, test } from '@jest/globals';
import type { OperationEvent } from '../../src/graphql/plugins/operation-events.js';
import { noCost } from '../../src/history/cost.js';
import { logOperation, masked } from '../../src/telemetry/log.js';

const SEEN: OperationEvent = {
  requestId: 'r-1',
  caller: 'dashboard',
  name: 'DevicePage',
  type: 'query',
  ms: 12.345,
  cost: { ...noCost(), calls: 2, shared: 1, heldDays: 5 },
  code: 'OK',
};

function lineOf(seen: OperationEvent): unknown {
  const lines: unknown[] = [];
  logOperation({ info: (...line: unknown[]) => void lines.push(line) }, seen);
  return lines;
}

test('an operation is one line: who asked what, how long it took, what it cost and how it ended', () => {
  const about = { requestId: 'r-1', caller: 'dashboard', operation: 'DevicePage', ms: 12.3, code: 'OK' };
  expect(lineOf(SEEN)).toEqual([[{ ...about, upstreamCalls: 2, shared: 1, heldDays: 5 }, 'operation']]);
});

test('an operation without a name is a line all the same', () => {
  expect(lineOf({ ...SEEN, name: undefined, code: 'GRAPHQL_PARSE_FAILED' })).toEqual([
    [expect.not.objectContaining({ operation: expect.anything() }), 'operation'],
  ]);
});

test('whatever a caller may have put a device into shows its last four digits only', () => {
  const imei = '353000000000017';
  const line = JSON.stringify(lineOf({ ...SEEN, requestId: imei, caller: `of-${imei}`, name: `Q${imei}` }));
  expect(line).not.toContain(imei);
  expect(line).toContain('"Q…0017"');
  expect([masked('1234'), masked(`${imei}99999`)]).toEqual(['1234', '…9999']);
});
