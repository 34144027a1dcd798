// SessionTimelineBucket: timelines of a connection and of a fleet.
import 'reflect-metadata';
import { ArgsType, Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import { badInput } from '../../errors.js';
import { boundaries, type CalendarUnit } from '../../sessions/calendar.js';
import type { Instant, Range } from '../../sessions/range.js';
import type { Selection } from '../../sessions/selection.js';
import { type Bucket, countBetween } from '../../sessions/timeline.js';
import { ByteCountScalar, DateTimeScalar, TimeZoneScalar } from './scalars.js';

const Intervals = { HOUR: 'HOUR', DAY: 'DAY', WEEK: 'WEEK', MONTH: 'MONTH' } as const satisfies Record<
  CalendarUnit,
  CalendarUnit
>;
registerEnumType(Intervals, {
  name: 'SessionTimelineInterval',
  description: "A unit of the caller's calendar.",
  valuesConfig: {
    HOUR: { description: 'Hours as the clock shows them.' },
    DAY: { description: 'Days, which last 23 or 25 hours where the clock changes.' },
    WEEK: { description: 'Weeks, which start on Monday.' },
    MONTH: { description: 'Months.' },
  },
});

@ArgsType()
export class TimelineArguments {
  @Field(() => Intervals, { description: 'The unit of the buckets.' })
  interval!: CalendarUnit;

  @Field(() => TimeZoneScalar, { nullable: true, defaultValue: 'UTC', description: 'Whose calendar. UTC unless said.' })
  timeZone?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'One interval of a timeline, and the sessions that start in it.' })
export class SessionTimelineBucket {
  constructor(private readonly bucket: Bucket) {}

  @Field(() => DateTimeScalar, { description: 'The start of the interval; of the first one, the start of the window.' })
  get start(): Instant {
    return this.bucket.start;
  }

  @Field(() => DateTimeScalar, {
    description: 'The end of the interval, itself not included; of the last one, the end of the window.',
  })
  get end(): Instant {
    return this.bucket.end;
  }

  @Field(() => Int, { description: 'How many sessions start in it, open ones included.' })
  get count(): number {
    return this.bucket.count;
  }

  @Field(() => ByteCountScalar, { description: 'Their bytes, open sessions included.' })
  get totalBytes(): number {
    return this.bucket.totalBytes;
  }

  @Field(() => Float, {
    description: 'Seconds, of the closed ones among them, also where they end in a later interval.',
  })
  get totalDuration(): number {
    return this.bucket.duration / 1_000;
  }

  @Field(() => Float, { nullable: true, description: 'Seconds, over the closed ones among them; null without any.' })
  get averageDuration(): number | null {
    return this.bucket.closed === 0 ? null : this.bucket.duration / (this.bucket.closed * 1_000);
  }
}

/** More than any chart shows, and half a year of hours. */
const MOST_BUCKETS = 5_000;

/** Throws BAD_USER_INPUT where there would be more buckets than anyone can look at. */
export function bucketsOf(
  window: Range,
  selections: readonly Selection[],
  { interval, timeZone }: TimelineArguments,
): Bucket[] {
  const cuts = boundaries(window, interval, timeZone ?? 'UTC', MOST_BUCKETS);
  if (cuts) return countBetween(cuts, selections);
  throw badInput({
    path: 'interval',
    reason: `got ${interval}, which makes more than ${MOST_BUCKETS} buckets in this window, wanted a longer interval or a shorter window`,
  });
}
