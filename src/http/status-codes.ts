// The HTTP status of a GraphQL response, by its media type (GraphQL over HTTP).

/** What a well-formed request can be refused for before it is executed. */
const REFUSED_BY_GRAPHQL: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
  'QUERY_TOO_COMPLEX',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_ID_REQUIRED',
]);

/**
 * GraphQL over HTTP: under application/json a well-formed request has 200 whatever GraphQL says of it, since any other
 * status may come from a proxy; under application/graphql-response+json it is 400. Apollo Server says 400 to both.
 */
export function statusFor(status: number, mediaType: string, payload: string): number {
  if (status !== 400 || !mediaType.startsWith('application/json')) return status;
  const { errors = [] } = JSON.parse(payload) as { errors?: { extensions?: { code?: unknown } }[] };
  return errors.every(({ extensions }) => REFUSED_BY_GRAPHQL.has(extensions?.code)) ? 200 : status;
}
