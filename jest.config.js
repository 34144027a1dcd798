// Jest runs the TypeScript sources as ES modules; swc keeps the decorator metadata that type-graphql reads.
export default {
  testEnvironment: 'node',
  // Left alone, Jest leaves one core idle.
  maxWorkers: '100%',
  // No test waits for anything by the clock; this only ends one that hangs, also where the machine is busy.
  testTimeout: 60_000,
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // These need a redis-server or a Chromium; `npm run test:redis`, `test:browser` and `test:demo` select them.
  testPathIgnorePatterns: ['/node_modules/', '\\.(redis|browser|demo)\\.test\\.ts$'],
  extensionsToTreatAsEsm: ['.ts'],
  coverageProvider: 'v8',
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
};
