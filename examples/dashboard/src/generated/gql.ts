/* eslint-disable */

import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
import * as types from './graphql.js';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
  '\n  query DevicePage($imei: IMEI!, $start: DateTime!, $week: DateTime!, $timeZone: TimeZone!, $after: String) {\n    device(imei: $imei) {\n      id\n      accountNumber\n      imei\n      sessions(start: $start, first: 25, after: $after, orderBy: { field: START_TIME, direction: DESC }) {\n        totalCount\n        totalBytes\n        averageDuration\n        freshness { asOf stale }\n        perDay: timeline(interval: DAY, timeZone: $timeZone) { start count totalBytes }\n        edges { cursor node { id startTime duration numBytes } }\n        pageInfo { hasNextPage endCursor }\n      }\n      week: sessions(start: $week, first: 0) {\n        perHour: timeline(interval: HOUR, timeZone: $timeZone) { start count totalBytes }\n      }\n    }\n  }\n': typeof types.DevicePageDocument;
  '\n  query FleetPage($imeis: [IMEI!]!, $start: DateTime!, $timeZone: TimeZone!) {\n    fleet(imeis: $imeis, start: $start) {\n      coverage { requested answered failed stale }\n      freshness { asOf stale }\n      totalCount\n      totalBytes\n      perDay: timeline(interval: DAY, timeZone: $timeZone) { start count totalBytes }\n      devices(orderBy: { field: TOTAL_BYTES, direction: DESC }) {\n        device { id accountNumber imei }\n        problem { code message retryable }\n        sessions { totalCount totalBytes freshness { stale } }\n      }\n    }\n  }\n': typeof types.FleetPageDocument;
};
const documents: Documents = {
  '\n  query DevicePage($imei: IMEI!, $start: DateTime!, $week: DateTime!, $timeZone: TimeZone!, $after: String) {\n    device(imei: $imei) {\n      id\n      accountNumber\n      imei\n      sessions(start: $start, first: 25, after: $after, orderBy: { field: START_TIME, direction: DESC }) {\n        totalCount\n        totalBytes\n        averageDuration\n        freshness { asOf stale }\n        perDay: timeline(interval: DAY, timeZone: $timeZone) { start count totalBytes }\n        edges { cursor node { id startTime duration numBytes } }\n        pageInfo { hasNextPage endCursor }\n      }\n      week: sessions(start: $week, first: 0) {\n        perHour: timeline(interval: HOUR, timeZone: $timeZone) { start count totalBytes }\n      }\n    }\n  }\n':
    types.DevicePageDocument,
  '\n  query FleetPage($imeis: [IMEI!]!, $start: DateTime!, $timeZone: TimeZone!) {\n    fleet(imeis: $imeis, start: $start) {\n      coverage { requested answered failed stale }\n      freshness { asOf stale }\n      totalCount\n      totalBytes\n      perDay: timeline(interval: DAY, timeZone: $timeZone) { start count totalBytes }\n      devices(orderBy: { field: TOTAL_BYTES, direction: DESC }) {\n        device { id accountNumber imei }\n        problem { code message retryable }\n        sessions { totalCount totalBytes freshness { stale } }\n      }\n    }\n  }\n':
    types.FleetPageDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  query DevicePage($imei: IMEI!, $start: DateTime!, $week: DateTime!, $timeZone: TimeZone!, $after: String) {\n    device(imei: $imei) {\n      id\n      accountNumber\n      imei\n      sessions(start: $start, first: 25, after: $after, orderBy: { field: START_TIME, direction: DESC }) {\n        totalCount\n        totalBytes\n        averageDuration\n        freshness { asOf stale }\n        perDay: timeline(interval: DAY, timeZone: $timeZone) { start count totalBytes }\n        edges { cursor node { id startTime duration numBytes } }\n        pageInfo { hasNextPage endCursor }\n      }\n      week: sessions(start: $week, first: 0) {\n        perHour: timeline(interval: HOUR, timeZone: $timeZone) { start count totalBytes }\n      }\n    }\n  }\n',
): (typeof documents)['\n  query DevicePage($imei: IMEI!, $start: DateTime!, $week: DateTime!, $timeZone: TimeZone!, $after: String) {\n    device(imei: $imei) {\n      id\n      accountNumber\n      imei\n      sessions(start: $start, first: 25, after: $after, orderBy: { field: START_TIME, direction: DESC }) {\n        totalCount\n        totalBytes\n        averageDuration\n        freshness { asOf stale }\n        perDay: timeline(interval: DAY, timeZone: $timeZone) { start count totalBytes }\n        edges { cursor node { id startTime duration numBytes } }\n        pageInfo { hasNextPage endCursor }\n      }\n      week: sessions(start: $week, first: 0) {\n        perHour: timeline(interval: HOUR, timeZone: $timeZone) { start count totalBytes }\n      }\n    }\n  }\n'];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  query FleetPage($imeis: [IMEI!]!, $start: DateTime!, $timeZone: TimeZone!) {\n    fleet(imeis: $imeis, start: $start) {\n      coverage { requested answered failed stale }\n      freshness { asOf stale }\n      totalCount\n      totalBytes\n      perDay: timeline(interval: DAY, timeZone: $timeZone) { start count totalBytes }\n      devices(orderBy: { field: TOTAL_BYTES, direction: DESC }) {\n        device { id accountNumber imei }\n        problem { code message retryable }\n        sessions { totalCount totalBytes freshness { stale } }\n      }\n    }\n  }\n',
): (typeof documents)['\n  query FleetPage($imeis: [IMEI!]!, $start: DateTime!, $timeZone: TimeZone!) {\n    fleet(imeis: $imeis, start: $start) {\n      coverage { requested answered failed stale }\n      freshness { asOf stale }\n      totalCount\n      totalBytes\n      perDay: timeline(interval: DAY, timeZone: $timeZone) { start count totalBytes }\n      devices(orderBy: { field: TOTAL_BYTES, direction: DESC }) {\n        device { id accountNumber imei }\n        problem { code message retryable }\n        sessions { totalCount totalBytes freshness { stale } }\n      }\n    }\n  }\n'];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> =
  TDocumentNode extends DocumentNode<infer TType, any> ? TType : never;
