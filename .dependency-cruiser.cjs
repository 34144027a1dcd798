// The dependency rules of the modules, as drawn in docs/architecture.md.
const module_ = (name) => `^src/${name}/`;
/** What every module may import: the failure table and the retention of the upstream. */
const ERRORS = '^src/(errors|retention)\\.ts$';

/** Inside src, files of `from` may import only what is listed. */
const mayImport = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: '^src/', pathNot: [from, ...allowed] },
});

/** Only types may be imported. */
const typesOnly = (name, from, to) => ({
  name,
  severity: 'error',
  from: { path: module_(from) },
  to: { path: module_(to), dependencyTypesNot: ['type-only'] },
});

/** Only the files listed may import the package. */
const onlyIn = (name, packages, allowed) => ({
  name,
  severity: 'error',
  from: { path: '^src/', pathNot: allowed },
  to: { path: packages.map((each) => `node_modules/${each}/`) },
});

const SESSIONS = module_('sessions');
const HISTORY = module_('history');
const AUTH = module_('auth');

module.exports = {
  forbidden: [
    mayImport('errors-import-nothing', ERRORS, []),
    mayImport('sessions-import-errors-only', SESSIONS, [ERRORS]),
    mayImport('history-imports-sessions', HISTORY, [SESSIONS, ERRORS]),
    mayImport('auth-imports-sessions-and-history', AUTH, [SESSIONS, HISTORY, ERRORS]),
    mayImport('graphql-imports-sessions-history-and-auth', module_('graphql'), [SESSIONS, HISTORY, AUTH, ERRORS]),
    mayImport('export-imports-graphql-and-sessions', module_('export'), [module_('graphql'), SESSIONS, ERRORS]),
    mayImport('thingspace-imports-types-of-sessions-and-history', module_('thingspace'), [SESSIONS, HISTORY, ERRORS]),
    typesOnly('thingspace-takes-only-types-from-sessions', 'thingspace', 'sessions'),
    typesOnly('thingspace-takes-only-types-from-history', 'thingspace', 'history'),
    mayImport('redis-imports-sessions-history-and-types-of-thingspace', module_('redis'), [
      SESSIONS,
      HISTORY,
      module_('thingspace'),
      ERRORS,
    ]),
    typesOnly('redis-takes-only-types-from-thingspace', 'redis', 'thingspace'),
    mayImport('disk-imports-sessions-and-history', module_('disk'), [SESSIONS, HISTORY, ERRORS]),
    mayImport('http-imports-graphql-and-auth', module_('http'), [module_('graphql'), AUTH, ERRORS]),
    mayImport('telemetry-imports-what-it-reports', module_('telemetry'), [
      module_('graphql'),
      module_('thingspace'),
      HISTORY,
      SESSIONS,
      ERRORS,
    ]),
    mayImport('emulator-imports-nothing-of-the-api', module_('emulator'), []),
    {
      name: 'only-main-imports-the-emulator',
      severity: 'error',
      from: { path: '^src/', pathNot: [module_('emulator'), '^src/main\\.ts$'] },
      to: { path: module_('emulator') },
    },
    onlyIn('undici-only-in-thingspace', ['undici'], [module_('thingspace')]),
    onlyIn('jose-only-where-tokens-are-read', ['jose'], ['^src/auth/jwt']),
    onlyIn(
      'observability-packages-only-in-telemetry',
      ['prom-client', '@opentelemetry/api', 'pino-pretty'],
      [module_('telemetry')],
    ),
    onlyIn('redis-client-only-in-redis', ['@redis/client'], [module_('redis')]),
    onlyIn('type-graphql-only-in-graphql', ['type-graphql'], [module_('graphql')]),
    onlyIn('dataloader-only-in-the-loader', ['dataloader'], ['^src/history/loader\\.ts$']),
    onlyIn(
      'fastify-only-in-http',
      ['fastify', '@as-integrations/fastify'],
      [module_('http'), '^src/app/create-app\\.ts$'],
    ),
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-orphans', severity: 'error', from: { orphan: true, path: '^src/', pathNot: ['main\\.ts$'] }, to: {} },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
