// The id and the cursor of a session, over HTTP, while others with the very same start end, arrive and go.
import { expect, test } from '@jest/globals';
import type { Row } from '../../../src/emulator/rows.js';
import type { Pipeline } from '../../support/pipeline.js';
import { HOUR, IMEI, iso, midnight, SECOND, usePipelines } from './history.fixture.js';

const open = usePipelines();
const START = midnight(0) + HOUR;

const QUERY = `query ($start: DateTime!, $after: String) {
  device(imei: "${IMEI}") { sessions(start: $start, first: 10, after: $after) { edges { cursor node { id endTime numBytes } } } }
}`;

interface Edge {
  readonly cursor: string;
  readonly node: { readonly id: string; readonly endTime: string | null; readonly numBytes: number };
}

async function edges({ client }: Pipeline, after?: string): Promise<readonly Edge[]> {
  const variables = { start: iso(midnight(0)), after };
  const { device } = await client.request<{ device: { sessions: { edges: Edge[] } } }>(QUERY, variables);
  return device.sessions.edges;
}

const byBytes = (list: readonly Edge[], numBytes: number) => list.find(({ node }) => node.numBytes === numBytes);

test('an open session that ends before another of the same start keeps its id and its place', async () => {
  const rows: Row[] = [
    { startTime: START, endTime: START + 9 * HOUR, numBytes: 10 },
    { startTime: START, endTime: null, numBytes: 20 },
  ];
  const pipeline = await open({ emulator: { rows: () => rows } });
  const before = await edges(pipeline);
  rows[1] = { startTime: START, endTime: START + 5 * HOUR, numBytes: 20 };
  pipeline.clock.now += 120 * SECOND;
  const after = await edges(pipeline);
  for (const bytes of [10, 20]) {
    expect(byBytes(after, bytes)?.node.id).toBe(byBytes(before, bytes)?.node.id);
    expect(byBytes(after, bytes)?.cursor).toBe(byBytes(before, bytes)?.cursor);
  }
  expect(await edges(pipeline, byBytes(before, 10)?.cursor)).toEqual([byBytes(after, 20)]);
});

test('a session that goes takes its id with it, and one that arrives gets a new one', async () => {
  const rows: Row[] = [
    { startTime: START, endTime: START + HOUR, numBytes: 1 },
    { startTime: START, endTime: START + 2 * HOUR, numBytes: 2 },
  ];
  const pipeline = await open({ emulator: { rows: () => rows } });
  const before = await edges(pipeline);
  rows.shift();
  pipeline.clock.now += 120 * SECOND;
  expect((await edges(pipeline)).map(({ node }) => node.id)).toEqual([byBytes(before, 2)?.node.id]);
  rows.unshift({ startTime: START, endTime: START + HOUR / 2, numBytes: 3 });
  pipeline.clock.now += 120 * SECOND;
  const after = await edges(pipeline);
  expect(byBytes(after, 2)?.node.id).toBe(byBytes(before, 2)?.node.id);
  expect(before.map(({ node }) => node.id)).not.toContain(byBytes(after, 3)?.node.id);
});
