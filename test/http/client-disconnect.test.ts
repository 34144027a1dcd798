// Knows what is noted of an operation whose caller went before it was answered; not how the upstream is told.
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import { sampleOf } from '../support/exposition.js';
import { openRoad } from '../support/pipeline.js';

test('a caller who leaves is noted as that, and not as a fault of ours', async () => {
  const log: string[] = [];
  const road = await openRoad({ emulator: { faults: 'hangBeforeHeaders' }, log: (line) => log.push(line) });
  const leaving = new AbortController();
  const asked = fetch(`${road.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: 'query Page { device(imei: "353000000000017") { sessions { totalCount } } }' }),
    signal: leaving.signal,
  });
  await road.emulator.calls.until(({ route }) => route === 'report');
  leaving.abort();
  await expect(asked).rejects.toThrow();
  while (!log.some((line) => line.includes('"Page"'))) await new Promise((turn) => setImmediate(turn));
  const metrics = await (await fetch(`${road.url}/metrics`)).text();
  await road.close();
  expect(log.filter((line) => line.includes('"Page"'))).toEqual([expect.stringContaining('"code":"CALLER_LEFT"')]);
  expect(log.filter((line) => /"level":[56]0/.test(line))).toEqual([]);
  expect(sampleOf(metrics, 'thingspace_graphql_operations_total{code="CALLER_LEFT"}')).toBe(1);
});

test.each(['', 'POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Le'])(
  'a caller who connects and does not end its question keeps nobody from stopping: %j',
  async (sent) => {
    const road = await openRoad();
    const socket = connect(Number(new URL(road.url).port), '127.0.0.1');
    socket.on('error', () => {});
    await once(socket, 'connect');
    socket.write(sent);
    await road.close();
    socket.destroy();
  },
);
