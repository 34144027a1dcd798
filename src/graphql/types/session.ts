// DeviceSession and its edge: one row of a series as clients see it.
import 'reflect-metadata';
import { Field, Float, ID, ObjectType } from 'type-graphql';
import { type DeviceKey, deviceId } from '../../sessions/device.js';
import type { Instant } from '../../sessions/range.js';
import { at, duration, isOpen, ordinal, type Series } from '../../sessions/series.js';
import { ByteCountScalar, DateTimeScalar } from './scalars.js';

@ObjectType({
  simpleResolvers: true,
  description: 'One connection of a device to the correction service, from connect to disconnect.',
})
export class DeviceSession {
  constructor(
    private readonly device: DeviceKey,
    private readonly series: Series,
    private readonly row: number,
  ) {}

  @Field(() => ID, {
    description:
      'Opaque, and the same while the session grows and after it has ended; unlike the id of every other object, also of other devices and accounts: a key for caches. Sessions with the very same start are told apart by end and bytes from one reading to the next; where those leave it open, or nothing earlier is held, by their order.',
  })
  get id(): string {
    const name = `${deviceId(this.device)}/${at(this.series.start, this.row)}/${ordinal(this.series, this.row)}`;
    return Buffer.from(name).toString('base64url');
  }

  @Field(() => DateTimeScalar, { description: 'When the session started.' })
  get startTime(): Instant {
    return at(this.series.start, this.row);
  }

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the session ended; null while it is open.' })
  get endTime(): Instant | null {
    return isOpen(this.series, this.row) ? null : at(this.series.end, this.row);
  }

  @Field(() => Float, { nullable: true, description: 'Seconds from start to end; null while the session is open.' })
  get duration(): number | null {
    return isOpen(this.series, this.row) ? null : duration(this.series, this.row) / 1_000;
  }

  @Field(() => ByteCountScalar, { description: 'Bytes transferred; of an open session, so far.' })
  get numBytes(): number {
    return at(this.series.bytes, this.row);
  }

  @Field(() => Float, {
    nullable: true,
    description: 'Bytes a second; null while the session is open, and when its duration is 0.',
  })
  get bytesPerSecond(): number | null {
    const seconds = this.duration;
    return seconds === null || seconds === 0 ? null : this.numBytes / seconds;
  }
}

@ObjectType({ simpleResolvers: true, description: 'A session and its place in the order that was asked for.' })
export class DeviceSessionEdge {
  constructor(
    private readonly session: DeviceSession,
    private readonly place: string,
  ) {}

  @Field(() => String, {
    description:
      'For after and before. It keeps its place when other sessions arrive; it fits only the order it was made in.',
  })
  get cursor(): string {
    return this.place;
  }

  @Field(() => DeviceSession, { description: 'The session.' })
  get node(): DeviceSession {
    return this.session;
  }
}
