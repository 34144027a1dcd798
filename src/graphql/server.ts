// Configures Apollo Server: validation rules, plugins and error formatting.
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { execute, type GraphQLSchema } from 'graphql';
import type { OperationContext } from './context.js';
import { isBug, toPublicError } from './format-error.js';
import { createDocumentCheck, leafSchema } from './list-writer/leaf-schema.js';
import { stringifyResult } from './list-writer/stringify-result.js';
import { type Observe, operationEvents } from './plugins/operation-events.js';
import { costExtension, planExtension } from './plugins/operation-extensions.js';
import { persistedOperations } from './plugins/persisted-operations.js';
import { type RequestRules, requestRules } from './rules/request-rules.js';

/** Called once for every error that clients see only as INTERNAL_SERVER_ERROR. */
export type ReportFault = (error: unknown, requestId: string | undefined) => void;

export interface GraphqlServerOptions extends RequestRules {
  readonly schema: GraphQLSchema;
  readonly report: ReportFault;
  readonly observe: Observe;
  /** Milliseconds that only grow. */
  readonly elapsed: () => number;
  /** Whether answers say what they cost. */
  readonly showCost: boolean;
  /** Whether requests that a foreign page can make a browser send without asking are refused. */
  readonly csrfPrevention: boolean;
  /** The Cache-Control of whole answers to persisted operations. */
  readonly cacheControl: string;
}

export function createGraphqlServer({
  schema,
  report,
  observe,
  elapsed,
  showCost,
  limits,
  introspection,
  csrfPrevention,
  cacheControl,
}: GraphqlServerOptions): ApolloServer<OperationContext> {
  return new ApolloServer<OperationContext>({
    gateway: executingOn(schema),
    stringifyResult,
    // Every default that depends on NODE_ENV is the one of production.
    nodeEnv: 'production',
    includeStacktraceInErrorResponses: false,
    csrfPrevention,
    allowBatchedHttpRequests: false,
    // Introspection is governed by a rule of ours, which knows _service too.
    introspection: true,
    parseOptions: { maxTokens: limits.tokens },
    validationRules: requestRules({ limits, introspection }),
    // Enough to mend a query by; a hostile one has thousands.
    validationOptions: { hideSuggestions: true, maxErrors: 20 },
    formatError: toPublicError,
    // The signals of the process belong to main.ts.
    stopOnTerminationSignals: false,
    plugins: [
      // Cache control hooks every single field and doubles the time of a long list; nothing here is cacheable by it.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      // It would load its scripts from a foreign origin.
      ApolloServerPluginLandingPageDisabled(),
      persistedOperations(cacheControl),
      stampErrors(report),
      operationEvents(observe, elapsed),
      ...(showCost ? [costExtension] : []),
      planExtension,
    ],
  });
}

type Gateway = NonNullable<ConstructorParameters<typeof ApolloServer<OperationContext>>[0]['gateway']>;

/**
 * Apollo Server parses and validates against the public schema and leaves the execution to its gateway, which is graphql-js on a
 * schema whose long lists are leaves; or on the public one, where a document selects what no row writer knows.
 */
function executingOn(schema: GraphQLSchema): Gateway {
  const leaves = leafSchema(schema);
  const isWritable = createDocumentCheck(schema);
  return {
    async load() {
      return {
        executor: async ({ document, request: { variables, operationName }, context: contextValue }) =>
          execute({
            schema: isWritable(document) ? leaves : schema,
            document,
            contextValue,
            variableValues: variables,
            operationName,
          }),
      };
    },
    onSchemaLoadOrUpdate(listener) {
      listener({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => {};
    },
    async stop() {},
  };
}

/** Gives every error of an operation the requestId, and tells of the masked ones. */
function stampErrors(report: ReportFault): ApolloServerPlugin<OperationContext> {
  return {
    async requestDidStart() {
      return {
        async didEncounterErrors({ errors, contextValue }) {
          for (const error of errors.filter(isBug)) report(error, contextValue.requestId);
        },
        async willSendResponse({ response: { body }, contextValue: { requestId } }) {
          if (body.kind !== 'single') return;
          const { singleResult } = body;
          if (!singleResult.errors) return;
          singleResult.errors = singleResult.errors.map((error) => ({
            ...error,
            extensions: { ...error.extensions, requestId },
          }));
        },
      };
    },
  };
}
