// Hostile requests with the refusal that each deserves, and honest ones that are nearly as large. It sends nothing.
import { gzipSync } from 'node:zlib';

const JSON_TYPE = { 'content-type': 'application/json' };
const times = (count, each) => Array.from({ length: count }, (_, index) => each(index)).join(' ');
const asking = (query, variables) => JSON.stringify({ query, variables });
const attack = (name, code, body, status = 200, headers = {}) => ({
  name,
  code,
  body,
  status,
  headers: { ...JSON_TYPE, ...headers },
});

const aliased = (count) => `{ ${times(count, (at) => `d${at}: device(imei: "990000000000200") { imei }`)} }`;
const reports = (count) => `{ ${times(count, (at) => `d${at}:device(imei:"990000000000200"){sessions{totalCount}}`)} }`;
const fragments = (count) =>
  times(count, (at) => `fragment F${at} on Query { ...F${at + 1} ...F${at + 1} }`) +
  ` fragment F${count} on Query { __typename }`;

const TOO_COMPLEX = 'QUERY_TOO_COMPLEX';
const INVALID = 'GRAPHQL_VALIDATION_FAILED';
const INPUT = 'BAD_USER_INPUT';
const REQUEST = 'BAD_REQUEST';

const IN_ARGUMENTS = {
  imei: 'device(imei: $value) { imei }',
  accountNumber: 'device(imei: "990000000000200", accountNumber: $value) { accountNumber }',
  start: 'device(imei: "990000000000200") { sessions(start: $value) { totalCount } }',
  end: 'device(imei: "990000000000200") { sessions(end: $value) { totalCount } }',
  after: 'device(imei: "990000000000200") { sessions(after: $value) { totalCount } }',
  before: 'device(imei: "990000000000200") { sessions(last: 1, before: $value) { totalCount } }',
  imeis: 'fleet(imeis: [$value]) { totalCount }',
};
const TYPES = { imei: 'IMEI!', imeis: 'IMEI!', start: 'DateTime', end: 'DateTime' };
const injected = ['990000000000200\r\nx: y', '__proto__'].flatMap((value) =>
  Object.entries(IN_ARGUMENTS).map(([name, field]) => {
    const type = TYPES[name] ?? 'String';
    return attack(
      `${JSON.stringify(value)} as ${name}`,
      INPUT,
      asking(`query ($value: ${type}) { ${field} }`, { value }),
    );
  }),
);

export const attacks = [
  attack('1,200 aliased devices', TOO_COMPLEX, asking(aliased(1_200))),
  attack('1,000 aliased devices with sessions', TOO_COMPLEX, asking(reports(1_000))),
  attack('3,000 aliased devices', REQUEST, asking(aliased(3_000)), 413),
  attack('a depth of 25', TOO_COMPLEX, asking(`${'{ device '.repeat(25)}${'}'.repeat(25)}`)),
  attack('a depth of 6,000', TOO_COMPLEX, asking(`${'{a'.repeat(6_000)}${'}'.repeat(6_000)}`)),
  attack(
    'a list 7,000 deep',
    TOO_COMPLEX,
    asking(`{ fleet(imeis: ${'['.repeat(7_000)}${']'.repeat(7_000)}) { totalCount } }`),
  ),
  attack('a string of 1 MB', REQUEST, asking(`{ device(imei: "${'9'.repeat(1_048_576)}") { imei } }`), 413),
  attack('a string of 90 kB', INPUT, asking(`{ device(imei: "${'9'.repeat(90_000)}") { imei } }`)),
  attack('4,900 unknown fields', INVALID, asking(`{ ${times(4_900, (at) => `x${at}`)} }`)),
  attack('10,000 validation errors', TOO_COMPLEX, asking(`{ ${times(10_000, (at) => `x${at}`)} }`)),
  attack(
    '700 wrong literals',
    INPUT,
    asking(
      `{ device(imei: "990000000000200") { ${times(700, (at) => `s${at}: sessions(first: "x") { totalCount }`)} } }`,
    ),
  ),
  attack('one field 5,000 times', TOO_COMPLEX, asking(`{ ${times(5_000, () => '__typename')} }`)),
  attack('fragments that double 500 times', TOO_COMPLEX, asking(`{ ...F0 } ${fragments(500)}`)),
  attack(
    'fragments in a circle',
    INVALID,
    asking('{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }'),
  ),
  attack('1,000 directives', TOO_COMPLEX, asking(`{ __typename ${'@skip(if: false) '.repeat(1_000)} }`)),
  attack('7,000 unknown directives', TOO_COMPLEX, asking(`{ __typename ${'@a '.repeat(7_000)} }`)),
  attack('a batch', REQUEST, JSON.stringify([{ query: '{ __typename }' }, { query: '{ __typename }' }]), 400),
  attack('text/plain', REQUEST, asking('{ __typename }'), 415, { 'content-type': 'text/plain' }),
  attack('a form', REQUEST, 'query={__typename}', 415, { 'content-type': 'application/x-www-form-urlencoded' }),
  attack('malformed JSON', REQUEST, '{"query":', 400),
  attack('JSON 40,000 deep', REQUEST, '['.repeat(40_000), 400),
  attack('__proto__ in JSON', REQUEST, '{"query":"{ __typename }","__proto__":{"admin":true}}', 400),
  attack(
    '__proto__ as operationName',
    'OPERATION_RESOLUTION_FAILURE',
    '{"query":"query A { __typename }","operationName":"__proto__"}',
  ),
  attack('__proto__ as a field', INVALID, asking('{ __proto__ { constructor } }')),
  attack('a gzip bomb', REQUEST, gzipSync(Buffer.alloc(50_000_000)), 415, { 'content-encoding': 'gzip' }),
  ...injected,
];

/** They must be answered without an error of any limit. */
export const honest = [
  { name: '100 aliased devices', body: asking(reports(100)) },
  { name: '100 aliased devices, six windows each', body: asking(windows(100)) },
];

function windows(devices) {
  const six = times(6, (at) => `w${at}: sessions(start: "2026-11-1${at}") { ...F }`);
  const all = times(devices, (at) => `d${at}: device(imei: "990000000000200") { ...W }`);
  return `{ ${all} } fragment W on Device { ${six} } fragment F on DeviceSessionConnection { totalCount totalBytes totalDuration }`;
}
