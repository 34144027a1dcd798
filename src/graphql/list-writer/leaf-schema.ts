// Derives the schema that is executed: the long lists are leaves, whose resolvers return rows to be written instead of objects.
import { MapperKind, mapSchema } from '@graphql-tools/utils';
import {
  type DocumentNode,
  type GraphQLFieldResolver,
  GraphQLScalarType,
  type GraphQLSchema,
  getNamedType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { DeviceSessionConnection } from '../types/connection.js';
import type { FleetReport } from '../types/fleet-report.js';
import type { TimelineArguments } from '../types/timeline.js';
import { BUCKET_FIELDS, bucketRows } from './bucket-rows.js';
import type { RowList } from './row-list.js';
import { EDGE_FIELDS, edgeRows, nodeRows, SESSION_FIELDS } from './session-rows.js';

type ListResolver = GraphQLFieldResolver<unknown, unknown>;

const connection = (source: unknown): DeviceSessionConnection => source as DeviceSessionConnection;
const report = (source: unknown): FleetReport => source as FleetReport;
const timeline = (args: unknown): TimelineArguments => args as TimelineArguments;

/** Each list that is written row by row. Their errors are thrown here, under the path of the list, as they are in the plain way. */
const LISTS: Readonly<Record<string, Readonly<Record<string, ListResolver>>>> = {
  DeviceSessionConnection: {
    nodes: (source, _args, _context, info): RowList => nodeRows(connection(source).selected, info),
    edges: (source, _args, _context, info): RowList => edgeRows(connection(source).selected, info),
    timeline: (source, args, _context, info): RowList => bucketRows(connection(source).buckets(timeline(args)), info),
  },
  FleetReport: {
    timeline: (source, args, _context, info): RowList => bucketRows(report(source).buckets(timeline(args)), info),
  },
};

/** The fields of each type in a list that can be written; a document with any other is executed in the plain way. */
const KNOWN: Readonly<Record<string, ReadonlySet<string>>> = {
  DeviceSession: new Set(SESSION_FIELDS),
  DeviceSessionEdge: new Set(EDGE_FIELDS),
  SessionTimelineBucket: new Set(BUCKET_FIELDS),
};

const Rows = new GraphQLScalarType({ name: 'Rows', serialize: (rows) => rows });

export function leafSchema(schema: GraphQLSchema): GraphQLSchema {
  return mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (config, name, typeName) => {
      const resolve = LISTS[typeName]?.[name];
      return resolve && { ...config, type: Rows, resolve };
    },
  });
}

/** Whether every field that a document selects of a row can be written, and the schema itself is not asked for. Asked once for each document. */
export function createDocumentCheck(schema: GraphQLSchema): (document: DocumentNode) => boolean {
  const known = new WeakMap<DocumentNode, boolean>();
  return (document) => {
    const found = known.get(document) ?? isWritable(schema, document);
    known.set(document, found);
    return found;
  };
}

function isWritable(schema: GraphQLSchema, document: DocumentNode): boolean {
  const types = new TypeInfo(schema);
  let isKnown = true;
  visit(
    document,
    visitWithTypeInfo(types, {
      Field({ name }) {
        // Callers are shown the public schema, never the one in which lists are leaves.
        if (name.value === '__schema' || name.value === '__type') isKnown = false;
        const parent = getNamedType(types.getParentType())?.name ?? '';
        const fields = KNOWN[parent];
        if (fields && name.value !== '__typename' && !fields.has(name.value)) isKnown = false;
      },
    }),
  );
  return isKnown;
}
