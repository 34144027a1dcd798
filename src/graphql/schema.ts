// The schema in both its forms: what clients see, and the subgraph that a larger graph composes. It knows no resolver's inside.
import { buildSubgraphSchema } from '@apollo/subgraph';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { type GraphQLSchema, lexicographicSortSchema, parse, printSchema } from 'graphql';
import { buildSchemaSync, createResolversMap } from 'type-graphql';
import { ConnectionResolver } from './connection.js';
import { type Device, DeviceResolver, toDevice } from './device.js';
import { DistributionResolver } from './distribution.js';
import { FleetResolver } from './fleet.js';

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
      resolvers: [DeviceResolver, ConnectionResolver, DistributionResolver, FleetResolver],
      validate: false,
      // It would introspect itself at every start; what could be found then, the drift check of the schema finds before.
      skipCheck: true,
    }),
  );
  const subgraphSdl = `${FEDERATION}\n\n${printSchemaWithDirectives(schema)}\n`;
  const resolvers = createResolversMap(schema) as ResolverMap;
  Object.assign(resolvers['Device'] ?? {}, { __resolveReference: resolveDevice });
  return {
    executable: buildSubgraphSchema({ typeDefs: parse(subgraphSdl), resolvers }),
    publicSdl: `${printSchema(schema)}\n`,
    subgraphSdl,
  };
}

/** Another subgraph names a device by its key; the handle is made without asking anyone. It rejects, since a throw would fail all entities. */
const resolveDevice = async (...[key, context]: Parameters<typeof toDevice>): Promise<Device> => toDevice(key, context);
