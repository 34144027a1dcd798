// The import law of the rooms, as drawn in the README.
const room = (name) => `^src/${name}/`;
const ERRORS = '^src/errors\\.ts$';

/** Inside src, files of `from` may import only what is listed. */
const mayImport = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: '^src/', pathNot: [from, ...allowed] },
});

/** Only the files listed may import the package. */
const onlyIn = (name, modules, allowed) => ({
  name,
  severity: 'error',
  from: { path: '^src/', pathNot: allowed },
  to: { path: modules.map((module) => `node_modules/${module}/`) },
});

module.exports = {
  forbidden: [
    mayImport('sessions-know-errors-only', room('sessions'), [ERRORS]),
    mayImport('callers-know-sessions', room('callers'), [room('sessions'), ERRORS]),
    mayImport('graphql-knows-sessions-and-callers', room('graphql'), [room('sessions'), room('callers'), ERRORS]),
    mayImport('thingspace-knows-the-types-of-sessions', room('thingspace'), [room('sessions'), ERRORS]),
    mayImport('redis-knows-sessions-and-types-of-thingspace', room('redis'), [
      room('sessions'),
      room('thingspace'),
      ERRORS,
    ]),
    {
      name: 'redis-takes-only-types-from-thingspace',
      severity: 'error',
      from: { path: room('redis') },
      to: { path: room('thingspace'), dependencyTypesNot: ['type-only'] },
    },
    mayImport('http-knows-graphql-and-callers', room('http'), [room('graphql'), room('callers'), ERRORS]),
    mayImport('telemetry-knows-what-is-told', room('telemetry'), [
      room('graphql'),
      room('thingspace'),
      room('sessions'),
      ERRORS,
    ]),
    mayImport('emulator-knows-nothing-of-ours', room('emulator'), []),
    mayImport('errors-know-nothing', ERRORS, []),
    {
      name: 'thingspace-takes-only-types-from-sessions',
      severity: 'error',
      from: { path: room('thingspace') },
      to: { path: room('sessions'), dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-main-imports-the-emulator',
      severity: 'error',
      from: { path: '^src/', pathNot: [room('emulator'), '^src/main\\.ts$'] },
      to: { path: room('emulator') },
    },
    onlyIn('undici-only-in-thingspace', ['undici'], [room('thingspace')]),
    onlyIn('jose-only-where-tokens-are-read', ['jose'], ['^src/callers/jwt']),
    onlyIn('watchers-only-in-telemetry', ['prom-client', '@opentelemetry/api', 'pino-pretty'], [room('telemetry')]),
    onlyIn('redis-client-only-in-redis', ['@redis/client'], [room('redis')]),
    onlyIn('type-graphql-only-in-graphql', ['type-graphql'], [room('graphql')]),
    onlyIn('dataloader-only-in-the-loader', ['dataloader'], ['^src/sessions/loader\\.ts$']),
    onlyIn('fastify-only-in-http', ['fastify', '@as-integrations/fastify'], [room('http'), '^src/app\\.ts$']),
    {
      name: 'no-circles',
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
