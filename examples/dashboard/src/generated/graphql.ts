/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };

import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Every code that extensions.code and DeviceProblem.code can hold. New ones may appear: fall back on the category. */
export type SessionErrorCode =
  /** The HTTP request is not a GraphQL request. */
  | 'BAD_REQUEST'
  /** An argument or variable has a value that cannot be used. */
  | 'BAD_USER_INPUT'
  /** A sum of bytes passes 2^53-1, so it cannot be given exactly. */
  | 'BYTE_COUNT_TOO_LARGE'
  /** The operation needs more upstream calls than one operation may make. */
  | 'CALL_BUDGET_EXCEEDED'
  /** The device is known but not active. */
  | 'DEVICE_INACTIVE'
  /** The device is active in several accounts, so the upstream cannot tell whose sessions are meant. */
  | 'DEVICE_IN_SEVERAL_ACCOUNTS'
  /** The device is not certified for Hyper Precise. */
  | 'DEVICE_NOT_CERTIFIED'
  /** The upstream does not know the device in this account. */
  | 'DEVICE_NOT_FOUND'
  /** The caller may not see this account. */
  | 'FORBIDDEN'
  /** The query is not GraphQL. */
  | 'GRAPHQL_PARSE_FAILED'
  /** The query does not fit the schema. */
  | 'GRAPHQL_VALIDATION_FAILED'
  /** Something failed that should not have. It has been logged under the requestId. */
  | 'INTERNAL_SERVER_ERROR'
  /** The request does not say which of the operations in the query is meant. */
  | 'OPERATION_RESOLUTION_FAILURE'
  /** Too many upstream calls are waiting already. */
  | 'OVERLOADED'
  /** Only the operations of a manifest are answered here, by their ids. */
  | 'PERSISTED_QUERY_ID_REQUIRED'
  /** No query is stored under this hash. */
  | 'PERSISTED_QUERY_NOT_FOUND'
  /** Persisted queries are switched off. */
  | 'PERSISTED_QUERY_NOT_SUPPORTED'
  /** The query is larger than one query may be. */
  | 'QUERY_TOO_COMPLEX'
  /** The whole window lies before everything that is known: the upstream keeps 180 days. */
  | 'RANGE_NOT_RETAINED'
  /** The caller has used up its share of upstream calls. */
  | 'RATE_LIMITED'
  /** The account has not purchased Hyper Precise for this device. */
  | 'SERVICE_NOT_PURCHASED'
  /** The caller has not said who it is, or not convincingly. */
  | 'UNAUTHENTICATED'
  /** The upstream refuses our credentials, or refuses them this device. */
  | 'UPSTREAM_ACCESS_DENIED'
  /** The upstream answered with something that is not a session report. */
  | 'UPSTREAM_MALFORMED'
  /** There is no session report at the address that is configured. */
  | 'UPSTREAM_MISCONFIGURED'
  /** The upstream asks us to call less often. */
  | 'UPSTREAM_RATE_LIMITED'
  /** The upstream refused the request with words that its documentation does not list. */
  | 'UPSTREAM_REJECTED'
  /** The upstream did not answer in time. */
  | 'UPSTREAM_TIMEOUT'
  /** The upstream could not be reached, or answered with an undocumented server error. */
  | 'UPSTREAM_UNAVAILABLE';

export type DevicePageQueryVariables = Exact<{
  imei: string;
  start: string;
  week: string;
  timeZone: string;
  after?: string | null | undefined;
}>;

export type DevicePageQuery = {
  device: {
    id: string;
    accountNumber: string;
    imei: string;
    sessions: {
      totalCount: number;
      totalBytes: number;
      averageDuration: number | null;
      freshness: { asOf: string; stale: boolean };
      perDay: Array<{ start: string; count: number; totalBytes: number }> | null;
      edges: Array<{
        cursor: string;
        node: { id: string; startTime: string; duration: number | null; numBytes: number };
      }>;
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
    } | null;
    week: { perHour: Array<{ start: string; count: number; totalBytes: number }> | null } | null;
  } | null;
};

export type FleetPageQueryVariables = Exact<{
  imeis: Array<string> | string;
  start: string;
  timeZone: string;
}>;

export type FleetPageQuery = {
  fleet: {
    totalCount: number;
    totalBytes: number;
    coverage: { requested: number; answered: number; failed: number; stale: number };
    freshness: { asOf: string; stale: boolean };
    perDay: Array<{ start: string; count: number; totalBytes: number }> | null;
    devices: Array<{
      device: { id: string; accountNumber: string; imei: string };
      problem: { code: SessionErrorCode; message: string; retryable: boolean } | null;
      sessions: { totalCount: number; totalBytes: number; freshness: { stale: boolean } } | null;
    }> | null;
  } | null;
};

export const DevicePageDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'query',
      name: { kind: 'Name', value: 'DevicePage' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'imei' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'IMEI' } } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'start' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'DateTime' } } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'week' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'DateTime' } } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'timeZone' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'TimeZone' } } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'after' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'String' } },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'device' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'imei' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'imei' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                { kind: 'Field', name: { kind: 'Name', value: 'accountNumber' } },
                { kind: 'Field', name: { kind: 'Name', value: 'imei' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'sessions' },
                  arguments: [
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'start' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'start' } },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'first' },
                      value: { kind: 'IntValue', value: '25' },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'after' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'after' } },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'orderBy' },
                      value: {
                        kind: 'ObjectValue',
                        fields: [
                          {
                            kind: 'ObjectField',
                            name: { kind: 'Name', value: 'field' },
                            value: { kind: 'EnumValue', value: 'START_TIME' },
                          },
                          {
                            kind: 'ObjectField',
                            name: { kind: 'Name', value: 'direction' },
                            value: { kind: 'EnumValue', value: 'DESC' },
                          },
                        ],
                      },
                    },
                  ],
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'totalCount' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'totalBytes' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'averageDuration' } },
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'freshness' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            { kind: 'Field', name: { kind: 'Name', value: 'asOf' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'stale' } },
                          ],
                        },
                      },
                      {
                        kind: 'Field',
                        alias: { kind: 'Name', value: 'perDay' },
                        name: { kind: 'Name', value: 'timeline' },
                        arguments: [
                          {
                            kind: 'Argument',
                            name: { kind: 'Name', value: 'interval' },
                            value: { kind: 'EnumValue', value: 'DAY' },
                          },
                          {
                            kind: 'Argument',
                            name: { kind: 'Name', value: 'timeZone' },
                            value: { kind: 'Variable', name: { kind: 'Name', value: 'timeZone' } },
                          },
                        ],
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            { kind: 'Field', name: { kind: 'Name', value: 'start' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'count' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'totalBytes' } },
                          ],
                        },
                      },
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'edges' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            { kind: 'Field', name: { kind: 'Name', value: 'cursor' } },
                            {
                              kind: 'Field',
                              name: { kind: 'Name', value: 'node' },
                              selectionSet: {
                                kind: 'SelectionSet',
                                selections: [
                                  { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'startTime' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'duration' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'numBytes' } },
                                ],
                              },
                            },
                          ],
                        },
                      },
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'pageInfo' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            { kind: 'Field', name: { kind: 'Name', value: 'hasNextPage' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'endCursor' } },
                          ],
                        },
                      },
                    ],
                  },
                },
                {
                  kind: 'Field',
                  alias: { kind: 'Name', value: 'week' },
                  name: { kind: 'Name', value: 'sessions' },
                  arguments: [
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'start' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'week' } },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'first' },
                      value: { kind: 'IntValue', value: '0' },
                    },
                  ],
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      {
                        kind: 'Field',
                        alias: { kind: 'Name', value: 'perHour' },
                        name: { kind: 'Name', value: 'timeline' },
                        arguments: [
                          {
                            kind: 'Argument',
                            name: { kind: 'Name', value: 'interval' },
                            value: { kind: 'EnumValue', value: 'HOUR' },
                          },
                          {
                            kind: 'Argument',
                            name: { kind: 'Name', value: 'timeZone' },
                            value: { kind: 'Variable', name: { kind: 'Name', value: 'timeZone' } },
                          },
                        ],
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            { kind: 'Field', name: { kind: 'Name', value: 'start' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'count' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'totalBytes' } },
                          ],
                        },
                      },
                    ],
                  },
                },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<DevicePageQuery, DevicePageQueryVariables>;
export const FleetPageDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'query',
      name: { kind: 'Name', value: 'FleetPage' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'imeis' } },
          type: {
            kind: 'NonNullType',
            type: {
              kind: 'ListType',
              type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'IMEI' } } },
            },
          },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'start' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'DateTime' } } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'timeZone' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'TimeZone' } } },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'fleet' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'imeis' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'imeis' } },
              },
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'start' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'start' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'coverage' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'requested' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'answered' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'failed' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'stale' } },
                    ],
                  },
                },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'freshness' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'asOf' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'stale' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: 'totalCount' } },
                { kind: 'Field', name: { kind: 'Name', value: 'totalBytes' } },
                {
                  kind: 'Field',
                  alias: { kind: 'Name', value: 'perDay' },
                  name: { kind: 'Name', value: 'timeline' },
                  arguments: [
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'interval' },
                      value: { kind: 'EnumValue', value: 'DAY' },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'timeZone' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'timeZone' } },
                    },
                  ],
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'start' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'count' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'totalBytes' } },
                    ],
                  },
                },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'devices' },
                  arguments: [
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'orderBy' },
                      value: {
                        kind: 'ObjectValue',
                        fields: [
                          {
                            kind: 'ObjectField',
                            name: { kind: 'Name', value: 'field' },
                            value: { kind: 'EnumValue', value: 'TOTAL_BYTES' },
                          },
                          {
                            kind: 'ObjectField',
                            name: { kind: 'Name', value: 'direction' },
                            value: { kind: 'EnumValue', value: 'DESC' },
                          },
                        ],
                      },
                    },
                  ],
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'device' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'accountNumber' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'imei' } },
                          ],
                        },
                      },
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'problem' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            { kind: 'Field', name: { kind: 'Name', value: 'code' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'message' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'retryable' } },
                          ],
                        },
                      },
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'sessions' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            { kind: 'Field', name: { kind: 'Name', value: 'totalCount' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'totalBytes' } },
                            {
                              kind: 'Field',
                              name: { kind: 'Name', value: 'freshness' },
                              selectionSet: {
                                kind: 'SelectionSet',
                                selections: [{ kind: 'Field', name: { kind: 'Name', value: 'stale' } }],
                              },
                            },
                          ],
                        },
                      },
                    ],
                  },
                },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<FleetPageQuery, FleetPageQueryVariables>;
