// The fields that a document selects of an object type: fragments expanded, aliases kept, @skip and @include applied, equal keys merged.
import {
  type FieldNode,
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getDirectiveValues,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** A key of the response, the field under it, and every place that selects something of that field. */
export interface SelectedField {
  readonly key: string;
  readonly name: string;
  readonly nodes: readonly FieldNode[];
}

type Info = Pick<GraphQLResolveInfo, 'fragments' | 'variableValues'>;

/** In the order in which graphql-js would execute them. */
export function selectedFields(parents: readonly FieldNode[], typeName: string, info: Info): SelectedField[] {
  const fields = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  for (const { selectionSet } of parents) if (selectionSet) collect(selectionSet, typeName, { info, fields, visited });
  return [...fields].map(([key, nodes]) => ({ key, name: (nodes[0] as FieldNode).name.value, nodes }));
}

interface Collecting {
  readonly info: Info;
  readonly fields: Map<string, FieldNode[]>;
  /** Names of fragments, each of which counts once. */
  readonly visited: Set<string>;
}

function collect({ selections }: SelectionSetNode, typeName: string, collecting: Collecting): void {
  for (const node of selections) if (isIncluded(node, collecting.info)) collectNode(node, typeName, collecting);
}

function collectNode(node: SelectionNode, typeName: string, collecting: Collecting): void {
  switch (node.kind) {
    case Kind.FIELD: {
      const key = (node.alias ?? node.name).value;
      const nodes = collecting.fields.get(key);
      if (nodes) nodes.push(node);
      else collecting.fields.set(key, [node]);
      return;
    }
    case Kind.INLINE_FRAGMENT:
      if ((node.typeCondition?.name.value ?? typeName) === typeName) collect(node.selectionSet, typeName, collecting);
      return;
    case Kind.FRAGMENT_SPREAD: {
      const fragment = collecting.info.fragments[node.name.value];
      if (!fragment || collecting.visited.has(node.name.value) || fragment.typeCondition.name.value !== typeName)
        return;
      collecting.visited.add(node.name.value);
      collect(fragment.selectionSet, typeName, collecting);
    }
  }
}

function isIncluded(node: SelectionNode, { variableValues }: Info): boolean {
  if (!node.directives?.length) return true;
  if (getDirectiveValues(GraphQLSkipDirective, node, variableValues)?.['if'] === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, variableValues)?.['if'] !== false;
}
