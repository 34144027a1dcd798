// Shows a failure of a query or of one device, and offers to ask again where that may help.
import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { textOf } from './error-text';
import type { SessionErrorCode } from './generated/graphql';

interface Shown {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
}

export function Problem({ code, message, retryable, onRetry }: Shown & { readonly onRetry?: () => void }) {
  return (
    <div className="problem" role="alert">
      <strong>{textOf(code as SessionErrorCode, message)}</strong> <code>{code}</code>
      {retryable && onRetry && (
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}

export function QueryProblem({ error, onRetry }: { readonly error: Error; readonly onRetry: () => void }) {
  return <Problem {...shownOf(error)} onRetry={onRetry} />;
}

function shownOf(error: Error): Shown {
  const [first] = CombinedGraphQLErrors.is(error) ? error.errors : [];
  const { code, retryable } = first?.extensions ?? {};
  if (first === undefined || typeof code !== 'string')
    return { code: 'UPSTREAM_UNAVAILABLE', message: error.message, retryable: true };
  return { code, message: first.message, retryable: retryable === true };
}
