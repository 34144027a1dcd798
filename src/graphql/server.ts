// Apollo Server as this API runs it: one schema, one border for errors, every request known by its id. It knows no HTTP.
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLSchema } from 'graphql';
import { isMasked, toPublicError } from './border.js';
import type { OperationContext } from './context.js';

/** Told once for every error that clients see only as INTERNAL_SERVER_ERROR. */
export type ReportFault = (error: unknown, requestId: string | undefined) => void;

export function createGraphqlServer(schema: GraphQLSchema, report: ReportFault): ApolloServer<OperationContext> {
  return new ApolloServer<OperationContext>({
    schema,
    includeStacktraceInErrorResponses: false,
    formatError: toPublicError,
    // The signals of the process belong to main.ts.
    stopOnTerminationSignals: false,
    plugins: [
      // Cache control hooks every single field and doubles the time of a long list; nothing here is cacheable by it.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      stampErrors(report),
    ],
  });
}

/** Gives every error of an operation the requestId, and tells of the masked ones. */
function stampErrors(report: ReportFault): ApolloServerPlugin<OperationContext> {
  return {
    async requestDidStart() {
      return {
        async didEncounterErrors({ errors, contextValue }) {
          for (const error of errors.filter(isMasked)) report(error, contextValue.requestId);
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
