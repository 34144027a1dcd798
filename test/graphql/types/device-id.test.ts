// Device.id over HTTP: derived from account and IMEI, stable, and shared by nothing else.
import { afterEach, expect, test } from '@jest/globals';
import { openPipeline, type Pipeline } from '../../support/pipeline.js';

const opened: Pipeline[] = [];
afterEach(() => Promise.all(opened.splice(0).map((pipeline) => pipeline.close())));

interface Ids {
  readonly one: { readonly id: string };
  readonly again: { readonly id: string };
  readonly elsewhere: { readonly id: string };
  readonly other: { readonly id: string; readonly sessions: { readonly nodes: readonly { readonly id: string }[] } };
  readonly fleet: { readonly devices: readonly { readonly device: { readonly id: string } }[] };
}

const QUERY = `{
  one: device(imei: "990000000000200") { id }
  again: device(imei: "990000000000200") { id }
  elsewhere: device(imei: "990000000000200", accountNumber: "0000123456-00002") { id }
  other: device(imei: "990000000000208") { id sessions(first: 50) { nodes { id } } }
  fleet(imeis: ["990000000000200"]) { devices { device { id } } }
}`;

async function ask(): Promise<Ids> {
  const pipeline = await openPipeline();
  opened.push(pipeline);
  return pipeline.client.request<Ids>(QUERY);
}

test('a device has the same id wherever it is reached, and another one in another account', async () => {
  const { one, again, elsewhere, other, fleet } = await ask();
  expect(again.id).toBe(one.id);
  expect(fleet.devices.map(({ device }) => device.id)).toEqual([one.id]);
  expect(new Set([one.id, elsewhere.id, other.id]).size).toBe(3);
});

test('no session has the id of a device', async () => {
  const { one, other } = await ask();
  const ids = [one.id, other.id, ...other.sessions.nodes.map(({ id }) => id)];
  expect(new Set(ids).size).toBe(ids.length);
});

test('the id is the same on another replica', async () => {
  expect((await ask()).one.id).toBe((await ask()).one.id);
});
