// Cases about pages: a walk over cursors to the end, then pages between any two cursors of it.

import { deviceArgs } from './devices.js';
import { checkWindow } from './meta.js';
import { checkNodes, pageBounds, sortedRows } from './nodes.js';
import { comparison, rowsOfDevice, viewOf } from './truth.js';
import { DEFAULT_ORDER, orderArg, orderOf, rangeArg, rangeOf, windowOf, writeInstant } from './windows.js';
import { createWriter } from './writer.js';

const PAGE =
  'totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } ' +
  'edges { cursor node { id startTime endTime numBytes duration bytesPerSecond } }';

/** Asks for one page of a list; the end of the window is fixed, so that the list is the same each time. */
async function askPage(env, list, page, wrong) {
  const writer = createWriter(env.random);
  const args = [`end: "${writeInstant(env.random, list.end)}"`];
  args.push(rangeArg(writer, list.range), orderArg(writer, list.order));
  if (list.start !== undefined) args.push(`start: "${writeInstant(env.random, list.start)}"`);
  for (const name of ['first', 'last']) if (name in page) args.push(`${name}: ${writer.value('Int', page[name])}`);
  for (const name of ['after', 'before']) if (name in page) args.push(`${name}: ${writer.value('String', page[name])}`);
  const sessions = `sessions${writer.args(args)} { start end ${PAGE} }`;
  const request = env.note(writer.finish(`device${deviceArgs(writer, list.device)} { ${sessions} }`));
  const answer = await env.send(request, wrong, { devices: 1 });
  const got = answer.body?.data?.device?.sessions;
  if (!got || answer.body.errors) wrong('errors', 'none', answer.text.slice(0, 500));
  const ask = { ...list, fleet: env.fleet, sentAt: answer.sentAt, receivedAt: answer.receivedAt };
  return got && checkWindow(got, ask, wrong) ? got : undefined;
}

/** Checks a page that must be the part of the list from one index to another. */
function checkPage(got, list, from, to, wrong) {
  const nodes = got.edges.map((edge) => edge.node);
  if (nodes.length !== to - from) return wrong('edges.length', to - from, nodes.length);
  if (got.totalCount !== list.sorted.length) wrong('totalCount', list.sorted.length, got.totalCount);
  checkNodes(nodes, list.sorted, from, list.order ?? DEFAULT_ORDER, list.view, wrong);
  const right = {
    hasNextPage: to < list.sorted.length,
    hasPreviousPage: from > 0,
    startCursor: got.edges[0]?.cursor ?? null,
    endCursor: got.edges.at(-1)?.cursor ?? null,
  };
  for (const name of Object.keys(right)) {
    if (got.pageInfo[name] !== right[name]) wrong(`pageInfo.${name}`, right[name], got.pageInfo[name]);
  }
}

function chooseList(env) {
  const { random, fleet } = env;
  const device = random.pick(fleet.good.filter((one) => one.rows.length > 3));
  const window = windowOf(random, fleet, [device]);
  const end = Math.min(window.end ?? fleet.anchorMs, fleet.anchorMs);
  const list = { device, start: window.start, end, order: orderOf(random), range: rangeOf(random, fleet, [device]) };
  list.view = viewOf(fleet, [device], window.start ?? 0, end, list.range);
  return list;
}

/** The rows of a list whose start is what the first page says; all pages of a walk must say nearly the same. */
function settle(list, got, fleet) {
  list.view = viewOf(fleet, [list.device], Date.parse(got.start), list.end, list.range);
  list.sorted = sortedRows(list.view, list.order ?? DEFAULT_ORDER);
}

const FORWARD = {
  pageOf: (size, cursor) => ({ first: size, ...(cursor && { after: cursor }) }),
  boundsOf: (size, count, seen) => pageBounds({ first: size }, count - seen).map((index) => index + seen),
  add: (edges, more) => edges.push(...more),
  nextOf: ({ hasNextPage, endCursor }) => (hasNextPage ? endCursor : undefined),
};

const BACKWARD = {
  pageOf: (size, cursor) => ({ last: size, ...(cursor && { before: cursor }) }),
  boundsOf: (size, count, seen) => pageBounds({ last: size }, count - seen),
  add: (edges, more) => edges.unshift(...more),
  nextOf: ({ hasPreviousPage, startCursor }) => (hasPreviousPage ? startCursor : undefined),
};

async function walk(env, list, wrong) {
  const { pageOf, boundsOf, add, nextOf } = env.random.chance(0.4) ? BACKWARD : FORWARD;
  const size = Math.max(env.random.int(1, 60), Math.ceil(list.view.rows.length / 12));
  const edges = [];
  let cursor;
  for (let page = 0; page < 20; page++) {
    const got = await askPage(env, list, pageOf(size, cursor), wrong);
    if (!got) return undefined;
    settle(list, got, env.fleet);
    checkPage(got, list, ...boundsOf(size, list.sorted.length, edges.length), wrong);
    add(edges, got.edges);
    cursor = nextOf(got.pageInfo);
    if (cursor === undefined) return edges;
  }
  wrong('walk', 'an end', 'none after 20 pages');
  return undefined;
}

/** Where cursors cross, nothing lies between them, and where an empty page lies is not said. */
function checkCrossed(got, list, wrong) {
  if (got.edges.length > 0) wrong('edges', [], got.edges);
  if (got.totalCount !== list.sorted.length) wrong('totalCount', list.sorted.length, got.totalCount);
  for (const name of ['startCursor', 'endCursor']) {
    if (got.pageInfo[name] !== null) wrong(`pageInfo.${name}`, null, got.pageInfo[name]);
  }
}

/** A page between two cursors, whose exact sessions are known from the walk, equal ones in the same order. */
async function jump(env, list, edges, wrong) {
  const { random } = env;
  const page = {};
  const place = (chance) => (random.chance(chance) ? random.int(0, edges.length - 1) : undefined);
  const [after, before] = [place(0.7), place(0.6)];
  const [low, high] = [after === undefined ? 0 : after + 1, before ?? edges.length];
  if (after !== undefined) page.after = edges[after].cursor;
  if (before !== undefined) page.before = edges[before].cursor;
  if (random.chance(0.6)) page[random.pick(['first', 'last'])] = random.int(0, 30);
  const got = await askPage(env, list, page, wrong);
  if (!got) return;
  const [from, to] = pageBounds(page, Math.max(0, high - low)).map((index) => index + low);
  if (low > high) return checkCrossed(got, list, wrong);
  checkPage(got, list, from, to, wrong);
  const text = (some) => some.map((edge) => `${edge.cursor} ${edge.node.id}`).join();
  const [right, came] = [text(edges.slice(from, to)), text(got.edges)];
  if (right !== came) wrong('edges', right, came);
}

/**
 * A cursor keeps its place in another window of the same order. Which of several rows that are equal in the order and
 * in their start it stands for cannot be told from outside: only cursors of rows without equals are used.
 */
async function elsewhere(env, list, edges, wrong) {
  const { random, fleet } = env;
  const compare = comparison(list.order ?? DEFAULT_ORDER);
  const index = random.int(0, edges.length - 1);
  const place = list.sorted[index];
  const equals = rowsOfDevice(list.device, fleet.reading).filter((row) => compare(row, place) === 0);
  if (equals.length > 1) return;
  const start = random.pick(list.sorted).start + random.pick([0, 1, -3_600_000]);
  const other = { ...list, range: rangeOf(random, fleet, [list.device]), start: Math.min(start, list.end) };
  if (other.start < list.view.start) return;
  const got = await askPage(env, other, { after: edges[index].cursor, first: 1000 }, wrong);
  if (!got) return;
  settle(other, got, fleet);
  const from = other.sorted.filter((row) => compare(row, place) <= 0).length;
  checkPage(got, other, from, Math.min(other.sorted.length, from + 1000), wrong);
}

export async function walkCase(_writer, env, wrong) {
  const list = chooseList(env);
  const edges = await walk(env, list, wrong);
  if (!edges || edges.length === 0) return;
  if (new Set(edges.map((edge) => edge.cursor)).size !== edges.length) wrong('walk', 'each cursor once', edges.length);
  if (new Set(edges.map((edge) => edge.node.id)).size !== edges.length) wrong('walk', 'each id once', edges.length);
  for (let i = env.random.int(1, 4); i > 0; i--) await jump(env, list, edges, wrong);
  if (env.random.chance(0.5)) await elsewhere(env, list, edges, wrong);
}
