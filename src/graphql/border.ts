// The one error border: whatever was thrown becomes a public error here, and what is not ours is masked. It logs nothing.
import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { FAILURES, Failure, type FailureCode, type FailureDetails, isFailureCode } from '../errors.js';
import { complaintOf } from './complaints.js';

/** What clients see. The requestId is added where the request is known. */
export function toPublicError(formatted: GraphQLFormattedError, thrown: unknown): GraphQLFormattedError {
  const { code, message, details } = translate(thrown);
  const { category, retryable } = FAILURES[code];
  return {
    message,
    ...(formatted.locations && { locations: formatted.locations }),
    ...(formatted.path && { path: formatted.path }),
    extensions: { code, category, retryable, ...details },
  };
}

/** Whether the error is a fault of ours, which clients do not see and the log must. */
export const isMasked = (thrown: unknown): boolean => translate(thrown).code === 'INTERNAL_SERVER_ERROR';

interface Translation {
  readonly code: FailureCode;
  readonly message: string;
  readonly details: FailureDetails;
}

const MASKED: Translation = { code: 'INTERNAL_SERVER_ERROR', message: 'Internal server error', details: {} };

function translate(thrown: unknown): Translation {
  const cause = unwrapResolverError(thrown);
  if (cause instanceof Failure) return { code: cause.code, message: cause.message, details: cause.details };
  if (!(thrown instanceof GraphQLError)) return MASKED;
  return ofGraphQL(thrown) ?? MASKED;
}

/** Errors of graphql-js and Apollo Server about the request itself: their codes are public, and about a value they name the field. */
function ofGraphQL(error: GraphQLError): Translation | undefined {
  const code = error.extensions['code'] ?? codeOfStatus(error);
  if (!isFailureCode(code) || code === 'INTERNAL_SERVER_ERROR') return undefined;
  const field = complaintOf(error, code);
  if (!field) return { code, message: error.message, details: {} };
  return { code: 'BAD_USER_INPUT', message: `${field.path}: ${field.reason}`, details: { fields: [field] } };
}

/** Apollo Server gives a few complaints about the request a 4xx status and no code. */
function codeOfStatus({ extensions }: GraphQLError): FailureCode | undefined {
  const status = (extensions['http'] as { status?: number } | undefined)?.status ?? 0;
  return status >= 400 && status < 500 ? 'BAD_REQUEST' : undefined;
}
