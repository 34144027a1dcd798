// The promises of the schema as a document: described to the last argument, composable, and no narrower than its queries need.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { composeServices } from '@theguild/federation-composition';
import {
  buildSchema,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isObjectType,
  isSpecifiedScalarType,
  parse,
  validate,
} from 'graphql';
import { buildSchemas } from '../../src/graphql/schema.js';

const { publicSdl, subgraphSdl } = buildSchemas();
const schema = buildSchema(publicSdl);

interface Described {
  readonly name: string;
  readonly description?: string | null | undefined;
}

/** The type with everything in it that can have a description, each under its full name. */
function partsOf(type: GraphQLNamedType): Described[] {
  const within = (part: Described): Described => ({ name: `${type.name}.${part.name}`, description: part.description });
  if (isEnumType(type)) return [type, ...type.getValues().map(within)];
  if (isInputObjectType(type)) return [type, ...Object.values(type.getFields()).map(within)];
  if (!isObjectType(type)) return [type];
  const fields = Object.values(type.getFields());
  const args = fields.flatMap((field) =>
    field.args.map((arg) => ({ name: `${field.name}.${arg.name}`, description: arg.description })),
  );
  return [...(type.name === 'Query' ? [] : [type]), ...[...fields, ...args].map(within)];
}

test('every type, field, argument and enum value is described', () => {
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type),
  );
  const parts = types.flatMap(partsOf);
  expect(parts.length).toBeGreaterThan(60);
  expect(parts.filter(({ description }) => !description?.trim()).map(({ name }) => name)).toEqual([]);
});

test('the subgraph composes with another one that knows more of a device', () => {
  const names = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
    type Query { named: Device } type Device @key(fields: "imei") { imei: IMEI! name: String } scalar IMEI`;
  const composed = composeServices([
    { name: 'sessions', typeDefs: parse(subgraphSdl) },
    { name: 'names', typeDefs: parse(names) },
  ]);
  expect(composed.errors ?? []).toEqual([]);
  expect(composed.supergraphSdl).toContain('join__Graph');
});

describe('the operations that clients really send', () => {
  const folder = new URL('../../schema/operations/', import.meta.url);

  test.each(readdirSync(folder))('%s fits the schema', (file) => {
    const document = parse(readFileSync(new URL(file, folder), 'utf8'));
    expect(validate(schema, document)).toEqual([]);
  });
});
