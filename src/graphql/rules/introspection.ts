// Whether callers may ask for the schema itself. It knows the names that ask for it, and no type.
import { GraphQLError, type ValidationRule } from 'graphql';

const ASKS_FOR_SCHEMA: ReadonlySet<string> = new Set(['__schema', '__type', '_service']);

/** The rule where INTROSPECTION is off. `__typename` stays, since clients need it to tell types apart. */
export const refuseIntrospection: ValidationRule = (context) => ({
  Field(node) {
    const name = node.name.value;
    if (!ASKS_FOR_SCHEMA.has(name)) return;
    const message = `got ${name}, wanted no question about the schema, since INTROSPECTION is off here`;
    context.reportError(new GraphQLError(message, { nodes: node }));
  },
});
