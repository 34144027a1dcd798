// Turns graphql-js errors about arguments and variables into issues that name the field.
import { type ASTNode, type GraphQLError, Kind, parse, type Source, visit } from 'graphql';
import type { FieldIssue } from '../errors.js';

/** The issue of an error about one value that a client sent; undefined where the error is about something else. */
export function issueOf(error: GraphQLError, code: string): FieldIssue | undefined {
  const node = error.nodes?.[0];
  // Validation speaks of a variable's use, and only execution of the value that came for it.
  if (code === 'BAD_USER_INPUT' && node?.kind === Kind.VARIABLE_DEFINITION)
    return variableIssue(error, node.variable.name.value);
  if (code === 'GRAPHQL_VALIDATION_FAILED' && node && isLiteral(node))
    return { path: pathTo(node), reason: error.message };
  return undefined;
}

const isLiteral = ({ kind }: ASTNode): boolean => kind.endsWith('Value');

/**
 * graphql-js writes: Variable "$range" got invalid value 1 at "range.min"; the reason. Where a reason of a scalar follows,
 * it is the message of the original error, whatever signs the value itself has.
 */
function variableIssue({ message, originalError }: GraphQLError, name: string): FieldIssue {
  const path = / at "([\w.[\]]+)";/.exec(message)?.[1] ?? name;
  return { path: `$${path}`, reason: originalError?.message ?? message };
}

/** Argument and input fields around a literal, such as durationRange.min; the variable, for its default. An error names only the literal itself. */
function pathTo({ kind, loc }: ASTNode): string {
  if (loc === undefined) return '';
  const paths = known.get(loc.source) ?? pathsIn(loc.source);
  known.set(loc.source, paths);
  return paths.get(keyOf(kind, loc.start)) ?? '';
}

/** A hostile query has as many errors as it likes, and all of them share this. */
const known = new WeakMap<Source, ReadonlyMap<string, string>>();

const keyOf = (kind: string, start: number | undefined): string => `${kind} ${start}`;

function pathsIn(source: Source): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  visit(parse(source), {
    enter(node, _key, parent, _path, ancestors) {
      if (!isLiteral(node)) return;
      const path = [...ancestors, ...(parent ? [parent] : [])].flatMap(argumentName).join('.');
      paths.set(keyOf(node.kind, node.loc?.start), path);
    },
  });
  return paths;
}

function argumentName(node: ASTNode | readonly ASTNode[]): string[] {
  if (Array.isArray(node) || !('kind' in node)) return [];
  if (node.kind === Kind.VARIABLE_DEFINITION) return [`$${node.variable.name.value}`];
  return node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD ? [node.name.value] : [];
}
