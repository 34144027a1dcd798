// The GraphQL context of one operation.
import type { Caller } from '../auth/caller.js';
import type { Cost } from '../history/cost.js';
import type { Plan } from '../history/explain.js';
import type { LoadAnswer } from '../history/loader.js';
import type { AccountNumber } from '../sessions/device.js';
import type { Instant } from '../sessions/range.js';

export interface OperationContext {
  /** Now is one instant an operation, so that two fields never disagree about it. */
  readonly now: Instant;
  readonly requestId: string;
  readonly caller: Caller;
  /** Whether the caller went before the answer was ready; nobody will read it. */
  readonly hasLeft: () => boolean;
  /** What is executed instead of a query of the request. */
  readonly persistedDocument: string | undefined;
  /** Whether nothing that was loaded so far failed or was stale. */
  readonly isWhole: () => boolean;
  readonly load: LoadAnswer;
  /** What the operation has cost so far. */
  readonly cost: Cost;
  /** What it would cost, where that is all that is asked: nothing is read then. */
  readonly plan: (() => Promise<Plan>) | undefined;
  readonly callBudget: number;
  /** The account of a device that is asked for without one. */
  readonly accountNumber: AccountNumber | undefined;
  readonly maxPageSize: number;
  readonly fleetMax: number;
}
