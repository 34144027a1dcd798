// Apollo Client with a cache that knows devices, their sessions and their pages.
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';

/** Apollo's types know by this that data may be partial wherever a query is used. */
declare module '@apollo/client' {
  namespace ApolloClient {
    namespace DeclareDefaultOptions {
      interface WatchQuery {
        errorPolicy: 'all';
      }
      interface Query {
        errorPolicy: 'all';
      }
    }
  }
}

const cache = new InMemoryCache({
  typePolicies: {
    // The id would do as well; account and IMEI are what the URL of a page holds, so a page can be found in the cache without asking.
    Device: {
      keyFields: ['accountNumber', 'imei'],
      // Pages of one window and order are one list; every other argument makes another.
      fields: { sessions: relayStylePagination(['start', 'end', 'durationRange', 'orderBy']) },
    },
    // Values without identity, replaced as a whole.
    SessionFreshness: { merge: true },
    FleetReport: { merge: true },
  },
});

export const client = new ApolloClient({
  link: new HttpLink({ uri: '/graphql' }),
  cache,
  // A field that fails leaves the others in place: data and errors arrive together.
  defaultOptions: { watchQuery: { errorPolicy: 'all' }, query: { errorPolicy: 'all' } },
});
