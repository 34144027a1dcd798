// DeviceSessionConnection: a page of sessions and lazily computed figures about the whole window.
import 'reflect-metadata';
import { Args, Directive, Field, FieldResolver, Float, ID, Int, ObjectType, Resolver, Root } from 'type-graphql';
import type { Answer } from '../../history/report.js';
import { writeCursor } from '../../sessions/cursor.js';
import type { DeviceKey } from '../../sessions/device.js';
import { placeOf } from '../../sessions/order.js';
import { type Page, type PageQuery, pageOf } from '../../sessions/page.js';
import type { Instant, Range } from '../../sessions/range.js';
import { type DurationRange, type Selection, select } from '../../sessions/selection.js';
import { at } from '../../sessions/series.js';
import {
  averageBytes,
  averageDuration,
  bytesDistribution,
  durationDistribution,
  totalBytes,
  totalCount,
  totalDuration,
} from '../../sessions/statistics.js';
import type { Bucket } from '../../sessions/timeline.js';
import { SessionDistribution } from './distribution.js';
import { ByteCountScalar, DateTimeScalar } from './scalars.js';
import { DeviceSession, DeviceSessionEdge } from './session.js';
import { bucketsOf, SessionTimelineBucket, TimelineArguments } from './timeline.js';

/** Which sessions are asked for. */
export interface SessionsQuestion {
  readonly device: DeviceKey;
  readonly range: Range;
  readonly durations: DurationRange | null | undefined;
  readonly query: PageQuery;
}

/** Everything that a connection is made from: what was asked, its answer, what was selected of it, and the page to show. */
export interface Selected extends SessionsQuestion {
  readonly answer: Answer;
  readonly selection: Selection;
  readonly page: Page;
}

/** What of an answer is asked for. */
export function selectFrom(question: SessionsQuestion, answer: Answer): Selected {
  const selection = select(answer.series, question.durations);
  return { ...question, answer, selection, page: pageOf(selection, question.query) };
}

function cursorOf({ selection, query: { order }, page }: Selected, index: number): string {
  return writeCursor(order, placeOf(selection.series, at(page.rows, index), order.field));
}

@Directive('@shareable')
@ObjectType({ simpleResolvers: true, description: 'Where a page lies in its list, as in Relay connections.' })
export class PageInfo {
  constructor(private readonly selected: Selected) {}

  @Field(() => Boolean, { description: 'Whether the list goes on behind this page.' })
  get hasNextPage(): boolean {
    return this.selected.page.hasNextPage;
  }

  @Field(() => Boolean, { description: 'Whether the list has anything before this page.' })
  get hasPreviousPage(): boolean {
    return this.selected.page.hasPreviousPage;
  }

  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the first session of the page; null on an empty page.',
  })
  get startCursor(): string | null {
    return this.isEmpty ? null : cursorOf(this.selected, 0);
  }

  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the last session of the page; null on an empty page.',
  })
  get endCursor(): string | null {
    return this.isEmpty ? null : cursorOf(this.selected, this.selected.page.rows.length - 1);
  }

  private get isEmpty(): boolean {
    return this.selected.page.rows.length === 0;
  }
}

@ObjectType({ simpleResolvers: true, description: 'How fresh an answer is.' })
export class SessionFreshness {
  constructor(private readonly answer: Pick<Answer, 'asOf' | 'stale'>) {}

  @Field(() => DateTimeScalar, {
    description:
      'The oldest reading among the unsettled days of the answer; the time of the answer if all of its days are settled.',
  })
  get asOf(): Instant {
    return this.answer.asOf;
  }

  @Field(() => Boolean, { description: 'Whether the upstream failed and older data was served in its place.' })
  get stale(): boolean {
    return this.answer.stale;
  }
}

@ObjectType({
  simpleResolvers: true,
  description:
    'Sessions of one device. Everything but edges, nodes and pageInfo is about the whole window, never about the page.',
})
export class DeviceSessionConnection {
  constructor(readonly selected: Selected) {}

  @Field(() => Int, { description: 'How many sessions, open ones included.' })
  get totalCount(): number {
    return totalCount(this.selected.selection);
  }

  @Field(() => ByteCountScalar, { description: 'Their bytes, open sessions included.' })
  get totalBytes(): number {
    return totalBytes(this.selected.selection);
  }

  @Field(() => Float, { description: 'The durations of the closed sessions added up, in seconds.' })
  get totalDuration(): number {
    return totalDuration(this.selected.selection);
  }

  @Field(() => Float, { nullable: true, description: 'Seconds, over the closed sessions; null without any.' })
  get averageDuration(): number | null {
    return averageDuration(this.selected.selection);
  }

  @Field(() => Float, {
    nullable: true,
    description: 'Bytes a session, open sessions included; null without sessions.',
  })
  get averageBytes(): number | null {
    return averageBytes(this.selected.selection);
  }

  @Field(() => SessionDistribution, { description: 'The durations of the closed sessions, in seconds.' })
  get durationStats(): SessionDistribution {
    return new SessionDistribution(durationDistribution(this.selected.selection));
  }

  @Field(() => SessionDistribution, { description: 'The bytes of the sessions, open ones included.' })
  get bytesStats(): SessionDistribution {
    return new SessionDistribution(bytesDistribution(this.selected.selection));
  }

  @Field(() => DateTimeScalar, {
    description:
      'The start of the window as answered: the earliest instant from which everything up to end is known, without a hole.',
  })
  get start(): Instant {
    return this.selected.answer.known.from;
  }

  @Field(() => DateTimeScalar, { description: 'The end of the window as answered, itself not included.' })
  get end(): Instant {
    return this.selected.answer.known.to;
  }

  @Field(() => SessionFreshness, { description: 'How fresh the answer is.' })
  get freshness(): SessionFreshness {
    return new SessionFreshness(this.selected.answer);
  }

  @Field(() => ID, {
    nullable: true,
    description: "The upstream's own id of the device. Opaque; null where it gave none.",
  })
  get deviceId(): string | null {
    return this.selected.answer.deviceId;
  }

  @Field(() => [ID], {
    description: 'Transaction ids of the upstream reports that this answer was made from, newest first.',
  })
  get transactionIds(): readonly string[] {
    return this.selected.answer.transactionIds;
  }

  @Field(() => [DeviceSessionEdge], { description: 'The sessions of the page with their cursors.' })
  get edges(): DeviceSessionEdge[] {
    return this.nodes.map((node, index) => new DeviceSessionEdge(node, cursorOf(this.selected, index)));
  }

  @Field(() => [DeviceSession], { description: 'The sessions of the page.' })
  get nodes(): DeviceSession[] {
    const { device, page, selection } = this.selected;
    return Array.from(page.rows, (row) => new DeviceSession(device, selection.series, row));
  }

  @Field(() => PageInfo, { description: 'Where the page lies in the list.' })
  get pageInfo(): PageInfo {
    return new PageInfo(this.selected);
  }

  /** One bucket per interval; throws BAD_USER_INPUT where there would be too many. */
  buckets(args: TimelineArguments): Bucket[] {
    return bucketsOf(this.selected.answer.known, [this.selected.selection], args);
  }
}

@Resolver(() => DeviceSessionConnection)
export class ConnectionResolver {
  @FieldResolver(() => [SessionTimelineBucket], {
    nullable: true,
    description:
      "One bucket per interval of the caller's calendar, empty ones included, in order, first and last clipped to the window; a session counts where it starts.",
  })
  timeline(
    @Root() connection: DeviceSessionConnection,
    @Args(() => TimelineArguments) args: TimelineArguments,
  ): SessionTimelineBucket[] {
    return connection.buckets(args).map((bucket) => new SessionTimelineBucket(bucket));
  }
}
