// Reads a manifest of persisted operations: the formats of graphql-codegen, Relay and Apollo. Pure.

export interface PersistedOperation {
  /** What requests name it by: a hash, as a rule, which is not computed again. */
  readonly id: string;
  readonly document: string;
  /** As the manifest has them; only Apollo's does. */
  readonly name?: string;
  readonly type?: string;
}

export type Manifest =
  | { readonly ok: true; readonly operations: readonly PersistedOperation[] }
  | { readonly ok: false; readonly issues: readonly string[] };

const APOLLO = 'apollo-persisted-query-manifest';

const WANTED = `wanted {"HASH": "query …"} as graphql-codegen and Relay write it, or {"format": "${APOLLO}", "version": 1, "operations": […]}`;

export function readManifest(text: string): Manifest {
  const json = parsed(text);
  if (!isRecord(json)) return refused(`got no JSON object, ${WANTED}`);
  return isApollo(json) ? readApollo(json) : readMap(json);
}

/** A hash of graphql-codegen may be called anything but "format" beside "operations". */
const isApollo = (json: Fields): boolean => json['format'] === APOLLO || Array.isArray(json['operations']);

function readMap(json: Fields): Manifest {
  const entries = Object.entries(json);
  if (entries.length === 0) return refused(`got no operations, ${WANTED}`);
  const issues = entries.flatMap(([id, document]) => issuesOf(id, document));
  return issues.length > 0
    ? refused(...issues)
    : { ok: true, operations: entries.map(([id, document]) => ({ id, document: String(document) })) };
}

function readApollo({ format, version, operations }: Fields): Manifest {
  if (format !== APOLLO || version !== 1 || !Array.isArray(operations))
    return refused(`got format ${JSON.stringify(format)} and version ${JSON.stringify(version)}, ${WANTED}`);
  if (operations.length === 0) return refused(`got no operations, ${WANTED}`);
  const issues = [...operations.flatMap(issuesOfEntry), ...repeatedIds(operations.filter(isRecord))];
  return issues.length > 0 ? refused(...issues) : { ok: true, operations: operations.map(toOperation) };
}

/** GraphQL over HTTP and graphql-codegen write SHA-256 hashes as sha256:HEX, other tools without the prefix. */
export const withoutPrefix = (id: string): string => id.replace(/^sha256:/, '');

function issuesOfEntry(entry: unknown, index: number): string[] {
  if (!isRecord(entry))
    return [`operations[${index}]: got ${JSON.stringify(entry)}, wanted {"id", "name", "type", "body"}`];
  const { id, body } = entry;
  if (typeof id !== 'string' || id === '')
    return [`operations[${index}]: got the id ${JSON.stringify(id)}, wanted a text`];
  return issuesOf(id, body);
}

const issuesOf = (id: string, document: unknown): string[] => [
  ...(id.trim() === '' ? ['got an empty id, wanted the hash of its document'] : []),
  ...(typeof document === 'string' && document.trim() !== ''
    ? []
    : [`operation ${JSON.stringify(id)}: got ${kindOf(document)}, wanted the text of a document`]),
];

function repeatedIds(entries: readonly Fields[]): string[] {
  const ids = entries.map(({ id }) => id);
  const repeated = new Set(ids.filter((id, index) => ids.indexOf(id) !== index));
  return [...repeated].map((id) => `operation ${JSON.stringify(id)}: got it more than once, wanted each id once`);
}

const toOperation = (entry: Fields): PersistedOperation => ({
  id: String(entry['id']),
  document: String(entry['body']),
  ...(typeof entry['name'] === 'string' && { name: entry['name'] }),
  ...(typeof entry['type'] === 'string' && { type: entry['type'] }),
});

const kindOf = (value: unknown): string => {
  if (typeof value === 'string') return 'an empty text';
  return Array.isArray(value) ? 'a list' : `a value of the type ${value === null ? 'null' : typeof value}`;
};

type Fields = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const refused = (...issues: string[]): Manifest => ({ ok: false, issues });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
