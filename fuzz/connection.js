// A random selection of one device's sessions, and the check of what came for it.
import { figures } from './figures.js';
import { checkWindow, deviceId, freshness, transactionIds } from './meta.js';
import { pageFields } from './nodes.js';
import { viewOf } from './truth.js';
import { DEFAULT_ORDER, daysOf, orderArg, orderOf, rangeArg, rangeOf, windowArgs, windowOf } from './windows.js';

/** Fields of a connection over a window; `page` is what its nodes are cut by. */
export function connectionFields(writer, env, window, page, order) {
  const { random } = writer;
  const all = figures(writer, daysOf(env.fleet, window));
  all.push(freshness(writer), deviceId(writer), transactionIds(writer, env.log));
  const chosen = random.some(all, 1, random.pick([2, 4, 8]));
  if (random.chance(0.5)) chosen.push(pageFields(writer, page, order));
  return chosen;
}

/** Checks a connection against the truth about the window that it says it answers. */
export function checkConnection(value, ask, device, range, fields, wrong) {
  if (!checkWindow(value, ask, wrong)) return;
  const view = viewOf(ask.fleet, [device], Date.parse(value.start), Date.parse(value.end), range);
  for (const field of fields) field.check(value, { ...view, ask }, wrong);
}

function pageOf(random) {
  const size = () => random.pick([0, 1, 2, 3, 7, 50, 1000]);
  return random.pick([{}, {}, { first: size() }, { first: size() }, { last: size() }]);
}

const pageArgs = (writer, page) =>
  ['first', 'last'].map((name) => {
    if (page[name] !== undefined) return `${name}: ${writer.value('Int', page[name])}`;
    return writer.random.chance(0.05) ? `${name}: null` : undefined;
  });

/** The field `sessions` of a device, under an alias where it is one of several. */
export function sessionsField(writer, env, device, alias) {
  const { random } = writer;
  const window = windowOf(random, env.fleet, [device]);
  const range = rangeOf(random, env.fleet, [device]);
  const page = pageOf(random);
  const order = orderOf(random);
  const asked = [...windowArgs(writer, window), rangeArg(writer, range), ...pageArgs(writer, page)];
  const args = writer.args([...asked, orderArg(writer, order)]);
  const fields = connectionFields(writer, env, window, page, order ?? DEFAULT_ORDER);
  const key = alias ?? 'sessions';
  const inner = writer.selection(
    'DeviceSessionConnection',
    fields.map((field) => field.text),
  );
  const text = `${alias ? `${alias}: ` : ''}sessions${args} { start end ${inner} }`;
  const check = (parent, times, wrong, of = device) => {
    const at = (path, right, got) => wrong(`${key}.${path}`, right, got);
    if (!parent?.[key]) return wrong(key, 'sessions', parent?.[key]);
    checkConnection(parent[key], { ...window, ...times, fleet: env.fleet }, of, range, fields, at);
  };
  return { text, check };
}
