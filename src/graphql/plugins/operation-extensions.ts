// Apollo plugins that add `extensions.upstream`, what an operation has cost, and `extensions.plan`, what it would cost.
import type { ApolloServerPlugin } from '@apollo/server';
import { FAILURES, type Failure } from '../../errors.js';
import type { Cost } from '../../history/cost.js';
import type { Plan } from '../../history/explain.js';
import type { OperationContext } from '../context.js';

/** On every answer that was executed, whether it has errors or not. */
export const costExtension: ApolloServerPlugin<OperationContext> = {
  async requestDidStart() {
    return {
      async willSendResponse({ response: { body }, contextValue: { cost, callBudget }, operation }) {
        if (body.kind !== 'single' || !operation) return;
        body.singleResult.extensions = { ...body.singleResult.extensions, upstream: withBudget(cost, callBudget) };
      },
    };
  },
};

/** Where a plan is asked for there is no data, since nothing was read; errors say what is wrong with the operation itself. */
export const planExtension: ApolloServerPlugin<OperationContext> = {
  async requestDidStart() {
    return {
      async willSendResponse({ response: { body }, contextValue: { plan, callBudget }, operation }) {
        if (body.kind !== 'single' || !operation || !plan) return;
        body.singleResult.data = null;
        body.singleResult.extensions = { ...body.singleResult.extensions, plan: describe(await plan(), callBudget) };
      },
    };
  },
};

const withBudget = (cost: Cost, callBudget: number) => ({ ...cost, budgetLeft: Math.max(0, callBudget - cost.calls) });

const describe = ({ cost, windows, devices, refusal }: Plan, callBudget: number) => ({
  ...withBudget(cost, callBudget),
  windows,
  refusal: problemOf(refusal),
  devices: devices.map(({ device, reads, failure, ...counts }) => ({
    ...device,
    calls: reads.length,
    ...counts,
    reads: reads.map(({ from, to }) => ({ start: iso(from), end: iso(to) })),
    problem: problemOf(failure),
  })),
});

const problemOf = (failure: Failure | undefined) =>
  failure
    ? { code: failure.code, message: failure.message, ...failure.details, retryable: FAILURES[failure.code].retryable }
    : null;

const iso = (instant: number): string => new Date(instant).toISOString();
