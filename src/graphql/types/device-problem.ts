// DeviceProblem: a failure as data, for the devices of a fleet.
import 'reflect-metadata';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { FAILURES, type Failure, type FailureCategory, type FailureCode, type UpstreamAnswer } from '../../errors.js';

const Codes = Object.fromEntries(Object.keys(FAILURES).map((code) => [code, code]));
registerEnumType(Codes, {
  name: 'SessionErrorCode',
  description:
    'Every code that extensions.code and DeviceProblem.code can hold. New ones may appear: fall back on the category.',
  valuesConfig: Object.fromEntries(
    Object.entries(FAILURES).map(([code, { meaning }]) => [code, { description: meaning }]),
  ),
});

const Categories = {
  DEVICE: 'DEVICE',
  CALLER: 'CALLER',
  UPSTREAM: 'UPSTREAM',
  LIMIT: 'LIMIT',
  SERVER: 'SERVER',
} as const satisfies Record<FailureCategory, FailureCategory>;
registerEnumType(Categories, {
  name: 'SessionErrorCategory',
  description: 'Where the cause of a failure lies.',
  valuesConfig: {
    DEVICE: { description: 'In the device or its contract: only the upstream account can change it.' },
    CALLER: { description: 'In the request.' },
    UPSTREAM: { description: 'In the upstream service, or in our access to it.' },
    LIMIT: { description: 'In a limit, ours or theirs.' },
    SERVER: { description: 'In this API.' },
  },
});

@ObjectType({ simpleResolvers: true, description: "The upstream's own words." })
export class UpstreamProblem {
  constructor(private readonly answer: UpstreamAnswer) {}

  @Field(() => Int, { nullable: true, description: 'The HTTP status.' })
  get status(): number | undefined {
    return this.answer.status;
  }

  @Field(() => String, { nullable: true, description: 'The errorCode.' })
  get errorCode(): string | undefined {
    return this.answer.errorCode;
  }

  @Field(() => String, { nullable: true, description: 'The errorMessage.' })
  get errorMessage(): string | undefined {
    return this.answer.errorMessage;
  }
}

@ObjectType({ simpleResolvers: true, description: 'Why the sessions of a device could not be had.' })
export class DeviceProblem {
  constructor(private readonly failure: Failure) {}

  @Field(() => Codes, { description: 'What went wrong.' })
  get code(): FailureCode {
    return this.failure.code;
  }

  @Field(() => Categories, { description: 'Where the cause lies.' })
  get category(): FailureCategory {
    return FAILURES[this.failure.code].category;
  }

  @Field(() => String, { description: 'For people.' })
  get message(): string {
    return this.failure.message;
  }

  @Field(() => Boolean, { description: 'Whether asking again later may help.' })
  get retryable(): boolean {
    return FAILURES[this.failure.code].retryable;
  }

  @Field(() => Int, { nullable: true, description: 'Not before so many milliseconds; null where it is not known.' })
  get retryAfterMs(): number | undefined {
    return this.failure.details.retryAfterMs;
  }

  @Field(() => UpstreamProblem, {
    nullable: true,
    description: 'What the upstream itself said; null where it said nothing.',
  })
  get upstream(): UpstreamProblem | null {
    const { upstream } = this.failure.details;
    return upstream?.status === undefined ? null : new UpstreamProblem(upstream);
  }
}
