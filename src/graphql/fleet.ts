// Query.fleet: one report over many devices, each of which succeeds or fails on its own. It does not know how devices are read.
import 'reflect-metadata';
import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Field,
  FieldResolver,
  Float,
  InputType,
  Int,
  ObjectType,
  Query,
  Resolver,
  Root,
  registerEnumType,
} from 'type-graphql';
import { badInput, Failure } from '../errors.js';
import { type FleetOrderField, fleetBytes, fleetFigures, ranked } from '../sessions/fleet.js';
import type { OrderDirection } from '../sessions/order.js';
import type { Instant, Range } from '../sessions/range.js';
import type { Selection } from '../sessions/selection.js';
import { Directions, readPage, readWindow, WindowArguments } from './arguments.js';
import { DeviceSessionConnection, type Selected, SessionFreshness, selectFrom } from './connection.js';
import type { OperationContext } from './context.js';
import { Device, toDevice } from './device.js';
import { DeviceProblem } from './problem.js';
import { ByteCountScalar, DateTimeScalar, ImeiScalar } from './scalars.js';
import { SessionTimelineBucket, TimelineArguments, timelineOf } from './timeline.js';

const FleetOrderFields = {
  TOTAL_BYTES: 'TOTAL_BYTES',
  TOTAL_COUNT: 'TOTAL_COUNT',
  TOTAL_DURATION: 'TOTAL_DURATION',
  AVERAGE_DURATION: 'AVERAGE_DURATION',
} as const satisfies Record<FleetOrderField, FleetOrderField>;
registerEnumType(FleetOrderFields, {
  name: 'FleetOrderField',
  description: 'What devices can be ranked by.',
  valuesConfig: {
    TOTAL_BYTES: { description: 'The bytes of all sessions.' },
    TOTAL_COUNT: { description: 'The number of sessions.' },
    TOTAL_DURATION: { description: 'The durations of closed sessions, added up.' },
    AVERAGE_DURATION: {
      description: 'The average duration. Devices without closed sessions come after those with any.',
    },
  },
});

@InputType({
  description:
    'A ranking of devices. Equal ones stay in the order asked; a failed device ranks last, whatever the direction.',
})
export class FleetOrder {
  @Field(() => FleetOrderFields, { description: 'What to rank by.' })
  field!: FleetOrderField;

  @Field(() => Directions, { description: 'Which way.' })
  direction!: OrderDirection;
}

@ArgsType()
export class FleetArguments extends WindowArguments {
  @Field(() => [ImeiScalar], {
    description:
      'The devices, at most FLEET_MAX (500). One that is named twice is asked once, listed twice and counted once.',
  })
  imeis!: string[];

  @Field(() => String, {
    nullable: true,
    description: 'The upstream account of all of them. Omitted: the configured one.',
  })
  accountNumber?: string | null;
}

/** What came of one device: something to show, or the reason why not. */
interface Outcome {
  readonly device: Device;
  readonly selected?: Selected;
  readonly failure?: Failure;
}

@ObjectType({
  simpleResolvers: true,
  description: 'What came of one device. Exactly one of sessions and problem is set.',
})
export class DeviceOutcome {
  constructor(private readonly outcome: Outcome) {}

  @Field(() => Device, { description: 'The device.' })
  get device(): Device {
    return this.outcome.device;
  }

  @Field(() => DeviceSessionConnection, {
    nullable: true,
    description: 'Its sessions, the first page by start; null where they could not be had.',
  })
  get sessions(): DeviceSessionConnection | null {
    return this.outcome.selected ? new DeviceSessionConnection(this.outcome.selected) : null;
  }

  @Field(() => DeviceProblem, {
    nullable: true,
    description: 'Why its sessions could not be had; null where they could.',
  })
  get problem(): DeviceProblem | null {
    return this.outcome.failure ? new DeviceProblem(this.outcome.failure) : null;
  }
}

@ObjectType({
  simpleResolvers: true,
  description: 'What the figures of a fleet speak of, in devices, each counted once.',
})
export class FleetCoverage {
  constructor(private readonly outcomes: readonly Outcome[]) {}

  @Field(() => Int, { description: 'Devices that were asked for.' })
  get requested(): number {
    return this.outcomes.length;
  }

  @Field(() => Int, { description: 'Devices whose sessions are in the figures.' })
  get answered(): number {
    return this.outcomes.filter(({ selected }) => selected).length;
  }

  @Field(() => Int, { description: 'Devices whose sessions could not be had.' })
  get failed(): number {
    return this.outcomes.filter(({ failure }) => failure).length;
  }

  @Field(() => Int, { description: 'Of the answered, those answered with older data since the upstream failed.' })
  get stale(): number {
    return this.outcomes.filter(({ selected }) => selected?.answer.stale).length;
  }
}

@ObjectType({
  simpleResolvers: true,
  description:
    'One report over many devices. Its figures are about the devices that were answered: coverage says which part that is.',
})
export class FleetReport {
  /** Each device once, though it may be asked for and listed twice. */
  private readonly distinct: readonly Outcome[];
  private readonly selections: readonly Selection[];

  constructor(
    readonly outcomes: readonly Outcome[],
    readonly window: Range,
    private readonly now: Instant,
  ) {
    this.distinct = [...new Map(outcomes.map((outcome) => [outcome.device.imei, outcome])).values()];
    this.selections = this.distinct.flatMap(({ selected }) => selected?.selection ?? []);
  }

  @Field(() => FleetCoverage, { description: 'How many devices the figures speak of.' })
  get coverage(): FleetCoverage {
    return new FleetCoverage(this.distinct);
  }

  @Field(() => DateTimeScalar, { description: 'The start of the window as asked.' })
  get start(): Instant {
    return this.window.from;
  }

  @Field(() => DateTimeScalar, { description: 'The end of the window as asked, itself not included.' })
  get end(): Instant {
    return this.window.to;
  }

  @Field(() => SessionFreshness, { description: 'The worst of its devices.' })
  get freshness(): SessionFreshness {
    const answers = this.distinct.flatMap(({ selected }) => selected?.answer ?? []);
    return new SessionFreshness({
      asOf: Math.min(this.now, ...answers.map(({ asOf }) => asOf)),
      stale: answers.some(({ stale }) => stale),
    });
  }

  @Field(() => Int, { description: 'How many sessions, open ones included.' })
  get totalCount(): number {
    return fleetFigures(this.selections).count;
  }

  @Field(() => ByteCountScalar, { description: 'Their bytes, open sessions included.' })
  get totalBytes(): number {
    return fleetBytes(this.selections);
  }

  @Field(() => Float, { description: 'The durations of the closed sessions added up, in seconds.' })
  get totalDuration(): number {
    return fleetFigures(this.selections).duration / 1_000;
  }

  @Field(() => Float, {
    nullable: true,
    description: 'Seconds, over the closed sessions of all devices; null without any.',
  })
  get averageDuration(): number | null {
    const { duration, closed } = fleetFigures(this.selections);
    return closed === 0 ? null : duration / (closed * 1_000);
  }

  /** One bucket per interval, over all answered devices. */
  timelineBy(args: TimelineArguments): SessionTimelineBucket[] {
    return timelineOf(this.window, this.selections, args);
  }
}

@Resolver(() => FleetReport)
export class FleetResolver {
  @Query(() => FleetReport, {
    nullable: true,
    description: 'One report over many devices. Each device succeeds or fails on its own, without an entry in errors.',
  })
  async fleet(
    @Args(() => FleetArguments) args: FleetArguments,
    @Ctx() context: OperationContext,
  ): Promise<FleetReport> {
    const { imeis, accountNumber } = args;
    const window = readWindow(args, context.now);
    if (imeis.length > context.fleetMax) {
      throw badInput({
        path: 'imeis',
        reason: `got ${imeis.length} devices, wanted at most ${context.fleetMax} (FLEET_MAX)`,
      });
    }
    const devices = imeis.map((imei) => toDevice({ imei, accountNumber }, context));
    const outcomes = await Promise.all(devices.map((device) => outcomeOf(device, window, args, context)));
    return new FleetReport(outcomes, window, context.now);
  }

  @FieldResolver(() => [SessionTimelineBucket], {
    nullable: true,
    description:
      "One bucket per interval of the caller's calendar over all answered devices, empty ones included, in order.",
  })
  timeline(
    @Root() fleet: FleetReport,
    @Args(() => TimelineArguments) args: TimelineArguments,
  ): SessionTimelineBucket[] {
    return fleet.timelineBy(args);
  }

  @FieldResolver(() => [DeviceOutcome], { nullable: true, description: 'Outcomes in the order asked, or ranked.' })
  devices(
    @Root() { outcomes }: FleetReport,
    @Arg('orderBy', () => FleetOrder, { nullable: true, description: 'The ranking. Omitted: the order asked.' })
    orderBy?: FleetOrder | null,
    @Arg('first', () => Int, { nullable: true, description: 'At most so many, from the front; 0 or more.' })
    first?: number | null,
  ): DeviceOutcome[] {
    if (first != null && first < 0) throw badInput({ path: 'first', reason: `got ${first}, wanted 0 or more` });
    const inOrder = orderBy ? ranked(outcomes, ({ selected }) => selected?.selection, orderBy) : outcomes;
    return inOrder.slice(0, first ?? undefined).map((outcome) => new DeviceOutcome(outcome));
  }
}

async function outcomeOf(
  device: Device,
  range: Range,
  args: FleetArguments,
  { load, maxPageSize }: OperationContext,
): Promise<Outcome> {
  try {
    const answer = await load({ device: device.key, range });
    return { device, selected: selectFrom(device.key, answer, args.durationRange, readPage({}, maxPageSize)) };
  } catch (error) {
    if (error instanceof Failure) return { device, failure: error };
    throw error;
  }
}
