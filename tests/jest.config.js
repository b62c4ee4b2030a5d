const { availableParallelism } = require('node:os');
const path = require('node:path');

const root = path.resolve(__dirname, '..');

/** Packages that ship as ES modules only, which Jest's own module loader cannot `require`. */
const esModules = [
  'openid-client',
  'oauth4webapi',
  'jose',
  // Of msw and of Strapi's panel
  'rettime',
  'until-async',
  '@open-draft/deferred-promise',
  'fractional-indexing',
  'react-dnd',
  'react-dnd-html5-backend',
  'dnd-core',
  '@react-dnd',
];

const swc = (parser) => [
  '@swc/jest',
  {
    jsc: { parser, target: 'es2022', transform: { react: { runtime: 'automatic' } } },
    module: { type: 'commonjs' },
  },
];

const shared = {
  rootDir: root,
  transform: {
    '^.+\\.tsx$': swc({ syntax: 'typescript', tsx: true }),
    '^.+\\.ts$': swc({ syntax: 'typescript' }),
    '^.+\\.m?js$': swc({ syntax: 'ecmascript' }),
  },
  transformIgnorePatterns: [`/node_modules/(?!(.*/)?(${esModules.join('|')})/)`, '<rootDir>/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/playground/'],
  watchPathIgnorePatterns: ['/node_modules/', '/.tmp/'],
};

const project = (name, options = {}) => ({
  ...shared,
  displayName: name,
  testEnvironment: 'node',
  testMatch: [`<rootDir>/tests/${name}/**/*.test.{ts,tsx}`],
  ...options,
});

const slow = { setupFilesAfterEnv: ['<rootDir>/tests/support/strapi/slow-tests.ts'] };

const withStrapi = {
  ...slow,
  globalSetup: '<rootDir>/tests/support/strapi/global-setup.mjs',
};

module.exports = {
  rootDir: root,
  // Then Jest says that something is still open. A busy machine needs more than the usual second.
  openHandlesTimeout: 10_000,
  // Much of the time is waiting: for a boot, a provider, a browser.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  projects: [
    project('unit'),
    project('properties'),
    project('docs'),
    project('providers'),
    project('admin', {
      testEnvironment: 'jest-fixed-jsdom',
      setupFilesAfterEnv: ['<rootDir>/tests/support/admin/setup.ts'],
    }),
    project('integration', withStrapi),
    project('databases', withStrapi),
    project('checklist', withStrapi),
    project('packed', slow),
    project('e2e', slow),
  ],
};
