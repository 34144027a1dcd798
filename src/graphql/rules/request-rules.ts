// The validation rules of this API, beside those of the language.
import type { ValidationRule } from 'graphql';
import { type DocumentLimits, documentLimitsRule } from './document-limits.js';
import { noIntrospectionRule } from './introspection.js';
import { knownOperationTypesRule } from './operation-types.js';

export interface RequestRules {
  readonly limits: DocumentLimits;
  /** Whether callers may ask for the schema. */
  readonly introspection: boolean;
}

export const requestRules = ({ limits, introspection }: RequestRules): ValidationRule[] => [
  documentLimitsRule(limits),
  knownOperationTypesRule,
  ...(introspection ? [] : [noIntrospectionRule]),
];
