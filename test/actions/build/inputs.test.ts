import { describe, expect, test } from '@jest/globals';
import { readInputs } from '../../../src/actions/build/inputs.ts';
import { fakeRunner } from '../../runner/fake-runner.ts';

const IMAGE = 'ghcr.io/acme/api';
const read = (inputs: Record<string, string>, env: Record<string, string> = {}) =>
  readInputs(fakeRunner({ inputs: { image: IMAGE, ...inputs } }), env);

test('nothing but the image is needed', () => {
  expect(read({})).toMatchObject({
    image: { spelling: IMAGE, tag: undefined },
    tags: [],
    context: '.',
    file: undefined,
    platforms: [],
    noCache: false,
    pull: false,
    dryRun: false,
    provenance: undefined,
  });
});

describe('tags', () => {
  test('are bare, or whole references to the same repository, each once', () => {
    expect(read({ tags: `v1.4.0, ${IMAGE}:main\nv1.4.0` }).tags).toEqual(['v1.4.0', 'main']);
  });

  test.each([
    ['feature/login', 'feature-login'],
    ['Feature/Login', 'Feature-Login'],
    ['dependabot/npm_and_yarn/left-pad-1.3.0', 'dependabot-npm_and_yarn-left-pad-1.3.0'],
    ['users/größe#12', 'users-gr-e-12'],
    ['12/merge', '12-merge'],
    ['#12', '12'],
    ['release/1.x', 'release-1.x'],
    ['v1.4.0+build.7', 'v1.4.0-build.7'],
  ])('of the branch %s are %s, and the log says so', (branch, tag) => {
    const runner = fakeRunner({ inputs: { image: IMAGE, tags: branch } });
    expect(readInputs(runner, {}).tags).toEqual([tag]);
    expect(runner.lines).toEqual([expect.stringContaining(`The tag is ${tag}: "${branch}"`)]);
  });

  test.each([
    ['of another repository', 'ghcr.io/acme/web:v1', 'INPUT_INVALID'],
    ['with a digest', `${IMAGE}:v1@sha256:${'a'.repeat(64)}`, 'INPUT_INVALID'],
    ['without a tag in the reference', IMAGE, 'INPUT_INVALID'],
    ['without a tag in the reference of another one', 'ghcr.io/acme/web', 'INPUT_INVALID'],
    ['that are too long', `${IMAGE}:${'v'.repeat(129)}`, 'REFERENCE_INVALID'],
    ['of branches that are too long', `feature/${'v'.repeat(129)}`, 'INPUT_INVALID'],
    ['of branches without a letter that a tag can have', '日本/語', 'INPUT_INVALID'],
  ])('%s are refused', (_, tags, code) => {
    expect(() => read({ tags })).toThrow(expect.objectContaining({ code }));
  });
});

test.each([
  [`${IMAGE}:v1`, 'INPUT_INVALID', /^Write "image: ghcr\.io\/acme\/api" and put tags under "tags"\.$/],
  ['ghcr.io/Acme/api', 'REFERENCE_INVALID', /lowercase/],
  ['https://ghcr.io/acme/api', 'REFERENCE_INVALID', /without the scheme/],
])('the image %s is refused with what to write', (image, code, hint) => {
  expect(() => read({ image })).toThrow(expect.objectContaining({ code, hint: expect.stringMatching(hint) }));
});

test('platforms are brought to one spelling; an unknown one is told with the nearest', () => {
  expect(read({ platforms: 'linux/x86_64, linux/amd64\nlinux/arm64/v8' }).platforms).toEqual([
    'linux/amd64',
    'linux/arm64',
  ]);
  expect(() => read({ platforms: 'linux/amd65' })).toThrow(
    expect.objectContaining({
      code: 'PLATFORM_UNSUPPORTED',
      message: expect.stringContaining('Did you mean "amd64"?'),
    }),
  );
});

describe('secrets', () => {
  test('come from inputs and from the environment, and are masked', () => {
    const runner = fakeRunner({
      inputs: {
        image: IMAGE,
        secrets: 'npm=tok_1\n"key=a\nb"',
        'secret-envs': 'db=DB_PASSWORD',
        'github-token': 'ghs_1',
      },
    });
    const inputs = readInputs(runner, { DB_PASSWORD: 'tok_2' });
    expect(inputs.secrets).toEqual([
      { id: 'npm', value: 'tok_1' },
      { id: 'key', value: 'a\nb' },
      { id: 'db', value: 'tok_2' },
    ]);
    expect(runner.secrets).toEqual(['ghs_1', 'tok_1', 'a\nb', 'tok_2']);
  });

  test('in the address of a git context are masked too', () => {
    const runner = fakeRunner({
      inputs: { image: IMAGE, context: 'https://x:tok_3@github.com/acme/shop.git' },
    });
    readInputs(runner, {});
    expect(runner.secrets).toEqual(['tok_3']);
  });

  test.each([
    ['an id with a comma', { secrets: 'a,env=PATH=x' }, /has an id with other signs/],
    ['no id', { secrets: 'tok_1' }, /is not key=value/],
    ['a variable that is not set', { 'secret-envs': 'db=NOTHING' }, /NOTHING, which is not set/],
    ['a file without a path', { 'secret-files': 'key' }, /is not key=value/],
  ])('with %s are refused, and no value is shown', (_, inputs, message) => {
    expect(() => read(inputs)).toThrow(
      expect.objectContaining({ code: 'INPUT_INVALID', message: expect.stringMatching(message) }),
    );
  });
});

test('a commit is a full SHA', () => {
  expect(read({ commit: 'A'.repeat(40) }).commit).toBe('a'.repeat(40));
  expect(() => read({ commit: 'abc1234' })).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
});
