// Checks persisted operations at start: each must parse, fit the schema and keep the limits, as a query of a request must.
import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { type RequestRules, requestRules } from '../rules/request-rules.js';
import type { PersistedOperation } from './manifest.js';

/** An issue for each operation that could not be executed, naming its id. */
export function unusableOperations(
  operations: readonly PersistedOperation[],
  schema: GraphQLSchema,
  rules: RequestRules,
): string[] {
  return operations.flatMap((operation) => {
    const issue = issueOf(operation, schema, rules);
    return issue === undefined ? [] : [`operation ${JSON.stringify(operation.id)}: ${issue}`];
  });
}

function issueOf(operation: PersistedOperation, schema: GraphQLSchema, rules: RequestRules): string | undefined {
  try {
    const document = parse(operation.document, { maxTokens: rules.limits.tokens });
    const [error] = validate(schema, document, [...specifiedRules, ...requestRules(rules)], { maxErrors: 1 });
    return error ? described(error) : mislabelled(operation, document);
  } catch (error) {
    return described(error as GraphQLError);
  }
}

function described({ message, locations }: GraphQLError): string {
  const [at] = locations ?? [];
  return at ? `${message} (line ${at.line}, column ${at.column})` : message;
}

/** What the manifest says about an operation and its document does not bear out. */
function mislabelled({ name, type }: PersistedOperation, { definitions }: DocumentNode): string | undefined {
  const held = definitions.filter((node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION);
  const isHeld = held.some(
    (node) => (name === undefined || node.name?.value === name) && (type === undefined || node.operation === type),
  );
  if (isHeld) return undefined;
  const got = held.map((node) => `${node.operation} ${node.name?.value ?? '(without a name)'}`).join(', ');
  return `got ${got || 'no operation'}, wanted ${type ?? 'query'} ${name ?? ''}`.trimEnd();
}
