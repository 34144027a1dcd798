// What introspection over HTTP tells of the schema is the public schema, whatever schema is executed.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  buildClientSchema,
  getIntrospectionQuery,
  type IntrospectionQuery,
  isSpecifiedScalarType,
  printType,
} from 'graphql';
import { buildSchemas } from '../../src/graphql/schema.js';
import { openPipeline, type Pipeline } from '../support/pipeline.js';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await openPipeline();
});
afterAll(() => pipeline.close());

async function ask(query: string): Promise<{ readonly data: unknown; readonly errors?: unknown }> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${pipeline.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
  return (await response.json()) as { data: unknown };
}

test('introspection has every type as it is public, and no other', async () => {
  const { data } = await ask(getIntrospectionQuery());
  const told = buildClientSchema(data as IntrospectionQuery);
  const own = buildSchemas().executable;
  const names = (schema: typeof own): string[] => Object.keys(schema.getTypeMap()).toSorted();
  expect(names(told)).toEqual(names(own));
  for (const type of Object.values(own.getTypeMap()).filter((each) => !isSpecifiedScalarType(each)))
    expect(printType(told.getType(type.name) ?? type)).toBe(printType(type));
});

test('a list is told as a list also beside a list that is asked for', async () => {
  const { data } = await ask(`{
    __type(name: "DeviceSessionConnection") { fields { name type { ofType { kind } } } }
    device(imei: "990000000000001") { sessions(first: 1) { nodes { startTime } } }
  }`);
  const { fields } = (data as { __type: { fields: { name: string; type: { ofType: { kind: string } } }[] } }).__type;
  expect(fields.find(({ name }) => name === 'nodes')?.type.ofType.kind).toBe('LIST');
  expect(data).toMatchObject({ device: { sessions: { nodes: [{}] } } });
});
