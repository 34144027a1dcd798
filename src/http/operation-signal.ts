// How long an operation is worked on: until its deadline, or until its caller has gone. It does not know what is being done.
import { setMaxListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Failure } from '../errors.js';

/** Aborts with the Failure that those who still listen are told. Milliseconds. */
export function patienceFor(response: ServerResponse, timeout: number): AbortSignal {
  const controller = new AbortController();
  // Every device of a fleet listens, which is no leak.
  setMaxListeners(0, controller.signal);
  const late = () =>
    controller.abort(new Failure('UPSTREAM_TIMEOUT', `The operation did not end within ${timeout} ms.`));
  const timer = setTimeout(late, timeout);
  response.once('close', () => {
    clearTimeout(timer);
    if (!response.writableFinished) controller.abort(new Failure('INTERNAL_SERVER_ERROR', 'The caller has left.'));
  });
  return controller.signal;
}
