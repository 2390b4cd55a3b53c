import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { A, API, B, deployment, Folder, values } from '../command-line.ts';
import { yaml } from '../../yaml.ts';

let folder: Folder;
beforeEach(() => {
  folder = new Folder().write({
    'waybill.yaml': yaml`
      version: 1
      images:
        api: { repository: ${API} }
        web: { repository: ghcr.io/acme/web, pin: tag }
      environments:
        dev: { files: ["envs/dev/**"] }
        staging: { files: ["envs/staging/*.yaml"], after: [dev] }
        prod: { files: ["clusters/**"], repository: acme/prod-config }
    `,
    'envs/dev/api.yaml': deployment(`${API}:v1`),
    'envs/staging/api.yaml': deployment(`${API}:v1`),
    'envs/staging/web.yaml': yaml`
      image:
        repository: ghcr.io/acme/web
        tag: v1
    `,
  });
});
afterEach(() => {
  folder.remove();
});

describe('waybill plan of an environment', () => {
  test('prints the diff of its files alone, and writes nothing', async () => {
    const { code, out, err } = await folder.run(['plan', 'staging', '--image', `api=v2@${B}`]);
    expect(code).toBe(0);
    expect(out).toBe(
      [
        '--- a/envs/staging/api.yaml',
        '+++ b/envs/staging/api.yaml',
        '@@ -6,4 +6,4 @@',
        '     spec:',
        '       containers:',
        '         - name: api',
        `-          image: ${API}:v1   # kept`,
        `+          image: ${API}:v2@${B}   # kept`,
        '',
      ].join('\n'),
    );
    expect(err).toContain('1 reference would change in 1 file.');
    expect(folder.read('envs/staging/api.yaml')).toBe(deployment(`${API}:v1`));
  });

  test('refuses a file that another environment has, as a promotion would', async () => {
    const rules = folder.read('waybill.yaml').replace('"envs/staging/*.yaml"', '"envs/**"');
    folder.write({ 'waybill.yaml': rules });
    for (const environment of ['staging', 'dev']) {
      const { code, out, err } = await folder.run(['plan', environment, '--image', `api=v2@${B}`]);
      expect([code, out]).toEqual([1, '']);
      expect(err.replace(/\s+/g, ' ')).toContain('envs/dev/api.yaml belongs to two environments');
    }
  });

  test('its output is a patch', async () => {
    const { out } = await folder.run(['plan', 'staging', '--image', `api=v2@${B}`]);
    execFileSync('git', ['apply', '-'], { cwd: folder.path, input: out });
    expect(folder.read('envs/staging/api.yaml')).toBe(deployment(`${API}:v2@${B}`));
  });

  test('takes an image by its repository too', async () => {
    const { code, out } = await folder.run(['plan', 'dev', '--image', `${API}:v2@${B}`]);
    expect(code).toBe(0);
    expect(out).toContain('+++ b/envs/dev/api.yaml');
  });

  test('writes what "pin" says', async () => {
    const { code, out } = await folder.run(['plan', 'staging', '--image', `web=v2@${B}`]);
    expect(code).toBe(0);
    expect(out).toContain('+  tag: v2\n');
    expect(out).not.toContain('sha256');
  });

  test('counts the places that waybill.yaml expects', async () => {
    const config = folder.read('waybill.yaml');
    const expecting = config.replace(/(staging: *\{)/, '$1 expect: { api: 2 },');
    expect(expecting).not.toBe(config);
    folder.write({ 'waybill.yaml': expecting });
    const { code, out, err } = await folder.run(['plan', 'staging', '--image', `api=v2@${B}`]);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('api is declared in one place, and 2 places are expected:');
    expect(err).toContain('[REFERENCE_MISCOUNTED]');
  });

  test('looks into custom resources that waybill.yaml names', async () => {
    const resource = yaml`
      apiVersion: example.com/v1
      kind: Robot
      spec: { arms: [{ picture: "${API}:v1" }] }
    `;
    const config = folder.read('waybill.yaml');
    folder.write({
      'waybill.yaml': `${config}kinds: [{ kind: Robot, paths: ["spec.arms[].picture"] }]\n`,
      'envs/dev/robot.yaml': resource,
    });
    const { out } = await folder.run(['plan', 'dev', '--image', `api=v2@${B}`]);
    expect(out).toContain(`+spec: { arms: [{ picture: "${API}:v2@${B}" }] }\n`);
  });

  test('edits layers anywhere among the files of the environment', async () => {
    folder.write({
      'envs/dev/api.yaml': values('v1'),
      'envs/dev/eu/values.yaml': yaml`
        image:
          tag: v1
      `,
    });
    const { out } = await folder.run(['plan', 'dev', '--image', `api=v2@${B}`, '--pin', 'tag']);
    expect(out.match(/^\+\+\+ .*/gm)).toEqual(['+++ b/envs/dev/api.yaml', '+++ b/envs/dev/eu/values.yaml']);
  });

  test('shows the diff in the order of paths, layers and all', async () => {
    folder.write({
      'envs/dev/api.yaml': values('v1'),
      'envs/dev/api-eu.yaml': yaml`
        image:
          tag: v1
      `,
    });
    const { out } = await folder.run(['plan', 'dev', '--image', `api=v2@${B}`, '--pin', 'tag']);
    expect(out.match(/^\+\+\+ .*/gm)).toEqual(['+++ b/envs/dev/api-eu.yaml', '+++ b/envs/dev/api.yaml']);
  });

  test('exits with 0 when there is nothing to change', async () => {
    folder.write({ 'envs/dev/api.yaml': deployment(`${API}:v2@${B}`) });
    const { code, out, err } = await folder.run(['plan', 'dev', '--image', `api=v2@${B}`]);
    expect([code, out]).toEqual([0, '']);
    expect(err).toContain('Nothing to change');
  });

  test('resolves a tag', async () => {
    const { asked, out } = await folder.run(['plan', 'dev', '--image', 'api=v2'], {
      tags: { [`${API}:v2`]: B },
    });
    expect(asked).toEqual([`${API}:v2`]);
    expect(out).toContain(`:v2@${B}`);
  });

  test('finds another waybill.yaml with --config, and its files here', async () => {
    folder.write({
      'conf/w.yaml': folder.read('waybill.yaml'),
      'clusters/eu/api.yaml': deployment(`${API}:v1`),
    });
    const { code, out } = await folder.run(['plan', 'prod', '-c', 'conf/w.yaml', '-i', `api=v2@${B}`]);
    expect(code).toBe(0);
    expect(out).toContain('+++ b/clusters/eu/api.yaml');
  });

  test.each([
    [['plan', 'stagin', '-i', `api=v2@${B}`], 2, 'no environment "stagin"', 'Did you mean "staging"?'],
    [
      ['plan', 'dev', '-i', `ap=v2@${B}`],
      2,
      'waybill.yaml has no image "ap" [IMAGE_UNKNOWN]',
      'Did you mean "api"?',
    ],
    [['plan', 'dev', '-i', `api=${API}`], 2, 'cannot be read', 'neither tag nor digest'],
    [
      ['plan', 'dev', '-i', `api=ghcr.io/acme/web:v1@${B}`],
      2,
      'to another repository',
      'keeps its repository',
    ],
    [['plan', 'prod', '-i', `api=v2@${B}`], 1, '[FILES_UNMATCHED]', 'They are in acme/prod-config'],
    [['plan', 'dev', '-i', `web=v2@${B}`], 1, '[REFERENCE_NOT_FOUND]', 'web'],
    [
      ['plan', 'dev', '-c', 'no.yaml', '-i', `api=v2@${B}`],
      1,
      'There is no file no.yaml [CONFIG_MISSING]',
      '--config',
    ],
    [
      ['plan', 'dev', 'envs', '-c', 'waybill.yaml', '-i', `api=v2@${B}`],
      2,
      '--config goes with one environment',
      'leave --config out',
    ],
    [['plan', '-i', `api=v2@${B}`], 2, 'needs an environment, or a file or folder', 'waybill plan staging'],
    [['plan', 'dev'], 2, 'waybill plan needs an image', '--image'],
    [['plan', 'dev', '--dry-run'], 2, 'waybill plan has no option --dry-run', 'waybill plan --help'],
  ])('%j is refused', async (argv, expected, message, hint) => {
    const { code, err } = await folder.run(argv);
    expect(err).toContain(message);
    expect(err).toContain(hint);
    expect(code).toBe(expected);
  });

  test('a waybill.yaml with mistakes is refused with all of them', async () => {
    folder.write({
      'waybill.yaml': yaml`
        version: 1
        images: 1
        environment: {}
      `,
    });
    const { code, err } = await folder.run(['plan', 'dev', '-i', `api=v2@${B}`]);
    expect(code).toBe(1);
    expect(err.match(/\[CONFIG_INVALID\]/g)).toHaveLength(3);
    expect(err).toContain('at waybill.yaml:3:1');
  });
});

describe('waybill plan of paths', () => {
  test('needs no waybill.yaml', async () => {
    folder.write({ 'waybill.yaml': 'not: [valid' });
    const { code, out } = await folder.run(['plan', 'envs/dev', 'envs/staging', '-i', `${API}=v2@${B}`]);
    expect(code).toBe(0);
    expect(out.match(/^\+\+\+ /gm)).toHaveLength(2);
  });

  test('a folder that is called as an environment is written with ./', async () => {
    folder.write({ 'dev/values.yaml': values('v1') });
    const environment = await folder.run(['plan', 'dev', '-i', `${API}=v2@${B}`]);
    const path = await folder.run(['plan', './dev', '-i', `${API}=v2@${B}`]);
    expect(environment.out).toContain('+++ b/envs/dev/api.yaml');
    expect(path.out).toContain('+++ b/dev/values.yaml');
  });

  test('a name that is neither here nor there says so', async () => {
    const empty = new Folder();
    const { code, err } = await empty.run(['plan', 'dev', '-i', `${API}=v2@${B}`]);
    empty.remove();
    expect(code).toBe(1);
    expect(err).toContain('[CONFIG_MISSING]');
    expect(err).toContain('no file or folder dev');
  });
});

describe('colour', () => {
  const argv = ['plan', 'dev', '-i', `api=v2@${B}`];
  const red = '\u001b[31m';

  test.each([
    ['a pipe', argv, {}, false],
    ['a terminal', argv, { isTTY: true }, true],
    ['a terminal with NO_COLOR', argv, { isTTY: true, env: { NO_COLOR: '1' } }, false],
    ['a terminal with an empty NO_COLOR', argv, { isTTY: true, env: { NO_COLOR: '' } }, true],
    ['a dumb terminal', argv, { isTTY: true, env: { TERM: 'dumb' } }, false],
    ['a pipe with FORCE_COLOR', argv, { env: { FORCE_COLOR: '1' } }, true],
    ['a pipe with --color', [...argv, '--color'], {}, true],
    ['a terminal with --no-color', [...argv, '--no-color'], { isTTY: true }, false],
    ['NO_COLOR with --color', [...argv, '--color'], { env: { NO_COLOR: '1' } }, true],
  ])('on %s', async (_, args, surroundings, expected) => {
    const { out } = await folder.run(args, surroundings);
    expect(out.includes(red)).toBe(expected);
  });

  test('a terminal never gets control characters from a file', async () => {
    const spoofed = deployment(`${API}:v1`).replace(
      '          image:',
      '          # \u009b2J\u202e\n          image:',
    );
    folder.write({ 'envs/dev/api.yaml': spoofed });
    const { out } = await folder.run(argv, { isTTY: true });
    expect(out).toContain('# \\u{9b}2J\\u{202e}');
    expect(out).not.toContain('\u202e');
  });
});

test('with --json prints one object and nothing on standard error', async () => {
  const { code, out, err } = await folder.run(['plan', 'dev', '-i', `api=v2@${B}`, '--json']);
  expect([code, err]).toEqual([0, '']);
  expect(JSON.parse(out)).toMatchObject({
    written: false,
    files: [
      { path: join('envs', 'dev', 'api.yaml'), edits: [{ image: 'api', becomes: { tag: 'v2', digest: B } }] },
    ],
    errors: [],
  });
});

test('with --json prints errors of usage as an object too', async () => {
  const { code, out, err } = await folder.run(['plan', 'qa', '-i', `api=v2@${A}`, '--json']);
  expect([code, err]).toEqual([2, '']);
  expect(JSON.parse(out)).toMatchObject({ errors: [{ code: 'ENVIRONMENT_UNKNOWN' }] });
});
