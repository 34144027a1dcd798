// Operations of a kind that the schema does not have, refused before they are executed. It knows no field.
import { GraphQLError, type ValidationRule } from 'graphql';

/** Executed, they would fail as a fault of ours, which they are not. */
export const refuseUnknownOperations: ValidationRule = (context) => ({
  OperationDefinition(node) {
    if (context.getSchema().getRootType(node.operation)) return;
    context.reportError(new GraphQLError(`got a ${node.operation}, wanted a query`, { nodes: node }));
  },
});
