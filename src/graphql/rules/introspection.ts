// Validation rule that rejects introspection where it is switched off.
import { GraphQLError, type ValidationRule } from 'graphql';

const ASKS_FOR_SCHEMA: ReadonlySet<string> = new Set(['__schema', '__type', '_service']);

/** The rule where INTROSPECTION is off. `__typename` stays, since clients need it to discriminate types. */
export const noIntrospectionRule: ValidationRule = (context) => ({
  Field(node) {
    const name = node.name.value;
    if (!ASKS_FOR_SCHEMA.has(name)) return;
    const message = `got ${name}, wanted no question about the schema, since INTROSPECTION is off here`;
    context.reportError(new GraphQLError(message, { nodes: node }));
  },
});
