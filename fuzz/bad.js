// Cases of bad input: each must give a clear error that names its field, and leave good fields beside it alone.
import { ACCOUNT } from './fleet.js';

const INSTANTS = [
  '2026-13-01',
  '2026-02-30',
  '2026-11-20T25:00:00Z',
  '2026-11-20T10:00:00',
  'yesterday',
  '',
  '20261120',
  '2026-11-20T10:00:00+25:00',
  '2026-11-20 10:00:00Z\u0000',
  '1763600000',
  '2026-11-20T10:61:00Z',
  'P1D',
  '+275761-01-01',
];
const NUMBERS = [
  '12',
  '',
  '35000000000000a',
  '3500000000000000',
  ' 350000000000001',
  '٣٥٠٠٠٠٠٠٠٠٠٠٠٠١',
  '-35000000000000',
];
const ZONES = ['+05:30', 'Mars/Base', '', 'America/New_York ', 'EST5EDT6', '../etc/passwd', 'GMT+25', 'Europe'];
const CURSORS = ['', 'x', 'MQ', '====', 'null', '\u0000', 'MXNhOg', '💥', 'a'.repeat(3000), '__proto__'];
const text = (value) => JSON.stringify(value);

/** Bad values of arguments of `sessions` that show when it is answered: what they are, and what names the field. */
const ARGUMENTS = [
  ['first', () => '-1'],
  ['first', () => '1001'],
  ['last', () => '-5'],
  ['last', () => '2147483647'],
  ['first|last', () => '1, last: 1', 'first'],
  ['first|last', () => '0, last: 0', 'first'],
  ['after', (r) => text(r.pick(CURSORS))],
  ['before', (r) => text(r.pick(CURSORS))],
  ['durationRange|min|max', () => '{min: 2, max: 1}', 'durationRange'],
  ['durationRange|min', () => '{min: -1}', 'durationRange'],
  ['durationRange|max', () => '{max: -0.5}', 'durationRange'],
  ['start', () => '"2999-01-01"'],
  ['start|end', () => '"2026-11-20", end: "2026-11-19"', 'start'],
];

/** Bad values that the schema itself refuses; the whole operation fails. */
const SCALARS = [
  ['start', (r) => text(r.pick(INSTANTS)), 'DateTime'],
  ['end', (r) => text(r.pick(INSTANTS)), 'DateTime'],
  ['start', () => '1763600000', 'DateTime'],
  ['end', () => 'true', 'DateTime'],
  ['start', () => '{}', 'DateTime'],
  ['first', () => '"1"', 'Int'],
  ['first', () => '1.5', 'Int'],
  ['last', () => '2147483648', 'Int'],
  ['orderBy', () => '{field: IMEI, direction: ASC}', 'DeviceSessionOrder'],
  ['orderBy', () => '{field: DURATION}', 'DeviceSessionOrder'],
  ['orderBy', () => 'ASC', 'DeviceSessionOrder'],
  ['durationRange', () => '{min: "1"}', 'DurationRange'],
  ['durationRange', () => '{low: 1}', 'DurationRange'],
  ['after', () => '7', 'String'],
];

const clear = (answer, names, wrong) => {
  const errors = answer.body?.errors;
  if (!errors?.length) return wrong('errors', `an error naming ${names}`, answer.text.slice(0, 300));
  const fine = errors.some((error) => new RegExp(names).test(error.message));
  if (!fine) wrong('errors.message', `one that names ${names}`, errors[0].message);
};

const codeIs = (answer, codes, wrong) => {
  const code = answer.body?.errors?.[0]?.extensions?.code;
  if (!codes.includes(code)) wrong('errors.extensions.code', codes.join(' or '), code);
};

/** A bad argument beside a good field: an error with its path, and the good field answered. */
async function argument(random, env, wrong) {
  const [names, badValue, name = names] = random.pick(ARGUMENTS);
  const device = random.pick(env.fleet.good).imei;
  const bad = `bad: sessions(${name}: ${badValue(random)}) { totalCount }`;
  const good = 'good: sessions(start: "2026-11-20", end: "2026-11-20") { totalCount }';
  const answer = await env.send(env.note({ query: `{ device(imei: "${device}") { ${bad} ${good} } }` }), wrong);
  clear(answer, names, wrong);
  codeIs(answer, ['BAD_USER_INPUT'], wrong);
  const got = answer.body?.data?.device;
  if (got?.bad !== null || got?.good?.totalCount !== 0) wrong('data', 'bad null, good 0', got);
}

async function scalar(random, env, wrong) {
  const [name, badValue] = random.pick(SCALARS);
  const { imei } = random.pick(env.fleet.good);
  const query = `{ device(imei: "${imei}") { sessions(${name}: ${badValue(random)}) { totalCount } } }`;
  const answer = await env.send(env.note({ query }), wrong);
  clear(answer, `${name}|field|direction|min|low`, wrong);
  codeIs(answer, ['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED'], wrong);
}

const ARGUMENT_OF = { DateTime: 'start', Int: 'first', DurationRange: 'durationRange', DeviceSessionOrder: 'orderBy' };

/** The same as a variable: the error names the variable, or the field within it. */
async function variable(random, env, wrong) {
  const [type, value] = random.pick([
    ['DateTime', random.pick([...INSTANTS, 5, true, {}, ['2026-11-20']])],
    ['Int', random.pick(['1', 1.5, 2 ** 31, {}])],
    ['DurationRange', random.pick([{ low: 1 }, { min: '1' }, 5])],
    ['DeviceSessionOrder', random.pick([{}, 'ASC', []])],
    ['IMEI!', random.pick([...NUMBERS, null, 350000000000001, undefined])],
  ]);
  const { imei } = random.pick(env.fleet.good);
  const name = ARGUMENT_OF[type];
  const inner = name ? `device(imei: "${imei}") { sessions(${name}: $v) { totalCount } }` : 'device(imei: $v) { imei }';
  const request = { query: `query($v: ${type}) { ${inner} }`, variables: { v: value } };
  const answer = await env.send(env.note(request), wrong);
  clear(answer, '\\$v', wrong);
  codeIs(answer, ['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED', 'BAD_REQUEST'], wrong);
}

const inDevice = (imei, fields) => `{ device(imei: "${imei}") { sessions(start: "2026-11-20") { ${fields} } } }`;

const MANY = Array.from({ length: 501 }, (_, i) => String(1e14 + i));
const STRANGE = ['', 'x'.repeat(999), '\u0000'];
const DEVICE_ONE = '__typename: "Device"';
const OTHERS = [
  ['imei', (r) => `{ device(imei: ${text(r.pick(NUMBERS))}) { imei } }`],
  ['imei', (r) => `{ fleet(imeis: ["350000000000001", ${text(r.pick(NUMBERS))}]) { totalCount } }`],
  ['imeis', () => `{ fleet(imeis: ${text(MANY)}) { totalCount } }`],
  ['first', () => '{ fleet(imeis: []) { devices(first: -1) { device { imei } } } }'],
  ['min|max|durationRange', () => '{ fleet(imeis: [], durationRange: {min: 9, max: 1}) { totalCount } }'],
  ['start', () => '{ fleet(imeis: [], start: "2026-11-20", end: "2026-11-19") { totalCount } }'],
  ['timeZone', (r, i) => inDevice(i, `timeline(interval: DAY, timeZone: ${text(r.pick(ZONES))}) { start }`)],
  ['interval', (_, i) => inDevice(i, 'timeline(interval: YEAR) { start }')],
  ['interval', (_, i) => inDevice(i, 'timeline { start }')],
  ['p', (r, i) => inDevice(i, `durationStats { percentile(p: ${r.pick(['-1', '100.001', '101', '1e300'])}) }`)],
  ['p', (_, i) => inDevice(i, 'bytesStats { percentile }')],
  ['nothing', (_, i) => inDevice(i, 'nothing')],
  [
    'account',
    (r) =>
      `{ device(imei: "350000000000001", accountNumber: ${text(r.pick(STRANGE))}) ` +
      '{ accountNumber sessions { totalCount } } }',
  ],
  ['imei', () => `{ _entities(representations: [{${DEVICE_ONE}, imei: "1"}]) { __typename } }`],
  ['imei', () => `{ _entities(representations: [{${DEVICE_ONE}, accountNumber: "${ACCOUNT}"}]) { __typename } }`],
  ['__typename', () => '{ _entities(representations: [{__typename: "Foo", imei: "350000000000001"}]) { __typename } }'],
  ['__typename', () => '{ _entities(representations: [{imei: "350000000000001"}]) { __typename } }'],
];

async function other(random, env, wrong) {
  const [names, queryOf] = random.pick(OTHERS);
  const { imei } = random.pick(env.fleet.good);
  const answer = await env.send(env.note({ query: queryOf(random, imei) }), wrong);
  clear(answer, names, wrong);
  codeIs(answer, ['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED'], wrong);
}

export async function badCase(writer, env, wrong) {
  const { random } = writer;
  await random.pick([argument, argument, scalar, variable, other, other])(random, env, wrong);
}
