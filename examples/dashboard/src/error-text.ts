// What the reader is told of each failure. The switch is exhaustive: a new code in the schema does not compile until it is thought of.
import type { SessionErrorCode } from './generated/graphql';

/** Codes are only added; one that is newer than this build falls back on the message of the server. */
export function textOf(code: SessionErrorCode, message: string): string {
  switch (code) {
    case 'DEVICE_NOT_FOUND':
      return 'This account has no such device.';
    case 'DEVICE_INACTIVE':
      return 'The device is not active.';
    case 'DEVICE_NOT_CERTIFIED':
    case 'SERVICE_NOT_PURCHASED':
      return 'The device does not have Hyper Precise.';
    case 'DEVICE_IN_SEVERAL_ACCOUNTS':
      return 'The device is active in several accounts.';
    case 'UPSTREAM_UNAVAILABLE':
    case 'UPSTREAM_TIMEOUT':
    case 'UPSTREAM_RATE_LIMITED':
    case 'OVERLOADED':
      return 'The upstream does not answer at the moment. Try again in a little while.';
    case 'RATE_LIMITED':
    case 'CALL_BUDGET_EXCEEDED':
    case 'QUERY_TOO_COMPLEX':
      return 'That was too much at once.';
    case 'RANGE_NOT_RETAINED':
      return 'The upstream keeps 180 days; this window is older.';
    case 'UNAUTHENTICATED':
    case 'FORBIDDEN':
      return 'You may not see this account.';
    case 'UPSTREAM_ACCESS_DENIED':
    case 'UPSTREAM_MALFORMED':
    case 'UPSTREAM_MISCONFIGURED':
    case 'UPSTREAM_REJECTED':
      return 'The upstream and this service do not understand each other; somebody has to look at it.';
    case 'BAD_USER_INPUT':
      return message;
    case 'BAD_REQUEST':
    case 'BYTE_COUNT_TOO_LARGE':
    case 'GRAPHQL_PARSE_FAILED':
    case 'GRAPHQL_VALIDATION_FAILED':
    case 'INTERNAL_SERVER_ERROR':
    case 'OPERATION_RESOLUTION_FAILURE':
    case 'PERSISTED_QUERY_ID_REQUIRED':
    case 'PERSISTED_QUERY_NOT_FOUND':
    case 'PERSISTED_QUERY_NOT_SUPPORTED':
      return 'Something is wrong on our side.';
    default:
      code satisfies never;
      return message;
  }
}
