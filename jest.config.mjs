/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/support/strip-types.mjs' },
  modulePathIgnorePatterns: ['/\\.serverless/', '/\\.esbuild/', '/\\.cache/', '/dist/'],
  reporters: ['default', '<rootDir>/test/support/skipped-reporter.mjs'],
  setupFiles: ['<rootDir>/test/support/same-realm-clone.mjs'],
  // generous: what hangs is rare, machines that do more than this are not
  testTimeout: 120_000,
};
