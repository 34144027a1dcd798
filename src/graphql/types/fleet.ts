// Query.fleet: one report over many devices, each of which succeeds or fails on its own.
import 'reflect-metadata';
import type { FieldNode, GraphQLResolveInfo } from 'graphql';
import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Field,
  FieldResolver,
  Info,
  InputType,
  Int,
  Query,
  Resolver,
  Root,
  registerEnumType,
} from 'type-graphql';
import { accountFor } from '../../auth/caller.js';
import { badInput, Failure } from '../../errors.js';
import { type FleetOrderField, ranked } from '../../sessions/fleet.js';
import type { OrderDirection } from '../../sessions/order.js';
import type { Range } from '../../sessions/range.js';
import { loadCompared } from '../compared-windows.js';
import type { OperationContext } from '../context.js';
import { selectedFields } from '../selected-fields.js';
import { Directions, readPage, readWindow, WindowArguments } from './arguments.js';
import { selectFrom } from './connection.js';
import { type Device, toDevice } from './device.js';
import { DeviceOutcome, type DeviceResult, FleetReport } from './fleet-report.js';
import { ImeiScalar } from './scalars.js';
import { SessionTimelineBucket, TimelineArguments } from './timeline.js';

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

@Resolver(() => FleetReport)
export class FleetResolver {
  @Query(() => FleetReport, {
    nullable: true,
    description: 'One report over many devices. Each device succeeds or fails on its own, without an entry in errors.',
  })
  async fleet(
    @Args(() => FleetArguments) args: FleetArguments,
    @Ctx() context: OperationContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<FleetReport> {
    const { imeis } = args;
    // A fleet without devices asks about an account too.
    const accountNumber = accountFor(args.accountNumber, context.caller, context.accountNumber);
    const window = readWindow(args, context.now);
    if (imeis.length > context.fleetMax) {
      throw badInput({
        path: 'imeis',
        reason: `got ${imeis.length} devices, wanted at most ${context.fleetMax} (FLEET_MAX)`,
      });
    }
    const devices = imeis.map((imei) => toDevice({ imei, accountNumber }, context));
    const outcomes = await Promise.all(devices.map((device) => outcomeOf(device, window, args, context, info)));
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
    return fleet.buckets(args).map((bucket) => new SessionTimelineBucket(bucket));
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
  { durationRange: durations }: FleetArguments,
  { load, maxPageSize }: OperationContext,
  info: GraphQLResolveInfo,
): Promise<DeviceResult> {
  const query = { device: device.key, range };
  try {
    const answer = await loadCompared(query, () => connectionsOf(info), info, load);
    return { device, selected: selectFrom({ ...query, durations, query: readPage({}, maxPageSize) }, answer) };
  } catch (error) {
    if (error instanceof Failure) return { device, failure: error };
    throw error;
  }
}

/** Where the document selects the sessions of the devices. */
function connectionsOf(info: GraphQLResolveInfo): readonly FieldNode[] {
  const below = (nodes: readonly FieldNode[], type: string, name: string): FieldNode[] =>
    selectedFields(nodes, type, info).flatMap((field) => (field.name === name ? field.nodes : []));
  return below(below(info.fieldNodes, 'FleetReport', 'devices'), 'DeviceOutcome', 'sessions');
}
