// Validation rule that rejects documents beyond the configured limits before any other rule runs.
import { GraphQLError, type ValidationRule } from 'graphql';
import { Failure } from '../../errors.js';
import { measure, type Size } from './document-size.js';

export interface DocumentLimits extends Size {
  readonly tokens: number;
}

const SETTINGS = {
  depth: ['MAX_DEPTH', 'levels of fields'],
  aliases: ['MAX_ALIASES', 'aliases'],
  fields: ['MAX_FIELDS', 'fields'],
  directives: ['MAX_DIRECTIVES', 'directives'],
  repeated: ['MAX_REPEATED_FIELDS', 'fields that repeat a name of their selection'],
} as const satisfies Record<keyof Size, readonly [setting: string, what: string]>;

/** The failure of the first limit that the size passes, in the order of the settings. */
export function limitExceeded(size: Size, limits: Size): Failure | undefined {
  for (const [key, [setting, what]] of Object.entries(SETTINGS)) {
    const [needed, allowed] = [size[key as keyof Size], limits[key as keyof Size]];
    if (needed > allowed) return tooComplex(`got ${needed} ${what}`, { setting, needed, allowed });
  }
  return undefined;
}

/**
 * A rule that takes the whole document out of the sight of the other rules where it is too large: some of those take
 * time with the square of its size, and none stops for another.
 */
export function documentLimitsRule(limits: DocumentLimits): ValidationRule {
  return (context) => ({
    Document(document) {
      const failure = limitExceeded(measure(document), limits);
      if (!failure) return undefined;
      context.reportError(new GraphQLError(failure.message, { originalError: failure }));
      return null;
    },
  });
}

/** What the parser gave up: more tokens than are allowed, or levels that its own stack does not bear. */
export function tooLargeToParse(error: GraphQLError): Failure | undefined {
  if (error.extensions['code'] !== 'GRAPHQL_PARSE_FAILED') return undefined;
  const [, tokens] = /^Syntax Error: Document contains more that (\d+) tokens/.exec(error.message) ?? [];
  if (tokens) return tooComplex(`got more than ${tokens} tokens`, { setting: 'MAX_TOKENS', allowed: Number(tokens) });
  if (!(rootOf(error) instanceof RangeError)) return undefined;
  return tooComplex('got more levels than can be read', { setting: 'MAX_DEPTH' });
}

function rootOf(error: Error): Error {
  return error instanceof GraphQLError && error.originalError ? rootOf(error.originalError) : error;
}

interface Excess {
  readonly setting: string;
  readonly needed?: number;
  readonly allowed?: number;
}

function tooComplex(came: string, excess: Excess): Failure {
  const wanted = excess.allowed === undefined ? 'wanted fewer' : `wanted at most ${excess.allowed}`;
  return new Failure('QUERY_TOO_COMPLEX', `The query is too large: ${came}, ${wanted} (${excess.setting}).`, excess);
}
