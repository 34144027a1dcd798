// Selects which fault applies to a call: rules, shares and limits.
import { z } from 'zod';
import { ROUTES, type Route } from './calls.js';
import { type FaultName, faults } from './faults.js';
import { latencySchema } from './latency.js';
import { drawFor } from './seeded-random.js';

const isFaultName = (name: string): name is FaultName => Object.hasOwn(faults, name);

export const FAULT_NAMES = Object.keys(faults).filter(isFaultName);

const ruleSchema = z.strictObject({
  fault: z.enum(FAULT_NAMES),
  /** Share of the calls it strikes. */
  share: z.number().min(0).max(1).default(1),
  /** Instead of the fault's own route. */
  route: z.enum(ROUTES).optional(),
  /** Only calls for this device. */
  imei: z.string().optional(),
  /** Ends after so many strikes. */
  times: z.int().min(1).optional(),
  latency: latencySchema.optional(),
  retryAfterSeconds: z.int().min(0).optional(),
});

export type FaultRule = z.output<typeof ruleSchema>;
export type FaultRuleInput = z.input<typeof ruleSchema>;

/** Reads a list of rules, or text of the form `name:share[:times],...`. */
export const faultsSchema = z
  .preprocess(
    (input: string | readonly FaultRuleInput[]) => (typeof input === 'string' ? fromText(input) : input),
    z.array(ruleSchema).max(1000),
  )
  .describe('a list of rules or name:share[:times],... with names as GET /__faults lists them');

function fromText(text: string): unknown[] {
  const parts = text.split(',').map((part) => part.trim());
  return parts.filter((part) => part !== '').map(ruleFromText);
}

function ruleFromText(text: string): unknown {
  const [fault, share, times, ...more] = text.split(':');
  if (more.length > 0) return text;
  return {
    fault,
    ...(share === undefined ? {} : { share: Number(share) }),
    ...(times === undefined ? {} : { times: Number(times) }),
  };
}

/** A call, as far as rules look at it. */
export interface Target {
  readonly n: number;
  readonly route: Route;
  readonly imei?: string | undefined;
}

/** Picks the rule that strikes a call: the first in the list that fits, has strikes left, and wins its seeded draw. */
export function createFaultPicker(): (
  rules: readonly FaultRule[],
  seed: number,
  target: Target,
) => FaultRule | undefined {
  const strikes = new WeakMap<FaultRule, number>();
  return (rules, seed, target) => {
    const due = rules.find(
      (rule, i) =>
        fits(rule, target) &&
        (strikes.get(rule) ?? 0) < (rule.times ?? Number.POSITIVE_INFINITY) &&
        drawFor(seed, target.n, i, rule.fault) < rule.share,
    );
    if (due !== undefined) strikes.set(due, (strikes.get(due) ?? 0) + 1);
    return due;
  };
}

const fits = (rule: FaultRule, target: Target): boolean =>
  target.route === (rule.route ?? faults[rule.fault].route) && (rule.imei === undefined || rule.imei === target.imei);
