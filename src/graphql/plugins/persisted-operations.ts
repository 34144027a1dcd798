// Apollo plugin that executes the persisted document of a request, and says how long its answer to a GET may be kept.
import type { ApolloServerPlugin } from '@apollo/server';
import type { OperationContext } from '../context.js';

/** `cacheControl`: of an answer without errors in which nothing is missing or stale; any other may not be kept. */
export function persistedOperations(cacheControl: string): ApolloServerPlugin<OperationContext> {
  return {
    async requestDidStart({ request, contextValue: { persistedDocument, isWhole } }) {
      if (persistedDocument === undefined) return undefined;
      request.query = persistedDocument;
      // It is found already, and would be looked for among those that callers register.
      const { persistedQuery: _, ...extensions } = request.extensions ?? {};
      request.extensions = extensions;
      if (request.http?.method !== 'GET') return undefined;
      return {
        async willSendResponse({ response: { body, http } }) {
          const isSound = body.kind === 'single' && !body.singleResult.errors && isWhole();
          http.headers.set('cache-control', isSound ? cacheControl : 'no-store');
        },
      };
    },
  };
}
