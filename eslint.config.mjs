import js from '@eslint/js';
import importX, { createNodeResolver } from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Which layer may import which; docs/architecture.md says why. */
const layers = [
  {
    layer: 'oauth',
    mayNot: ['store', 'services', 'controllers', 'routes', 'owners', 'crypto', 'content-types'],
  },
  {
    layer: 'providers',
    mayNot: ['store', 'services', 'controllers', 'routes', 'owners', 'crypto'],
  },
  { layer: 'crypto', mayNot: ['store', 'services', 'controllers', 'routes', 'owners', 'oauth'] },
  { layer: 'store', mayNot: ['oauth', 'services', 'controllers', 'routes', 'providers'] },
  {
    layer: 'owners',
    mayNot: ['oauth', 'services', 'controllers', 'routes', 'providers', 'crypto'],
  },
  { layer: 'services', mayNot: ['controllers', 'routes', 'crypto'] },
  {
    layer: 'lib',
    mayNot: ['oauth', 'store', 'services', 'controllers', 'routes', 'owners', 'crypto', 'errors'],
  },
  { layer: 'controllers', mayNot: ['store', 'oauth', 'crypto', 'providers', 'routes'] },
];

const server = './server/src';

/** Parts receive their dependencies: only code that Strapi calls looks them up. */
const partZones = ['oauth', 'providers', 'crypto', 'store', 'owners', 'services', 'lib'].map(
  (layer) => ({
    target: `${server}/${layer}`,
    from: `${server}/composition.ts`,
    message: 'A part is handed what it uses; it looks nothing up.',
  })
);

const layerZones = layers.map(({ layer, mayNot }) => ({
  target: `${server}/${layer}`,
  from: mayNot.map((name) => `${server}/${name}`),
  message: `${layer}/ may not import this layer.`,
}));

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/**',
      '**/dist/**',
      '**/build/**',
      '**/.tmp/**',
      '**/.strapi/**',
      '**/.cache/**',
      'tests/fixtures/**/types/**',
      'playground/types/**',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.tsx', '.js'] })],
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-namespace': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      'import-x/no-cycle': 'error',
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['server/src/**/*.ts', 'admin/src/**/*.{ts,tsx}', 'tests/**/*.{ts,tsx}'],
    ignores: ['tests/fixtures/**'],
    languageOptions: {
      parserOptions: {
        project: ['server', 'admin', 'tests', 'tests/admin'].map((name) => `${name}/tsconfig.json`),
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      // React ignores the promise that an event handler returns.
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false } },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    files: ['server/src/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'URL',
          property: 'canParse',
          message: 'It is wrong in Node.js 20: use parseUrl of server/src/parse-url.ts.',
        },
      ],
      'import-x/no-restricted-paths': [
        'error',
        {
          zones: [
            ...layerZones,
            ...partZones,
            { target: server, from: './admin', message: 'The server does not import the panel.' },
          ],
        },
      ],
    },
  },
  {
    files: ['server/src/**/*.ts'],
    ignores: ['server/src/store/tables.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'Identifier[name=/^(getConnection|getSchemaConnection)$/]',
          message: 'Reach tables by store/tables.ts: they may be in a schema of any name.',
        },
        {
          selector: 'CallExpression[callee.property.name=/^(connection|trx)$/]',
          message: 'Reach tables by store/tables.ts: they may be in a schema of any name.',
        },
      ],
    },
  },
  {
    files: ['server/src/oauth/**/*.ts', 'server/src/providers/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['@strapi/*', 'koa'], message: 'The protocol knows nothing of Strapi.' },
          ],
        },
      ],
    },
  },
  {
    files: ['server/src/services/**/*.ts', 'server/src/store/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['koa'], message: 'Only controllers know of HTTP requests that come in.' },
          ],
        },
      ],
    },
  },
  {
    files: ['admin/src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      ...reactHooks.configs.recommended.rules,
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex:
                '(\\.\\./)+server/src/(?!contracts$|constants$|destinations$|endpoints$|protocol-settings$|variables$|oauth/client-auth-methods$)',
              message: 'Of the server only the types of its contracts are known here.',
            },
            {
              regex: '(\\.\\./)+server/src/contracts$',
              allowTypeImports: true,
              message: 'Types only.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['**/*.js', '**/*.jsx'],
    languageOptions: { globals: { ...globals.node, ...globals.browser, strapi: 'readonly' } },
    rules: { '@typescript-eslint/no-require-imports': 'off', 'no-console': 'off' },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: globals.node },
    rules: { 'no-console': 'off' },
  }
);
