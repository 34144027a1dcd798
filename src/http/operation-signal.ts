// The AbortSignal of an operation: aborts at its deadline or when the client disconnects.
import { setMaxListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Cancelled, Failure } from '../errors.js';

/** Aborts with the Failure that waiting readers receive. Milliseconds. */
export function operationSignal(response: ServerResponse, timeout: number): AbortSignal {
  const controller = new AbortController();
  // Every device of a fleet listens, which is no leak.
  setMaxListeners(0, controller.signal);
  const late = () =>
    controller.abort(new Failure('UPSTREAM_TIMEOUT', `The operation did not end within ${timeout} ms.`));
  const timer = setTimeout(late, timeout);
  response.once('close', () => {
    clearTimeout(timer);
    if (!response.writableFinished) controller.abort(new Cancelled('The caller has left.'));
  });
  return controller.signal;
}
