// What came of something that may fail, to be compared with what came of another way.
import { Failure } from '../../src/errors.js';

/** What is returned, or all that a failure says. */
export function outcomeOf(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { code, message, details, transient } = error;
    return { code, message, details, transient };
  }
}
