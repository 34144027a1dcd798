// FleetReport: figures over the answered devices, and the outcome of each device.
import 'reflect-metadata';
import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { Failure } from '../../errors.js';
import type { Instant, Range } from '../../sessions/range.js';
import type { Selection } from '../../sessions/selection.js';
import { averageDuration, totalBytes, totalCount, totalDuration } from '../../sessions/statistics.js';
import type { Bucket } from '../../sessions/timeline.js';
import { DeviceSessionConnection, type Selected, SessionFreshness } from './connection.js';
import { Device } from './device.js';
import { DeviceProblem } from './device-problem.js';
import { ByteCountScalar, DateTimeScalar } from './scalars.js';
import { bucketsOf, type TimelineArguments } from './timeline.js';

/** What came of one device: something to show, or the reason why not. */
export interface DeviceResult {
  readonly device: Device;
  readonly selected?: Selected;
  readonly failure?: Failure;
}

@ObjectType({
  simpleResolvers: true,
  description: 'What came of one device. Exactly one of sessions and problem is set.',
})
export class DeviceOutcome {
  constructor(private readonly outcome: DeviceResult) {}

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
  constructor(private readonly outcomes: readonly DeviceResult[]) {}

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
  private readonly distinct: readonly DeviceResult[];
  private readonly selections: readonly Selection[];

  constructor(
    readonly outcomes: readonly DeviceResult[],
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
      asOf: answers.length === 0 ? this.now : Math.min(...answers.map(({ asOf }) => asOf)),
      stale: answers.some(({ stale }) => stale),
    });
  }

  @Field(() => Int, { description: 'How many sessions, open ones included.' })
  get totalCount(): number {
    return totalCount(...this.selections);
  }

  @Field(() => ByteCountScalar, { description: 'Their bytes, open sessions included.' })
  get totalBytes(): number {
    return totalBytes(...this.selections);
  }

  @Field(() => Float, { description: 'The durations of the closed sessions added up, in seconds.' })
  get totalDuration(): number {
    return totalDuration(...this.selections);
  }

  @Field(() => Float, {
    nullable: true,
    description: 'Seconds, over the closed sessions of all devices; null without any.',
  })
  get averageDuration(): number | null {
    return averageDuration(...this.selections);
  }

  /** One bucket per interval, over all answered devices. */
  buckets(args: TimelineArguments): Bucket[] {
    return bucketsOf(this.window, this.selections, args);
  }
}
