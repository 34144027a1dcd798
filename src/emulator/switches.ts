// Settings that can be changed while the emulator runs, and their validation.
import { z } from 'zod';
import { shown } from './answers.js';
import { SESSION_SHAPES } from './failures.js';
import { type FaultRuleInput, faultsSchema } from './fault-rules.js';
import { TIME_STYLES } from './instants.js';
import { type LatencyInput, latencySchema } from './latency.js';
import { EDGES } from './rows.js';

const YEAR_MS = 366 * 86_400_000;

const words = <const T extends readonly string[]>(...options: T) =>
  z.enum(options).describe(`one of ${options.join(', ')}`);
const whole = (min: number, max: number) => z.int().min(min).max(max).describe(`a whole number from ${min} to ${max}`);
const flag = () => z.boolean().describe('true or false');

const fields = {
  /** Which sessions a window holds: those that start in it, touch it, or lie in it. */
  edge: words(...EDGES),
  /** What becomes of a startDate older than the memory: quietly clipped, or refused. */
  retention: words('clip', 'refuse'),
  retentionDays: whole(1, 3650),
  /** Unit of durationLow and durationHigh. */
  durationUnit: words('seconds', 'minutes', 'milliseconds'),
  /** Whether rows come in a seeded disorder. */
  shuffle: flag(),
  timeStyle: words(...TIME_STYLES),
  /** What an open session has for an endTime. */
  openEnd: words('absent', 'null', 'now'),
  /** What the report's `id` holds: the last ten digits of the IMEI, or all of it. */
  idHolds: words('tenDigits', 'imei'),
  /** At most so many rows, the oldest; 0 for all. */
  rowCap: whole(0, 1_000_000),
  /** How a bad session token is refused. */
  sessionShape: words(...SESSION_SHAPES),
  /** Whether a login ends the user's other sessions. */
  oneSessionPerUser: flag(),
  /** Whether the report asks for a bearer token; a login always does. */
  bearerEnforced: flag(),
  bearerLifetimeSeconds: whole(1, 31_536_000),
  sessionIdleSeconds: whole(1, 31_536_000),
  /** A row shows 0 to so many milliseconds after its end, and not before. */
  lateRowsMs: whole(0, YEAR_MS),
  /** A row's bytes grow until 0 to so many milliseconds after its end. */
  growthMs: whole(0, YEAR_MS),
  latency: latencySchema,
  faults: faultsSchema,
  seed: whole(0, 2 ** 32 - 1),
  /** Added to the clock. */
  clockOffsetMs: whole(-10 * YEAR_MS, 10 * YEAR_MS),
};

const switchFields = z.strictObject(fields);
const changeSchema = switchFields.partial();

export type SwitchValues = Readonly<z.output<typeof switchFields>>;

/** A change of some switches; latency and faults may come as text. */
export type SwitchChange = Partial<
  Omit<SwitchValues, 'latency' | 'faults'> & { latency: LatencyInput; faults: string | readonly FaultRuleInput[] }
>;

export const switchDefaults = {
  edge: 'start',
  retention: 'clip',
  retentionDays: 180,
  durationUnit: 'seconds',
  shuffle: false,
  timeStyle: 'utc',
  openEnd: 'absent',
  idHolds: 'tenDigits',
  rowCap: 0,
  sessionShape: 'uws',
  oneSessionPerUser: false,
  bearerEnforced: true,
  bearerLifetimeSeconds: 3600,
  sessionIdleSeconds: 1200,
  lateRowsMs: 0,
  growthMs: 0,
  latency: 'none',
  faults: [],
  seed: 1,
  clockOffsetMs: 0,
} as const satisfies Required<SwitchChange>;

export type ReadChange =
  | { readonly ok: true; readonly change: Partial<SwitchValues> }
  | { readonly ok: false; readonly issues: readonly string[] };

/** Reads a change from anything; each issue names the switch, what came and what is wanted. */
export function readChange(input: unknown): ReadChange {
  const parsed = changeSchema.safeParse(input);
  if (!parsed.success)
    return { ok: false, issues: parsed.error.issues.flatMap((issue) => issueResponse(input, issue)) };
  const given = Object.entries(parsed.data).filter(([, value]) => value !== undefined);
  return { ok: true, change: Object.fromEntries(given) };
}

function issueResponse(input: unknown, issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'unrecognized_keys' && issue.path.length === 0) {
    return issue.keys.map((key) => `${key}: is no switch, wanted one of ${Object.keys(fields).join(', ')}`);
  }
  const [name, ...inner] = issue.path;
  if (name === undefined) return [`body: got ${shown(input)}, wanted a JSON object of switches`];
  const came = `${issue.path.join('.')}: got ${shown(valueAt(input, issue.path))}`;
  const wanted = inner.length > 0 || !isField(name) ? undefined : fields[name].description;
  return [wanted === undefined ? `${came}. ${issue.message}` : `${came}, wanted ${wanted}`];
}

const isField = (name: PropertyKey): name is keyof typeof fields => Object.hasOwn(fields, name);

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (isObject(value) ? Reflect.get(value, key) : value), input);
}

function valuesOf(first: Required<SwitchChange>): SwitchValues {
  const read = readChange(Object.fromEntries(Object.keys(fields).map((name) => [name, Reflect.get(first, name)])));
  if (!read.ok) throw new TypeError(read.issues.join('\n'));
  return switchFields.parse(read.change);
}

export type Switches = ReturnType<typeof createSwitches>;

/** The switches of one emulator; throws a TypeError with all issues when the first values cannot be read. */
export function createSwitches(first: Required<SwitchChange>) {
  let values = valuesOf(first);
  return {
    get: (): SwitchValues => values,

    /** Changes what is named and leaves the rest; throws a TypeError with all issues when it cannot be read. */
    set(change: SwitchChange): SwitchValues {
      const read = readChange(change);
      if (!read.ok) throw new TypeError(read.issues.join('\n'));
      values = { ...values, ...read.change };
      return values;
    },
  };
}
