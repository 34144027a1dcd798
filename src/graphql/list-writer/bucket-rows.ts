// Writes the buckets of a timeline from their sums.
import type { GraphQLResolveInfo } from 'graphql';
import type { Bucket } from '../../sessions/timeline.js';
import { selectedFields } from '../selected-fields.js';
import { objectWriter, RowList } from './row-list.js';

type Info = Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments' | 'variableValues'>;

export function bucketRows(buckets: readonly Bucket[], info: Info): RowList {
  const bucket = (row: number): Bucket => buckets[row] as Bucket;
  const fields = selectedFields(info.fieldNodes, 'SessionTimelineBucket', info);
  const write = objectWriter('SessionTimelineBucket', fields, {
    start: () => (out, row) => out.instant(bucket(row).start),
    end: () => (out, row) => out.instant(bucket(row).end),
    count: () => (out, row) => out.whole(bucket(row).count),
    totalBytes: () => (out, row) => out.whole(bucket(row).totalBytes),
    totalDuration: () => (out, row) => out.seconds(bucket(row).duration),
    averageDuration: () => (out, row) => {
      const { duration, closed } = bucket(row);
      if (closed === 0) out.raw('null');
      else out.number(duration / (closed * 1_000));
    },
  });
  return new RowList(buckets.length, write);
}

export const BUCKET_FIELDS = ['start', 'end', 'count', 'totalBytes', 'totalDuration', 'averageDuration'] as const;
