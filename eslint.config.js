import tseslint from 'typescript-eslint';
import { rules } from './scripts/house/lint-rules.ts';
import { ROOMS } from './scripts/house/rooms.ts';

const PURE = ROOMS.filter(({ kind }) => kind === 'decides').map(({ name }) => name);

/** Characters in a line that holds a comment. */
const COMMENT_WIDTH = 110;

const WORLD = [
  'node:fs',
  'node:fs/*',
  'node:net',
  'node:http',
  'node:https',
  'node:os',
  'node:child_process',
  'node:process',
  'node:timers',
  'node:timers/*',
  '@actions/*',
  '@octokit/*',
];
const AMBIENT = [
  'process',
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'performance',
  'console',
].map((name) => ({
  name,
  message: 'A room that decides takes values and returns values; pass this in as an argument.',
}));

const SYNTAX = [
  { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
  { selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' },
  {
    selector: "CallExpression[callee.object.name='process'][callee.property.name='exit']",
    message: 'process.exit cuts standard output; set process.exitCode.',
  },
];
const CLOCK = {
  selector: "NewExpression[callee.name='Date'][arguments.length=0]",
  message: 'A room that decides does not read the clock; pass the time in as an argument.',
};

/** Rooms that decide know nothing of the world around them. */
const decides = {
  files: PURE.map((room) => `src/${room}/**/*.ts`),
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          { group: WORLD, message: 'A room that decides has no file system, network, process or runner.' },
        ],
      },
    ],
    'no-restricted-globals': ['error', ...AMBIENT],
    'no-restricted-syntax': ['error', ...SYNTAX, CLOCK],
    'no-restricted-properties': [
      'error',
      { object: 'Date', property: 'now' },
      { object: 'Math', property: 'random' },
    ],
  },
};

export default tseslint.config(
  { ignores: ['dist/', 'build/', 'node_modules/', 'coverage/', 'test/golden/', 'examples/'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    plugins: { house: { rules } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-restricted-syntax': ['error', ...SYNTAX],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-params': ['error', 4],
      // A name that says nothing.
      'id-denylist': ['error', 'one'],
      'house/no-circles': 'error',
      'house/comment-width': ['error', COMMENT_WIDTH],
    },
  },
  // A CommonJS script loads what it needs with `require`.
  { files: ['**/*.cts'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  { files: ['src/**/*.ts'], rules: { 'house/arrows': 'error' } },
  // A row of a table test may have more columns than a function has parameters.
  { files: ['test/**/*.ts'], rules: { 'max-params': 'off', 'id-denylist': 'off' } },
  decides,
);
