// Formats every thrown error for clients: known failures with typed extensions, anything else masked.
import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { Cancelled, FAILURES, Failure, type FailureCode, type FailureDetails, isFailureCode } from '../errors.js';
import { issueOf } from './input-issues.js';
import { tooLargeToParse } from './rules/document-limits.js';

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

/** Whether the error is a bug, which clients do not see and the log must. */
export const isBug = (thrown: unknown): boolean =>
  translate(thrown).code === 'INTERNAL_SERVER_ERROR' && !(unwrapResolverError(thrown) instanceof Cancelled);

interface Translation {
  readonly code: FailureCode;
  readonly message: string;
  readonly details: FailureDetails;
}

const MASKED: Translation = { code: 'INTERNAL_SERVER_ERROR', message: 'Internal server error', details: {} };

function translate(thrown: unknown): Translation {
  const cause = failureIn(thrown);
  if (cause) return { code: cause.code, message: cause.message, details: cause.details };
  if (!(thrown instanceof GraphQLError)) return MASKED;
  return ofGraphQL(thrown) ?? MASKED;
}

/** Our own failure: thrown by a resolver, reported by a rule, or behind what the parser gave up. */
function failureIn(thrown: unknown): Failure | undefined {
  const cause = unwrapResolverError(thrown);
  if (cause instanceof Failure) return cause;
  if (!(thrown instanceof GraphQLError)) return undefined;
  return thrown.originalError instanceof Failure ? thrown.originalError : tooLargeToParse(thrown);
}

/** Errors of graphql-js and Apollo Server about the request itself: their codes are public, and about a value they name the field. */
function ofGraphQL(error: GraphQLError): Translation | undefined {
  const code = error.extensions['code'] ?? codeOfStatus(error);
  if (!isFailureCode(code) || code === 'INTERNAL_SERVER_ERROR') return undefined;
  const issue = issueOf(error, code);
  if (!issue) return { code, message: withoutSuggestion(error.message), details: {} };
  const field = { ...issue, reason: withoutSuggestion(issue.reason) };
  return { code: 'BAD_USER_INPUT', message: `${field.path}: ${field.reason}`, details: { fields: [field] } };
}

/** Validation can hide names of the schema; coercion of variables cannot. */
const withoutSuggestion = (message: string): string => message.replace(/ Did you mean [^?]*\?$/, '');

/** Apollo Server gives a few errors about the request a 4xx status and no code. */
function codeOfStatus({ extensions }: GraphQLError): FailureCode | undefined {
  const status = (extensions['http'] as { status?: number } | undefined)?.status ?? 0;
  return status >= 400 && status < 500 ? 'BAD_REQUEST' : undefined;
}
