// DeviceSessionConnection.previous, change and unusual: a window beside those before it.
import 'reflect-metadata';
import {
  Args,
  ArgsType,
  Ctx,
  Field,
  FieldResolver,
  Float,
  ObjectType,
  Resolver,
  Root,
  registerEnumType,
} from 'type-graphql';
import { Failure } from '../../errors.js';
import {
  baselineWindows,
  type ComparisonPeriod,
  changeOf,
  type FigureChange,
  isUnusual,
  windowBefore,
} from '../../sessions/comparison.js';
import { DAY, isEmpty, type Range } from '../../sessions/range.js';
import { select } from '../../sessions/selection.js';
import { startingWithin } from '../../sessions/series.js';
import { averageDuration, totalBytes, totalCount } from '../../sessions/statistics.js';
import type { OperationContext } from '../context.js';
import { DeviceSessionConnection, type Selected, selectFrom } from './connection.js';
import { TimeZoneScalar } from './scalars.js';

const Periods = {
  PREVIOUS: 'PREVIOUS',
  SAME_LAST_DAY: 'SAME_LAST_DAY',
  SAME_LAST_WEEK: 'SAME_LAST_WEEK',
  SAME_LAST_MONTH: 'SAME_LAST_MONTH',
} as const satisfies Record<ComparisonPeriod, ComparisonPeriod>;
registerEnumType(Periods, {
  name: 'SessionComparisonPeriod',
  description: 'Which earlier window a window is compared with.',
  valuesConfig: {
    PREVIOUS: { description: 'The window of the same length that ends where this one starts.' },
    SAME_LAST_DAY: { description: 'The same times of day, a day earlier.' },
    SAME_LAST_WEEK: { description: 'The same times of day, a week earlier.' },
    SAME_LAST_MONTH: {
      description: 'The same times of day, a month earlier; the last day of the month where that is shorter.',
    },
  },
});

@ArgsType()
export class ComparisonArguments {
  @Field(() => Periods, {
    nullable: true,
    defaultValue: 'PREVIOUS',
    description: 'Which earlier window. PREVIOUS unless said.',
  })
  period?: ComparisonPeriod | null;

  @Field(() => TimeZoneScalar, {
    nullable: true,
    defaultValue: 'UTC',
    description: 'Whose days, weeks and months. UTC unless said.',
  })
  timeZone?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'How a figure differs from the same figure of an earlier window.' })
export class SessionFigureChange {
  constructor(private readonly change: FigureChange) {}

  @Field(() => Float, { description: 'This window less the earlier one, in the unit of the figure.' })
  get absolute(): number {
    return this.change.absolute;
  }

  @Field(() => Float, {
    nullable: true,
    description: 'The same as a part of the earlier figure: 0.5 is half as much again. Null where that is 0.',
  })
  get ratio(): number | null {
    return this.change.ratio;
  }
}

@ObjectType({
  simpleResolvers: true,
  description: 'How the figures of a window differ from those of an earlier one.',
})
export class SessionChange {
  constructor(
    private readonly now: Selected,
    private readonly before: Selected,
  ) {}

  @Field(() => SessionFigureChange, { description: 'Of totalCount.' })
  get totalCount(): SessionFigureChange | null {
    return this.of(({ selection }) => totalCount(selection));
  }

  @Field(() => SessionFigureChange, { description: 'Of totalBytes.' })
  get totalBytes(): SessionFigureChange | null {
    return this.of(({ selection }) => totalBytes(selection));
  }

  @Field(() => SessionFigureChange, {
    nullable: true,
    description: 'Of averageDuration, in seconds; null where one of the windows has no closed session.',
  })
  get averageDuration(): SessionFigureChange | null {
    return this.of(({ selection }) => averageDuration(selection));
  }

  private of(figure: (selected: Selected) => number | null): SessionFigureChange | null {
    const change = changeOf(figure(this.before), figure(this.now));
    return change && new SessionFigureChange(change);
  }
}

export const periodBefore = (range: Range, { period, timeZone }: ComparisonArguments): Range =>
  windowBefore(range, period ?? 'PREVIOUS', timeZone ?? 'UTC');

/** All days that a window is held against to tell whether it is unusual. */
export const baselineOf = (range: Range): Range => ({
  from: baselineWindows(range).at(-1)?.from ?? range.from,
  to: range.from,
});

@Resolver(() => DeviceSessionConnection)
export class ComparisonResolver {
  @FieldResolver(() => DeviceSessionConnection, {
    nullable: true,
    description:
      'The same selection over an earlier window, without cursors. It is read in the same upstream call; RANGE_NOT_RETAINED where nothing of that window is known.',
  })
  async previous(
    @Root() { selected }: DeviceSessionConnection,
    @Args(() => ComparisonArguments) args: ComparisonArguments,
    @Ctx() context: OperationContext,
  ): Promise<DeviceSessionConnection> {
    return new DeviceSessionConnection(await selectBefore(selected, args, context));
  }

  @FieldResolver(() => SessionChange, {
    nullable: true,
    description:
      'How the figures differ from those of an earlier window. Null unless both windows are known from their start to their end.',
  })
  async change(
    @Root() { selected }: DeviceSessionConnection,
    @Args(() => ComparisonArguments) args: ComparisonArguments,
    @Ctx() context: OperationContext,
  ): Promise<SessionChange | null> {
    const before = await nullIfNotRetained(selectBefore(selected, args, context));
    return before && [selected, before].every(isWhole) ? new SessionChange(selected, before) : null;
  }

  @FieldResolver(() => Boolean, {
    nullable: true,
    description:
      'Whether the bytes of this window are an outlier beside the same hours of the 28 days before it; for a window longer than a day, whether its bytes a day are one beside those days. The rule: |x - median| > 3.5 * 1.4826 * MAD, with the median and the median absolute deviation (MAD) of the days; where the MAD is 0, 1.2533 times the mean absolute deviation takes the place of 1.4826 * MAD. Null where the window is empty or not known as a whole, or fewer than 7 of the days are.',
  })
  async unusual(
    @Root() { selected }: DeviceSessionConnection,
    @Ctx() { load }: OperationContext,
  ): Promise<boolean | null> {
    const { device, range, durations, selection } = selected;
    if (isEmpty(range) || !isWhole(selected)) return null;
    const baseline = await nullIfNotRetained(load({ device, range: baselineOf(range) }));
    if (!baseline) return null;
    const days = baselineWindows(range).filter(({ from }) => from >= baseline.known.from);
    const bytes = days.map((day) => totalBytes(select(startingWithin(baseline.series, day), durations)));
    return isUnusual(totalBytes(selection) / Math.max(1, (range.to - range.from) / DAY), bytes);
  }
}

/** Cursors belong to the sessions of one window, so the earlier one has its page without them. */
async function selectBefore(
  selected: Selected,
  args: ComparisonArguments,
  { load }: OperationContext,
): Promise<Selected> {
  const { device, durations, query } = selected;
  const range = periodBefore(selected.range, args);
  const answer = await load({ device, range });
  return selectFrom({ device, range, durations, query: { ...query, after: null, before: null } }, answer);
}

const isWhole = ({ range, answer: { known } }: Selected): boolean => known.from <= range.from && known.to >= range.to;

async function nullIfNotRetained<T>(loading: Promise<T>): Promise<T | null> {
  try {
    return await loading;
  } catch (error) {
    if (error instanceof Failure && error.code === 'RANGE_NOT_RETAINED') return null;
    throw error;
  }
}
