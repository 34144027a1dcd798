// Validation rule that rejects operation types the schema does not have.
import { GraphQLError, type ValidationRule } from 'graphql';

/** Executed, they would fail as a fault of ours, which they are not. */
export const knownOperationTypesRule: ValidationRule = (context) => ({
  OperationDefinition(node) {
    if (context.getSchema().getRootType(node.operation)) return;
    context.reportError(new GraphQLError(`got a ${node.operation}, wanted a query`, { nodes: node }));
  },
});
