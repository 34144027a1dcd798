// SessionDistribution: minimum, maximum, mean, median and percentiles.
import 'reflect-metadata';
import { Arg, Field, FieldResolver, Float, ObjectType, Resolver, Root } from 'type-graphql';
import { badInput } from '../../errors.js';
import { type Distribution, percentile } from '../../sessions/statistics.js';

@ObjectType({
  simpleResolvers: true,
  description:
    'How values are distributed, exactly. Every figure is null without sessions. Percentiles, the median among them, are nearest rank.',
})
export class SessionDistribution {
  constructor(readonly values: Distribution) {}

  @Field(() => Float, { nullable: true, description: 'The smallest value.' })
  get min(): number | null {
    return percentile(this.values, 0);
  }

  @Field(() => Float, { nullable: true, description: 'The largest value.' })
  get max(): number | null {
    return percentile(this.values, 100);
  }

  @Field(() => Float, { nullable: true, description: 'The arithmetic mean.' })
  get mean(): number | null {
    return this.values.mean();
  }

  @Field(() => Float, { nullable: true, description: 'The 50th percentile, nearest rank: always a value that occurs.' })
  get median(): number | null {
    return percentile(this.values, 50);
  }
}

@Resolver(() => SessionDistribution)
export class DistributionResolver {
  @FieldResolver(() => Float, {
    nullable: true,
    description: 'The smallest value that at least p percent of the values do not exceed (nearest rank).',
  })
  percentile(
    @Root() distribution: SessionDistribution,
    @Arg('p', () => Float, { description: 'Percent, 0 to 100; anything else is BAD_USER_INPUT.' }) p: number,
  ): number | null {
    if (p >= 0 && p <= 100) return percentile(distribution.values, p);
    throw badInput({ path: 'p', reason: `got ${p}, wanted a number from 0 to 100` });
  }
}
