import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { yaml } from '../yaml.ts';
import { A, API, B, deployment, Folder } from './command-line.ts';

// What a stranger types first. Each answer says what is wrong with it, and what to type instead.

let folder: Folder;
beforeEach(() => {
  folder = new Folder().write({
    'waybill.yaml': yaml`
      version: 1
      images:
        api: { repository: ${API} }
        nginx: { repository: docker.io/library/nginx }
      environments:
        dev: { files: ["envs/dev/**"] }
    `,
    'envs/dev/api.yaml': deployment(`${API}:v1@${A}`),
  });
});
afterEach(() => {
  folder.remove();
});

/** What standard error says, on one line. */
async function said(...argv: readonly string[]): Promise<string> {
  const { code, err, out, asked } = await folder.run(argv);
  expect([code, out, asked]).toEqual([2, '', []]);
  expect(folder.read('envs/dev/api.yaml')).toBe(deployment(`${API}:v1@${A}`));
  return err.replace(/\s+/g, ' ').trim();
}

describe('names of waybill.yaml are for plan', () => {
  test('an environment in the place of a path', async () => {
    expect(await said('set', 'dev', '--image', `${API}=v2@${B}`)).toBe(
      `error: dev is an environment of waybill.yaml, and no file or folder [INPUT_INVALID] "waybill plan dev --image ${API}=v2@${B}" shows what changes there. To change files, name them: envs/dev.`,
    );
  });

  test.each([
    ['set', `api=v2@${B}`],
    ['set', 'api=v2'],
    ['set', `api:v2@${B}`],
    ['plan', `api=v2@${B}`],
  ])('%s of a path with --image %s', async (command, image) => {
    expect(await said(command, './envs', '--image', image)).toMatch(
      /names an image as waybill.yaml does, and paths go with repositories .* Write --image ghcr.io\/acme\/api=…, /,
    );
  });

  test.each([
    ['is the repository of that name', `nginx=v2@${B}`],
    ['is a repository that waybill.yaml does not name', `redis=v2@${B}`],
  ])('but not a word that %s', async (_what, image) => {
    const { err } = await folder.run(['set', 'envs', '--image', image]);
    expect(err).toContain('[REFERENCE_NOT_FOUND]');
  });

  test('a folder of the name of an environment is a folder', async () => {
    folder.write({ 'dev/api.yaml': deployment(`${API}:v1@${A}`) });
    const { code } = await folder.run(['set', 'dev', '--image', `${API}=v2@${B}`]);
    expect([code, folder.read('dev/api.yaml')]).toEqual([0, deployment(`${API}:v2@${B}`)]);
  });

  test('a waybill.yaml with mistakes keeps nobody from editing files', async () => {
    folder.write({ 'waybill.yaml': 'version: 2\n' });
    const { code } = await folder.run(['set', 'envs', '--image', `${API}=v2@${B}`]);
    expect(code).toBe(0);
  });
});

describe('a version that cannot be', () => {
  const SHAPE = 'A digest is "sha256:" followed by 64 lowercase hexadecimal digits.';
  test.each([
    ['api=sha256:abc', `It has 3 digits. ${SHAPE}`],
    [`api=${A}a`, `It has 65 digits. ${SHAPE}`],
    [`api=${A.toUpperCase()}`, `It is lowercase: ${A}.`],
    [`api=SHA256:${'a'.repeat(64)}`, `It is lowercase: ${A}.`],
    [`api=sha512:${'a'.repeat(128)}`, 'It is a SHA512 digest'],
    ['api=v2@sha256:abc', 'After "@" comes the digest. It has 3 digits.'],
    [`api=v2@${A.replace('a', 'A')}`, `After "@" comes the digest. It is lowercase: ${A}.`],
    [`${API}@sha256:abc`, 'After "@" comes the digest. It has 3 digits.'],
    [`api=${'v'.repeat(129)}`, 'A tag has at most 128 characters, and this one has 129.'],
    [`api=${'v'.repeat(129)}@${B}`, 'A tag has at most 128 characters, and this one has 129.'],
    [`${API}:${'v'.repeat(129)}`, 'A tag has at most 128 characters, and this one has 129.'],
    ['api=feature/login', 'A tag has no slash; where "build" made one of a branch, it is feature-login.'],
    [
      `api=feature/login@${B}`,
      'A tag has no slash; where "build" made one of a branch, it is feature-login.',
    ],
    [`${API}:feature/login`, 'A tag has no slash; where "build" made one of a branch, it is feature-login.'],
    ['api=v2+build', 'A tag has letters, digits, "_", "." and "-" alone.'],
    [`api=v2@${B},web=v3`, 'Give each image an --image of its own.'],
    ['GHCR.io/Acme/API:v2', 'A repository name is lowercase: ghcr.io/acme/api.'],
  ])('--image %s', async (image, hint) => {
    expect(await said('plan', 'dev', '--image', image)).toContain(hint);
  });
});

describe('an option without a value', () => {
  test.each([
    [['plan', 'dev', '--image'], '--image has no value', `--image ${API}=v1.4.0@sha256:…`],
    [['plan', 'dev', '-i'], '-i has no value', `-i ${API}=v1.4.0@sha256:…`],
    [['pause', 'dev', '--reason', 'x', '-i'], '-i has no value', 'Write -i api.'],
    [['plan', 'dev', '--image', '--pin', 'tag'], '--image has no value: --pin is an option of its own', API],
    [
      ['plan', 'dev', '--pin', '-i', 'api=v2'],
      '--pin has no value: -i is an option of its own',
      '--pin digest',
    ],
    [
      ['plan', 'dev', '--image='],
      '--image has an empty value',
      'A variable that is not set is an empty text.',
    ],
    [['plan', 'dev', '--config', ''], '--config has an empty value', '--config path/to/waybill.yaml'],
    [['pause', 'dev', '--reason', ' '], '--reason has an empty value', '--reason "checkout is slow"'],
    [['resume', 'dev', '--repository', ''], '--repository has an empty value', '--repository acme/config'],
    [['plan', 'dev', '--json=yes'], '--json takes no value', 'Write --json alone.'],
  ])('%j', async (argv, message, hint) => {
    const text = await said(...argv);
    expect(text).toContain(`error: ${message} [INPUT_INVALID]`);
    expect(text).toContain(hint);
  });
});

describe('help of the right command', () => {
  test('an unknown topic hears which there are', async () => {
    expect(await said('help', 'plann')).toMatch(/has no command "plann" .* Did you mean "plan"\?/);
  });

  test.each(['pause', 'resume'])('%s without a token', async (command) => {
    const reason = command === 'pause' ? ['--reason', 'slow'] : [];
    expect(await said(command, 'dev', ...reason)).toContain(`GH_TOKEN=$(gh auth token) waybill ${command} …`);
  });

  test.each(['plan', 'set'])('%s does not point at the help of another one', async (command) => {
    expect(await said(command, 'envs', '--image', '?')).not.toMatch(/waybill (?:plan|set) --help/);
  });
});

const LONG = 100_000;
test.each([
  ['an image', ['plan', 'dev', '--image', `api=${'v'.repeat(LONG)}`]],
  ['a name', ['plan', 'dev', '--image', `${'v'.repeat(LONG)}=v1`]],
  ['a repository', ['plan', 'dev', '--image', `ghcr.io/${'v'.repeat(LONG)}:v1`]],
  ['a digest', ['plan', 'dev', '--image', `api=sha256:${'a'.repeat(LONG)}`]],
  ['an environment', ['plan', 'd'.repeat(LONG), '--image', `api=v1@${A}`]],
  ['a path', ['set', `envs/${'d'.repeat(LONG)}`, '--image', `${API}=v1@${A}`]],
  ['a pin', ['plan', 'dev', '--pin', 'd'.repeat(LONG), '--image', `api=v1@${A}`]],
  ['a command', ['d'.repeat(LONG)]],
  ['an option', ['plan', `--${'d'.repeat(LONG)}`]],
  ['a repository on GitHub', ['pause', 'dev', '--reason', 'x', '--repository', '/'.repeat(LONG)]],
])('%s of 100 kB is not printed back', async (_what, argv) => {
  const { code, err, out } = await folder.run(argv, { env: { GH_TOKEN: 'token' } });
  expect([code === 0, out]).toEqual([false, '']);
  expect(err.length).toBeLessThan(2_000);
});
