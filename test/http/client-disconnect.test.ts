// What is noted of an operation whose caller went before it was answered.
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import { sampleOf } from '../support/exposition.js';
import { openPipeline } from '../support/pipeline.js';

test('a caller who leaves is noted as that, and not as a fault of ours', async () => {
  const log: string[] = [];
  const pipeline = await openPipeline({ emulator: { faults: 'hangBeforeHeaders' }, log: (line) => log.push(line) });
  const leaving = new AbortController();
  const asked = fetch(`${pipeline.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: 'query Page { device(imei: "353000000000017") { sessions { totalCount } } }' }),
    signal: leaving.signal,
  });
  await pipeline.emulator.calls.until(({ route }) => route === 'report');
  leaving.abort();
  await expect(asked).rejects.toThrow();
  while (!log.some((line) => line.includes('"Page"'))) await new Promise((turn) => setImmediate(turn));
  const metrics = await (await fetch(`${pipeline.url}/metrics`)).text();
  await pipeline.close();
  expect(log.filter((line) => line.includes('"Page"'))).toEqual([expect.stringContaining('"code":"CALLER_LEFT"')]);
  expect(log.filter((line) => /"level":[56]0/.test(line))).toEqual([]);
  expect(sampleOf(metrics, 'thingspace_graphql_operations_total{code="CALLER_LEFT"}')).toBe(1);
});

test.each(['', 'POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Le'])(
  'a caller who connects and does not end its question keeps nobody from stopping: %j',
  async (sent) => {
    const pipeline = await openPipeline();
    const socket = connect(Number(new URL(pipeline.url).port), '127.0.0.1');
    socket.on('error', () => {});
    await once(socket, 'connect');
    socket.write(sent);
    await pipeline.close();
    socket.destroy();
  },
);
