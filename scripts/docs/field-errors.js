// The codes that each field can fail with, for the schema reference; what any request can fail with stands apart.
import { FAILURES } from '../../dist/errors.js';

const ofCategory = (...categories) =>
  Object.keys(FAILURES).filter((code) => categories.includes(FAILURES[code].category));

/** Before any field is executed. */
export const ANY_REQUEST = [
  'BAD_REQUEST',
  'UNAUTHENTICATED',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'QUERY_TOO_COMPLEX',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'PERSISTED_QUERY_ID_REQUIRED',
  'INTERNAL_SERVER_ERROR',
];

/** Whatever reads sessions of a device. */
const READING = [
  ...ofCategory('DEVICE', 'UPSTREAM'),
  'UPSTREAM_RATE_LIMITED',
  'CALL_BUDGET_EXCEEDED',
  'OVERLOADED',
  'RATE_LIMITED',
  'RANGE_NOT_RETAINED',
];

export const FIELD_ERRORS = {
  'Query.device': ['BAD_USER_INPUT', 'FORBIDDEN'],
  'Query.fleet': ['BAD_USER_INPUT', 'FORBIDDEN'],
  'Device.sessions': ['BAD_USER_INPUT', ...READING],
  'DeviceOutcome.problem': READING,
  'DeviceSessionConnection.timeline': ['BAD_USER_INPUT', 'BYTE_COUNT_TOO_LARGE'],
  'DeviceSessionConnection.totalBytes': ['BYTE_COUNT_TOO_LARGE'],
  'DeviceSessionConnection.averageBytes': ['BYTE_COUNT_TOO_LARGE'],
  'DeviceSessionConnection.bytesStats': ['BYTE_COUNT_TOO_LARGE'],
  'SessionDistribution.percentile': ['BAD_USER_INPUT'],
  'FleetReport.devices': ['BAD_USER_INPUT'],
  'FleetReport.timeline': ['BAD_USER_INPUT', 'BYTE_COUNT_TOO_LARGE'],
  'FleetReport.totalBytes': ['BYTE_COUNT_TOO_LARGE'],
};

/** Those that are no error of the answer. */
export const AS_DATA = new Set(['DeviceOutcome.problem']);
