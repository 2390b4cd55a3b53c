import tseslint from 'typescript-eslint';

/** Rooms that decide: values in, values out (CONTRIBUTING.md, "The arrows"). */
const PURE = ['errors', 'image', 'config', 'manifest', 'promotion', 'report'];
/** Rooms that act. Each may import the pure rooms, and no other acting room. */
const ACTING = ['registry', 'github', 'builder', 'attestation', 'runner'];
/** Rooms that compose everything else; nothing imports them. */
const COMPOSING = ['actions', 'cli'];

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

const forbid = (room, others, reason) => ({
  group: others
    .flatMap((other) => [`**/${other}/*`, `**/${other}/**`])
    .filter((pattern) => !pattern.startsWith(`**/${room}/`)),
  message: reason,
});

const arrows = [...PURE, ...ACTING].map((room) => {
  const pure = PURE.includes(room);
  const others = [...COMPOSING, ...ACTING.filter((other) => pure || other !== room), 'sandbox', 'test'];
  const patterns = [
    forbid(
      room,
      others,
      pure
        ? `src/${room} decides: it imports rooms that decide only.`
        : `src/${room} acts: it imports rooms that decide, and takes other collaborators as arguments.`,
    ),
    ...(pure
      ? [{ group: WORLD, message: `src/${room} decides: no file system, network, process or runner.` }]
      : []),
  ];
  return {
    files: [`src/${room}/**/*.ts`],
    rules: {
      'no-restricted-imports': ['error', { patterns }],
      ...(pure
        ? {
            'no-restricted-globals': ['error', ...AMBIENT],
            'no-restricted-syntax': ['error', ...SYNTAX, CLOCK],
            'no-restricted-properties': [
              'error',
              { object: 'Date', property: 'now' },
              { object: 'Math', property: 'random' },
            ],
          }
        : {}),
    },
  };
});

export default tseslint.config(
  { ignores: ['dist/', 'build/', 'node_modules/', 'coverage/', 'test/golden/', 'examples/'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-restricted-syntax': ['error', ...SYNTAX],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  // A CommonJS script loads what it needs with `require`.
  { files: ['**/*.cts'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  ...arrows,
);
