// Cases of bad requests: what is no GraphQL request, or none that can be answered, is refused and never a server error.
const good = '{ __typename }';
const deep = (levels) => `{ ${'device(imei: "350000000000001") { sessions { nodes { '.repeat(levels)}`;
const aliases = (count) => `{ ${Array.from({ length: count }, (_, i) => `x${i}: __typename`).join(' ')} }`;
const cycle = '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }';
const persisted = (version) => ({ persistedQuery: { version, sha256Hash: 'a'.repeat(64) } });

/** Requests and the codes that are right for them. */
const REQUESTS = [
  [{ query: '' }, ['BAD_REQUEST', 'GRAPHQL_PARSE_FAILED']],
  [{}, ['BAD_REQUEST']],
  ['', ['BAD_REQUEST']],
  ['{', ['BAD_REQUEST']],
  ['[]', ['BAD_REQUEST']],
  ['null', ['BAD_REQUEST']],
  ['"query"', ['BAD_REQUEST']],
  ['7', ['BAD_REQUEST']],
  ['{"query": 5}', ['BAD_REQUEST']],
  [`{"query": "${good}", "variables": "x"}`, ['BAD_REQUEST']],
  [`{"query": "${good}", "variables": []}`, ['BAD_REQUEST']],
  [`{"query": "${good}", "extensions": 7}`, ['BAD_REQUEST']],
  [`{"query": "${good}", "operationName": 7}`, ['BAD_REQUEST']],
  [{ query: '{ device(imei: ' }, ['GRAPHQL_PARSE_FAILED']],
  [{ query: '\u0000' }, ['GRAPHQL_PARSE_FAILED']],
  [{ query: deep(1) }, ['GRAPHQL_PARSE_FAILED']],
  [{ query: 'query A { __typename } query B { __typename }' }, ['OPERATION_RESOLUTION_FAILURE']],
  [{ query: 'query A { __typename }', operationName: 'B' }, ['OPERATION_RESOLUTION_FAILURE']],
  [
    { query: 'fragment F on Query { __typename }' },
    ['OPERATION_RESOLUTION_FAILURE', 'GRAPHQL_VALIDATION_FAILED', 'BAD_REQUEST'],
  ],
  [{ query: 'mutation { forget }' }, ['GRAPHQL_VALIDATION_FAILED', 'OPERATION_RESOLUTION_FAILURE']],
  [{ query: 'subscription { x }' }, ['GRAPHQL_VALIDATION_FAILED', 'OPERATION_RESOLUTION_FAILURE']],
  [{ query: cycle }, ['GRAPHQL_VALIDATION_FAILED', 'QUERY_TOO_COMPLEX']],
  [{ query: aliases(800) }, ['QUERY_TOO_COMPLEX']],
  [{ query: `{ ${'__typename '.repeat(13_000)} }` }, ['QUERY_TOO_COMPLEX', 'BAD_REQUEST']],
  [{ query: `{ ${'a { '.repeat(60)} b ${'}'.repeat(61)}` }, ['QUERY_TOO_COMPLEX', 'GRAPHQL_VALIDATION_FAILED']],
  [
    { query: `{ __typename ${'@include(if: true) '.repeat(120)} }` },
    ['QUERY_TOO_COMPLEX', 'GRAPHQL_VALIDATION_FAILED'],
  ],
  [{ extensions: persisted(1) }, ['PERSISTED_QUERY_NOT_FOUND', 'PERSISTED_QUERY_NOT_SUPPORTED']],
  [
    { extensions: persisted(2) },
    ['PERSISTED_QUERY_NOT_FOUND', 'PERSISTED_QUERY_NOT_SUPPORTED', 'BAD_REQUEST', 'OPERATION_RESOLUTION_FAILURE'],
  ],
  [{ query: `{ x: device(imei: "${'9'.repeat(120_000)}") { imei } }` }, ['BAD_REQUEST']],
];

export async function requestCase(writer, env, wrong) {
  const [request, codes] = writer.random.pick(REQUESTS);
  const noted = env.note(request);
  const answer = await env.send(noted, wrong);
  const code = answer.body?.errors?.[0]?.extensions?.code;
  if (!codes.includes(code)) wrong('errors.extensions.code', codes.join(' or '), code ?? answer.text.slice(0, 300));
}

const old = (random, fleet, days) => new Date(fleet.anchorMs - (days + random.next()) * 86_400_000).toISOString();

/** A window wholly before what the upstream keeps; nothing was read before the run, so nothing of it is held. */
export async function oldCase(writer, env, wrong) {
  const { random } = writer;
  const { imei } = random.pick(env.fleet.good);
  const window = `start: "${old(random, env.fleet, 250)}", end: "${old(random, env.fleet, 183)}"`;
  const device = `device(imei: "${imei}") { sessions(${window}) { totalCount } }`;
  const problem = 'problem { code category } sessions { totalCount }';
  const fleet = `fleet(imeis: ["${imei}"], ${window}) { coverage { failed } totalCount devices { ${problem} } }`;
  const answer = await env.send(env.note({ query: `{ ${device} ${fleet} }` }), wrong);
  const code = answer.body?.errors?.[0]?.extensions?.code;
  if (code !== 'RANGE_NOT_RETAINED') wrong('errors.0.code', 'RANGE_NOT_RETAINED', code);
  const got = answer.body?.data?.fleet;
  const outcome = got?.devices?.[0];
  if (outcome?.problem?.code !== 'RANGE_NOT_RETAINED') wrong('fleet.devices.0.problem', 'RANGE_NOT_RETAINED', outcome);
  if (got?.totalCount !== 0 || got?.coverage?.failed !== 1) wrong('fleet', 'none answered', got);
}
