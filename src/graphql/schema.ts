// Builds the executable subgraph schema and both SDL documents.
import { buildSubgraphSchema } from '@apollo/subgraph';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { type GraphQLSchema, isUnionType, lexicographicSortSchema, parse, printSchema } from 'graphql';
import { buildSchemaSync, createResolversMap } from 'type-graphql';
import { badInput } from '../errors.js';
import type { OperationContext } from './context.js';
import { ComparisonResolver } from './types/comparison.js';
import { ConnectionResolver } from './types/connection.js';
import { type Device, DeviceResolver, toDevice } from './types/device.js';
import { DistributionResolver } from './types/distribution.js';
import { FleetResolver } from './types/fleet.js';

const FEDERATION =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])';

/** The two packages describe the same map of resolvers in types that do not know each other. */
type ResolverMap = NonNullable<
  Extract<Parameters<typeof buildSubgraphSchema>[0], { resolvers?: unknown }>['resolvers']
>;

export interface Schemas {
  /** What is served: the public schema with `_service` and `_entities`. */
  readonly executable: GraphQLSchema;
  /** The public schema, sorted, without a trace of federation. */
  readonly publicSdl: string;
  /** What a registry or a composition takes. */
  readonly subgraphSdl: string;
}

export function buildSchemas(): Schemas {
  const schema = lexicographicSortSchema(
    buildSchemaSync({
      resolvers: [DeviceResolver, ConnectionResolver, ComparisonResolver, DistributionResolver, FleetResolver],
      validate: false,
      // It would introspect itself at every start; what could be found then, the drift check of the schema finds before.
      skipCheck: true,
    }),
  );
  const subgraphSdl = `${FEDERATION}\n\n${printSchemaWithDirectives(schema)}\n`;
  const resolvers = createResolversMap(schema) as ResolverMap;
  return {
    executable: withEntitiesApart(buildSubgraphSchema({ typeDefs: parse(subgraphSdl), resolvers })),
    publicSdl: `${printSchema(schema)}\n`,
    subgraphSdl,
  };
}

/** The resolver of the subgraph library throws at the first representation that it cannot use, and so fails all the others. */
function withEntitiesApart(schema: GraphQLSchema): GraphQLSchema {
  const entities = schema.getQueryType()?.getFields()['_entities'];
  const union = schema.getType('_Entity');
  if (!entities || !isUnionType(union)) throw new Error('The schema is no subgraph.');
  entities.resolve = (_root, { representations }: { representations: readonly unknown[] }, context: OperationContext) =>
    representations.map((each, index) => resolveEntity(each, `representations[${index}]`, context));
  union.resolveType = () => 'Device';
  return schema;
}

/** Another subgraph names a device by its key; the handle is made without asking anyone. It rejects, so that each fails alone. */
async function resolveEntity(representation: unknown, path: string, context: OperationContext): Promise<Device> {
  if (typeof representation !== 'object' || representation === null || Array.isArray(representation))
    throw badInput({ path, reason: 'got no object, wanted one such as {"__typename": "Device", "imei": "…"}' });
  // What came is not repeated: it may be anything, and goes into logs.
  if (!('__typename' in representation) || representation.__typename !== 'Device')
    throw badInput({ path: `${path}.__typename`, reason: 'got a type that is no entity here, wanted "Device"' });
  return toDevice(representation as { imei?: unknown; accountNumber?: unknown }, context);
}
