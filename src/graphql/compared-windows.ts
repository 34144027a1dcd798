// Finds the earlier windows that a document compares sessions with, so that they are read in the same call as the sessions.
import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  getArgumentValues,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import type { LoadAnswer, SessionQuery } from '../history/loader.js';
import type { Answer } from '../history/report.js';
import type { Range } from '../sessions/range.js';
import { selectedFields } from './selected-fields.js';
import { baselineOf, type ComparisonArguments, periodBefore } from './types/comparison.js';

type Info = Pick<GraphQLResolveInfo, 'fragments' | 'variableValues' | 'schema' | 'operation'>;

const CONNECTION = 'DeviceSessionConnection';

/** Loads what is asked, and at the same time what it will be compared with: the loader has that already when the comparing field asks for it. */
export function loadCompared(
  query: SessionQuery,
  connections: () => readonly FieldNode[],
  info: Info,
  load: LoadAnswer,
): Promise<Answer> {
  const answer = load(query);
  if (compares(info)) {
    // Whoever compares hears of the failure.
    for (const range of comparedWindows(connections(), query.range, info)) load({ ...query, range }).catch(() => {});
  }
  return answer;
}

/** For the fields that have selected a connection of sessions over the range. */
function comparedWindows(connections: readonly FieldNode[], range: Range, info: Info): Range[] {
  return selectedFields(connections, CONNECTION, info).flatMap(({ name, nodes }) => {
    if (name === 'unusual') return [baselineOf(range)];
    if (name !== 'previous' && name !== 'change') return [];
    const before = periodOf(name, nodes, range, info);
    if (!before) return [];
    return name === 'previous' ? [before, ...comparedWindows(nodes, before, info)] : [before];
  });
}

/** Undefined where the arguments cannot be used, which the field itself will say. */
function periodOf(name: string, [node]: readonly FieldNode[], range: Range, info: Info): Range | undefined {
  const field = (info.schema.getType(CONNECTION) as GraphQLObjectType).getFields()[name];
  if (!field || !node) return undefined;
  try {
    return periodBefore(range, getArgumentValues(field, node, info.variableValues) as ComparisonArguments);
  } catch {
    return undefined;
  }
}

const known = new WeakMap<OperationDefinitionNode, boolean>();

/** Whether anything is compared at all; asked once for each document, since most compare nothing. */
function compares({ operation, fragments }: Info): boolean {
  const found = known.get(operation) ?? [operation, ...Object.values(fragments)].some(mentionsComparison);
  known.set(operation, found);
  return found;
}

function mentionsComparison(node: OperationDefinitionNode | GraphQLResolveInfo['fragments'][string]): boolean {
  let isMentioned = false;
  visit(node, {
    Field: ({ name: { value } }) => {
      if (value === 'previous' || value === 'change' || value === 'unusual') isMentioned = true;
    },
  });
  return isMentioned;
}
