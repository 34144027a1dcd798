// Measures a document with its fragments expanded: depth, fields, aliases, directives.
import {
  type ASTVisitor,
  type ASTVisitorKeyMap,
  type DefinitionNode,
  type DocumentNode,
  type FieldNode,
  Kind,
  type SelectionSetNode,
  visit,
} from 'graphql';

export interface Size {
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
  readonly directives: number;
  /** Fields that stand again under the same name in the same selection, which nobody needs and merging is slow with. */
  readonly repeated: number;
}

/** An operation or a fragment as written, and where it spreads others. */
interface Part {
  readonly name: string;
  readonly size: Size;
  readonly spreads: readonly { readonly name: string; readonly depth: number }[];
}

const NOTHING: Size = { depth: 0, fields: 0, aliases: 0, directives: 0, repeated: 0 };

/** The size of the largest operation or fragment. Nothing here descends by calling itself along the fields, however deep they are. */
export function measure(document: DocumentNode): Size {
  const parts = document.definitions.map(toPart);
  const sizeOf = spreading(new Map(parts.map((part) => [part.name, part])));
  return parts.map(sizeOf).reduce(larger, NOTHING);
}

/** Each fragment is summed up once; a circle adds nothing, since the language itself refuses it. */
function spreading(fragments: ReadonlyMap<string, Part>): (part: Part) => Size {
  const known = new Map<Part, Size>();
  return function sizeOf(part) {
    const before = known.get(part);
    if (before) return before;
    known.set(part, NOTHING);
    let size = part.size;
    for (const { name, depth } of part.spreads) {
      const fragment = fragments.get(name);
      if (fragment) size = plus(size, sizeOf(fragment), depth);
    }
    known.set(part, size);
    return size;
  };
}

function toPart(definition: DefinitionNode): Part {
  const size = { ...NOTHING };
  const spreads: { name: string; depth: number }[] = [];
  let depth = 0;
  const counting: ASTVisitor = {
    Directive: () => void size.directives++,
    FragmentSpread: (node) => void spreads.push({ name: node.name.value, depth }),
    SelectionSet(node) {
      size.repeated += repeatedIn(node);
    },
    Field: {
      enter(node) {
        size.fields++;
        if (node.alias) size.aliases++;
        size.depth = Math.max(size.depth, ++depth);
      },
      leave: () => void depth--,
    },
  };
  visit(definition, counting, COUNTED);
  return { name: nameOf(definition), size, spreads };
}

/** Names, arguments and values have no part in a size, and are most of a document. */
const COUNTED: ASTVisitorKeyMap = {
  OperationDefinition: ['variableDefinitions', 'directives', 'selectionSet'],
  VariableDefinition: ['directives'],
  FragmentDefinition: ['directives', 'selectionSet'],
  SelectionSet: ['selections'],
  Field: ['directives', 'selectionSet'],
  FragmentSpread: ['directives'],
  InlineFragment: ['directives', 'selectionSet'],
};

/** No spread can name an operation, so that their names stay apart. */
const nameOf = (definition: DefinitionNode): string =>
  definition.kind === Kind.FRAGMENT_DEFINITION ? definition.name.value : ` ${definition.loc?.start}`;

function repeatedIn({ selections }: SelectionSetNode): number {
  const fields = selections.filter((node): node is FieldNode => node.kind === Kind.FIELD);
  return fields.length - new Set(fields.map(({ alias, name }) => (alias ?? name).value)).size;
}

/** Fragments in fragments multiply, so that a sum may pass what can be counted. */
const sum = (a: number, b: number): number => Math.min(a + b, Number.MAX_SAFE_INTEGER);

const plus = (a: Size, b: Size, depth: number): Size => ({
  depth: Math.max(a.depth, depth + b.depth),
  fields: sum(a.fields, b.fields),
  aliases: sum(a.aliases, b.aliases),
  directives: sum(a.directives, b.directives),
  repeated: sum(a.repeated, b.repeated),
});

const larger = (a: Size, b: Size): Size => ({
  depth: Math.max(a.depth, b.depth),
  fields: Math.max(a.fields, b.fields),
  aliases: Math.max(a.aliases, b.aliases),
  directives: Math.max(a.directives, b.directives),
  repeated: Math.max(a.repeated, b.repeated),
});
