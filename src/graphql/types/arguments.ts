// Argument types of Device.sessions and their validation.
import 'reflect-metadata';
import { ArgsType, Field, Float, InputType, Int, registerEnumType } from 'type-graphql';
import { badInput, type FieldIssue } from '../../errors.js';
import { RETENTION } from '../../retention.js';
import { readCursor } from '../../sessions/cursor.js';
import type { Order, OrderDirection, OrderField } from '../../sessions/order.js';
import type { PageQuery } from '../../sessions/page.js';
import type { Instant, Range } from '../../sessions/range.js';
import { DateTimeScalar } from './scalars.js';

const OrderFields = {
  START_TIME: 'START_TIME',
  DURATION: 'DURATION',
  NUM_BYTES: 'NUM_BYTES',
} as const satisfies Record<OrderField, OrderField>;
registerEnumType(OrderFields, {
  name: 'DeviceSessionOrderField',
  description: 'What sessions can be ordered by. Equal values go by start.',
  valuesConfig: {
    START_TIME: { description: 'The start of the session.' },
    DURATION: {
      description: 'The duration of the session. Open sessions, which have none, stand last in either direction.',
    },
    NUM_BYTES: { description: 'The bytes of the session.' },
  },
});

export const Directions = { ASC: 'ASC', DESC: 'DESC' } as const satisfies Record<OrderDirection, OrderDirection>;
registerEnumType(Directions, {
  name: 'SessionSortDirection',
  description: 'The direction of an order.',
  valuesConfig: {
    ASC: { description: 'Smallest or earliest first.' },
    DESC: { description: 'Largest or latest first.' },
  },
});

@InputType({
  description:
    'Sessions by duration, in seconds, both ends inclusive. Any range, even an empty one, leaves out open sessions.',
})
export class DurationRange {
  @Field(() => Float, {
    nullable: true,
    description: 'The shortest duration, in seconds, 0 or more; without it there is no lower bound.',
  })
  min?: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'The longest duration, in seconds, not below min; without it there is no upper bound.',
  })
  max?: number | null;
}

@InputType({ description: 'An order of sessions.' })
export class DeviceSessionOrder {
  @Field(() => OrderFields, { description: 'What to order by.' })
  field!: OrderField;

  @Field(() => Directions, { description: 'Which way.' })
  direction!: OrderDirection;
}

@ArgsType()
export class WindowArguments {
  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'The first instant of the window. Omitted: 180 days before now. Older instants are answered as far as they are known.',
  })
  start?: Instant | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'The end of the window, itself not included. Omitted, or after now: now.',
  })
  end?: Instant | null;

  @Field(() => DurationRange, {
    nullable: true,
    description: 'Only sessions of these durations. It leaves out open sessions.',
  })
  durationRange?: DurationRange | null;
}

@ArgsType()
export class SessionsArguments extends WindowArguments {
  @Field(() => Int, {
    nullable: true,
    description:
      'At most so many sessions, from the front. 100 unless said; 0 is an empty page; MAX_PAGE_SIZE (1000 by default) at most. Not together with last.',
  })
  first?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Only sessions behind this cursor, which must come from the same order.',
  })
  after?: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'At most so many sessions, from the back. MAX_PAGE_SIZE (1000 by default) at most. Not together with first.',
  })
  last?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Only sessions before this cursor, which must come from the same order.',
  })
  before?: string | null;

  @Field(() => DeviceSessionOrder, {
    nullable: true,
    defaultValue: { field: 'START_TIME', direction: 'ASC' },
    description: 'The order of the sessions.',
  })
  orderBy?: DeviceSessionOrder | null;
}

const DEFAULT_PAGE = 100;
const EARLIEST_ORDER: Order = { field: 'START_TIME', direction: 'ASC' };

/** Throws BAD_USER_INPUT with every issue about the window and its durations. */
export function readWindow({ start, end, durationRange }: WindowArguments, now: Instant): Range {
  const range = { from: start ?? now - RETENTION, to: Math.min(end ?? now, now) };
  throwIssues([...windowIssues(range, start, end, now), ...durationIssues(durationRange)]);
  return range;
}

function windowIssues(
  range: Range,
  start: Instant | null | undefined,
  end: Instant | null | undefined,
  now: Instant,
): FieldIssue[] {
  if (range.from <= range.to) return [];
  const came = `got ${iso(range.from)}`;
  if (start == null)
    return [
      {
        path: 'end',
        reason: `got ${iso(range.to)}, wanted an instant after start, which is ${iso(range.from)} unless said`,
      },
    ];
  if (start > now)
    return [{ path: 'start', reason: `${came}, wanted an instant that is not in the future (now is ${iso(now)})` }];
  return [{ path: 'start', reason: `${came}, wanted an instant not after end, ${iso(end ?? now)}` }];
}

function durationIssues(range: DurationRange | null | undefined): FieldIssue[] {
  const { min = null, max = null } = range ?? {};
  const negative = Object.entries({ min, max })
    .filter(([, seconds]) => seconds !== null && seconds < 0)
    .map(([end, seconds]) => ({ path: `durationRange.${end}`, reason: `got ${seconds}, wanted 0 seconds or more` }));
  if (negative.length > 0 || min === null || max === null || min <= max) return negative;
  return [{ path: 'durationRange.min', reason: `got ${min}, wanted at most durationRange.max, ${max}` }];
}

/** Throws BAD_USER_INPUT with every issue about the page. A cursor is read here already, before anything is asked for its sake. */
export function readPage({ first, after, last, before, orderBy }: SessionsArguments, maxPageSize: number): PageQuery {
  const order = orderBy ?? EARLIEST_ORDER;
  throwIssues([
    ...sizeIssues('first', first, maxPageSize),
    ...sizeIssues('last', last, maxPageSize),
    ...cursorIssues('after', after, order),
    ...cursorIssues('before', before, order),
  ]);
  if (first != null && last != null) {
    throw badInput({ path: 'last', reason: `got ${last} beside first: ${first}, wanted only one of them` });
  }
  const size = first ?? last ?? Math.min(DEFAULT_PAGE, maxPageSize);
  return { order, after, before, size, fromEnd: last != null };
}

function sizeIssues(path: string, size: number | null | undefined, max: number): FieldIssue[] {
  if (size == null || (size >= 0 && size <= max)) return [];
  return [{ path, reason: `got ${size}, wanted a whole number from 0 to ${max} (MAX_PAGE_SIZE)` }];
}

function cursorIssues(path: string, cursor: string | null | undefined, order: Order): FieldIssue[] {
  const read = cursor == null ? undefined : readCursor(order, cursor);
  return typeof read === 'string' ? [{ path, reason: `${JSON.stringify(cursor)} ${read}` }] : [];
}

function throwIssues(issues: readonly FieldIssue[]): void {
  if (issues.length > 0) throw badInput(...issues);
}

const iso = (instant: Instant): string => new Date(instant).toISOString();
