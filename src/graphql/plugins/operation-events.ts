// Apollo plugin that emits one event for each operation when its response is ready.
import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import { type FailureCode, isFailureCode } from '../../errors.js';
import type { Cost } from '../../history/cost.js';
import type { OperationContext } from '../context.js';

/** How an operation ended: well, with the caller gone, or with the code of the first error in its answer. */
export type OperationOutcome = FailureCode | 'OK' | 'CALLER_LEFT';

export interface OperationEvent {
  readonly requestId: string;
  /** The name of the caller. */
  readonly caller: string;
  /** As the caller calls it; undefined where the operation has no name, or the query could not be read. */
  readonly name: string | undefined;
  readonly type: 'query' | 'mutation' | 'subscription' | undefined;
  readonly ms: number;
  readonly cost: Cost;
  readonly code: OperationOutcome;
}

export type Observe = (seen: OperationEvent) => void;

/** `elapsed`: milliseconds that only grow. */
export function operationEvents(observe: Observe, elapsed: () => number): ApolloServerPlugin<OperationContext> {
  return {
    async requestDidStart() {
      const began = elapsed();
      return {
        async willSendResponse({
          response: { body },
          contextValue: { requestId, caller, cost, hasLeft },
          operation,
          request,
        }) {
          const errors = body.kind === 'single' ? body.singleResult.errors : undefined;
          observe({
            requestId,
            caller: caller.name,
            name: readable(operation?.name?.value ?? request.operationName),
            type: operation?.operation,
            ms: elapsed() - began,
            cost,
            code: hasLeft() ? 'CALLER_LEFT' : codeOf(errors),
          });
        },
      };
    },
  };
}

/** A caller may ask for an operation by any text; only what can be the name of one is worth repeating. */
const readable = (name: string | undefined): string | undefined => (/^\w{1,128}$/.test(name ?? '') ? name : undefined);

function codeOf([error]: readonly GraphQLFormattedError[] = []): FailureCode | 'OK' {
  const code = error?.extensions?.['code'];
  if (error === undefined) return 'OK';
  return isFailureCode(code) ? code : 'INTERNAL_SERVER_ERROR';
}
