// Selections of sessions and their pages, and the check that a page is the right part of the right list.
import { near } from './fields.js';
import { comparison } from './truth.js';

const iso = (instant) => (instant === null ? null : new Date(instant).toISOString());
const PAGE_INFO = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
const EXTRA = ['duration', 'bytesPerSecond'];

/** Which row a session is, as a text: rows alike in all three are one another's equals. */
const identity = (node) => `${node.startTime} ${node.endTime} ${node.numBytes}`;
const rowIdentity = (row) => `${iso(row.start)} ${iso(row.end)} ${row.bytes}`;

/** Every id ever seen of a device must keep meaning the same row, and a row without equals keep its id. */
const ids = new Map();
const alone = new Map();

function checkId(view, node, wrong) {
  const [device] = view.devices;
  const key = `${view.fleet.reading} ${device.account} ${device.imei} ${node.id}`;
  const before = ids.get(key);
  if (before !== undefined && before !== identity(node)) wrong('id', `the id of ${before}`, `of ${identity(node)}`);
  ids.set(key, identity(node));
  checkLone(view, node, wrong);
}

function checkLone(view, node, wrong) {
  const [device] = view.devices;
  const text = identity(node);
  if (view.rows.filter((row) => rowIdentity(row) === text).length !== 1) return;
  const key = `${view.fleet.reading} ${device.account} ${device.imei} ${text}`;
  if (alone.has(key) && alone.get(key) !== node.id) wrong('id', alone.get(key), node.id);
  alone.set(key, node.id);
}

function checkNode(node, row, wrong) {
  const seconds = row.duration === null ? null : row.duration / 1000;
  const rate = seconds === null || seconds === 0 ? null : row.bytes / seconds;
  if ('duration' in node && node.duration !== seconds) wrong('duration', seconds, node.duration);
  if ('bytesPerSecond' in node && !near(rate, node.bytesPerSecond)) wrong('bytesPerSecond', rate, node.bytesPerSecond);
}

/**
 * Checks sessions against the part of the sorted rows that begins at `from`. Rows that are equal in the order and in
 * their start may stand in any order among themselves; the walk over cursors checks that this order is always the same.
 */
export function checkNodes(nodes, sorted, from, order, view, wrong) {
  const compare = comparison(order);
  const unused = new Set();
  for (const [i, node] of nodes.entries()) {
    const at = (path, right, got) => wrong(`${i}.${path}`, right, got);
    const place = sorted[from + i];
    const row = sorted.find((r) => rowIdentity(r) === identity(node) && compare(r, place) === 0);
    if (!row) {
      at('row', rowIdentity(place), identity(node));
      continue;
    }
    if (unused.has(node.id)) at('id', 'an id only once', node.id);
    unused.add(node.id);
    checkNode(node, row, at);
    checkId(view, node, at);
  }
  checkCounts(nodes, sorted, wrong);
}

/** No row may come more often than it is there. */
function checkCounts(nodes, sorted, wrong) {
  for (const [text, count] of countsOf(nodes.map(identity))) {
    const there = sorted.filter((row) => rowIdentity(row) === text).length;
    if (count > there) wrong('count', `${there} of ${text}`, count);
  }
}

const countsOf = (texts) => {
  const counts = new Map();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
};

export const sortedRows = (view, order) => [...view.rows].sort(comparison(order));
const nodeText = (random) => ['id startTime endTime numBytes', ...random.some(EXTRA, 0, 2)].join(' ');

/** The page that `first` and `last` cut out of so many. */
export function pageBounds({ first, last }, count) {
  if (last !== undefined) return [Math.max(0, count - last), count];
  return [0, Math.min(count, first ?? 100)];
}

function checkPageInfo(info, [from, to], count, edges, wrong) {
  const right = { hasNextPage: to < count, hasPreviousPage: from > 0 };
  for (const name of Object.keys(right)) if (info[name] !== right[name]) wrong(name, right[name], info[name]);
  const cursors = { startCursor: edges?.[0]?.cursor ?? null, endCursor: edges?.at(-1)?.cursor ?? null };
  for (const name of Object.keys(cursors)) {
    if (edges && info[name] !== cursors[name]) wrong(name, cursors[name], info[name]);
    const wanted = from === to ? null : 'a cursor';
    if (!edges && (info[name] === null) !== (from === to)) wrong(name, wanted, info[name]);
  }
}

/** The selection of a page, without aliases, so that a caller can walk on from it. */
export function pageFields(writer, page, order) {
  const { random } = writer;
  const node = nodeText(random);
  const parts = random.some([`nodes { ${node} }`, `edges { cursor node { ${node} } }`], 1, 2);
  const text = random.shuffle([...parts, PAGE_INFO]).join(' ');
  const check = (parent, view, wrong) => {
    const sorted = sortedRows(view, order);
    const [from, to] = pageBounds(page, sorted.length);
    for (const list of [parent.nodes, parent.edges?.map((edge) => edge.node)].filter(Boolean)) {
      if (list.length !== to - from) return wrong('nodes.length', to - from, list.length);
      checkNodes(list, sorted, from, order, view, (path, right, got) => wrong(`nodes.${path}`, right, got));
    }
    checkPageInfo(parent.pageInfo, [from, to], sorted.length, parent.edges, wrong);
  };
  return { text, check };
}
