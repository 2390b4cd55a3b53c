import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { A, API, B, deployment, Folder, values } from '../command-line.ts';
import { yaml } from '../../yaml.ts';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => {
  folder.remove();
});

const target = `${API}=v2@${B}`;

describe('waybill set', () => {
  test('changes the reference and nothing else, and says what', async () => {
    folder.write({
      'envs/dev/api.yaml': deployment(`${API}:v1@${A}`),
      'envs/dev/other.yaml': deployment('nginx:1'),
    });
    const { code, out, err, asked } = await folder.run(['set', 'envs', '--image', target]);
    expect(folder.read('envs/dev/api.yaml')).toBe(deployment(`${API}:v2@${B}`));
    expect(folder.read('envs/dev/other.yaml')).toBe(deployment('nginx:1'));
    expect(out).toBe(
      [
        'envs/dev/api.yaml',
        '  9:18    spec.template.spec.containers[0].image  v1@sha256:aaaaaaaaaaaa → v2@sha256:bbbbbbbbbbbb',
        '1 reference changed in 1 file.',
        '',
      ].join('\n'),
    );
    expect([code, err, asked]).toEqual([0, '', []]);
  });

  test('run again changes nothing and succeeds', async () => {
    folder.write({ 'api.yaml': deployment(`${API}:v2@${B}`) });
    const before = statSync(join(folder.path, 'api.yaml')).mtimeMs;
    const { code, out } = await folder.run(['set', '.', '--image', target]);
    expect(code).toBe(0);
    expect(out).toContain('Nothing to change: 1 reference declared it already.');
    const { out: json } = await folder.run(['set', '.', '--image', target, '--json']);
    expect(JSON.parse(json)).toMatchObject({ written: false, errors: [] });
    expect(statSync(join(folder.path, 'api.yaml')).mtimeMs).toBe(before);
  });

  test('takes several images, and files by name', async () => {
    folder.write({ 'a.yaml': deployment(`${API}:v1`), 'b.yaml': deployment('ghcr.io/acme/web:v1') });
    const images = ['-i', target, '-i', `ghcr.io/acme/web=v3@${A}`];
    const { code, out } = await folder.run(['set', 'a.yaml', 'b.yaml', ...images]);
    expect(code).toBe(0);
    expect(out).toContain('2 references changed in 2 files.');
    expect(folder.read('b.yaml')).toBe(deployment(`ghcr.io/acme/web:v3@${A}`));
  });

  test.each([0o751, 0o444, 0o666])(
    'keeps the mode of a file (%i), and leaves nothing beside it',
    async (mode) => {
      folder.write({ 'api.yaml': deployment(`${API}:v1`) });
      chmodSync(join(folder.path, 'api.yaml'), mode);
      await folder.run(['set', '.', '--image', target]);
      expect(folder.read('api.yaml')).toContain(`v2@${B}`);
      expect(statSync(join(folder.path, 'api.yaml')).mode & 0o7777).toBe(mode);
      expect(readdirSync(folder.path)).toEqual(['api.yaml']);
    },
  );

  test('names what a misspelt repository may have been meant to be', async () => {
    folder.write({ 'api.yaml': deployment('ghcr.io/acme/apis:v1'), 'b.yaml': 'b: 1\n' });
    const { code, err } = await folder.run(['set', '.', '--image', target]);
    expect(code).toBe(1);
    expect(err).toContain('api.yaml:9: "ghcr.io/acme/apis:v1": it is another repository');
  });

  test('names a tag whose image no file names, and takes it once a comment says which one it is', async () => {
    folder.write({
      'values.yaml': yaml`
        image:
          tag: v1
      `,
    });
    const { code, err } = await folder.run(['set', '.', '--image', target]);
    expect(code).toBe(1);
    const marker = /write "(# waybill: [^"]+)" in the line above it/.exec(err)?.[1] ?? '';
    folder.write({
      'values.yaml': yaml`
        image:
          ${marker}
          tag: v1
      `,
    });
    expect((await folder.run(['set', '.', '--image', target])).code).toBe(0);
    expect(folder.read('values.yaml')).toBe(yaml`
      image:
        ${marker}
        tag: v2
    `);
  });

  test('exits with 1 and writes nothing when no file holds the image', async () => {
    folder.write({ 'api.yaml': deployment('ghcr.io/acme/other:v1') });
    const { code, err } = await folder.run(['set', '.', '--image', target]);
    expect(code).toBe(1);
    expect(err).toContain('[REFERENCE_NOT_FOUND]');
    expect(err).toContain('Nothing was written.');
  });

  test('writes nothing at all when one of several images is refused', async () => {
    folder.write({ 'a.yaml': deployment(`${API}:v1`) });
    const { code, err } = await folder.run(['set', '.', '-i', target, '-i', `ghcr.io/acme/web=v3@${A}`]);
    expect(code).toBe(1);
    expect(err).toContain('ghcr.io/acme/web');
    expect(folder.read('a.yaml')).toBe(deployment(`${API}:v1`));
  });

  test('with --dry-run shows the diff and writes nothing', async () => {
    folder.write({ 'api.yaml': deployment(`${API}:v1`) });
    const { code, out } = await folder.run(['set', '.', '--image', target, '--dry-run']);
    expect(code).toBe(0);
    expect(out).toContain(
      yaml`
        -          image: ${API}:v1   # kept
        +          image: ${API}:v2@${B}   # kept
      `,
    );
    expect(out).toContain('1 reference would change in 1 file.');
    expect(folder.read('api.yaml')).toBe(deployment(`${API}:v1`));
  });

  test('with --json prints one object: edits, what stays, the diff', async () => {
    folder.write({ 'a.yaml': deployment(`${API}:v1`), 'b.yaml': deployment(`${API}:v2@${B}`) });
    const { code, out } = await folder.run(['set', '.', '--image', target, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      written: true,
      files: [
        {
          path: 'a.yaml',
          edits: [
            expect.objectContaining({
              image: API,
              line: 9,
              column: 18,
              declared: { tag: 'v1' },
              becomes: { tag: 'v2', digest: B },
            }),
          ],
          refused: [],
          unchanged: [],
          passedOver: [],
          diff: expect.stringContaining('--- a/a.yaml'),
        },
        {
          path: 'b.yaml',
          edits: [],
          refused: [],
          unchanged: [expect.objectContaining({ image: API, declared: { tag: 'v2', digest: B } })],
          passedOver: [],
          diff: '',
        },
      ],
      errors: [],
    });
  });

  test('with --json prints refusals as errors', async () => {
    folder.write({ 'a.yaml': 'a: 1\n' });
    const { code, out, err } = await folder.run(['set', '.', '--image', target, '--json']);
    const printed = z.looseObject({
      written: z.boolean(),
      errors: z.array(z.looseObject({ code: z.string() })),
    });
    expect([code, err]).toEqual([1, '']);
    expect(printed.parse(JSON.parse(out))).toMatchObject({
      written: false,
      errors: [{ code: 'REFERENCE_NOT_FOUND' }],
    });
  });
});

describe('the digest of a tag', () => {
  test('is asked from the registry when the argument does not say it', async () => {
    folder.write({ 'api.yaml': deployment(`${API}:v1`) });
    const { code, asked } = await folder.run(['set', '.', '--image', `${API}=v2`], {
      tags: { [`${API}:v2`]: B },
    });
    expect([code, asked]).toEqual([0, [`${API}:v2`]]);
    expect(folder.read('api.yaml')).toBe(deployment(`${API}:v2@${B}`));
  });

  test('that the registry does not have is an error', async () => {
    folder.write({ 'api.yaml': deployment(`${API}:v1`) });
    const { code, err } = await folder.run(['set', '.', '--image', `${API}=v9`]);
    expect(code).toBe(1);
    expect(err).toContain(`The registry has no ${API}:v9 [IMAGE_NOT_FOUND]`);
    expect(folder.read('api.yaml')).toBe(deployment(`${API}:v1`));
  });

  test('is not needed with --pin tag where no file holds one', async () => {
    folder.write({ 'values.yaml': values('v1') });
    const { code, asked } = await folder.run(['set', '.', '--image', `${API}=v2`, '--pin', 'tag']);
    expect([code, asked]).toEqual([0, []]);
    expect(folder.read('values.yaml')).toBe(values('v2'));
  });

  test('is asked with --pin tag where a file holds one, so that no stale one is left', async () => {
    folder.write({ 'values.yaml': `${values('v1')}  digest: ${A}\n` });
    const { code, asked } = await folder.run(['set', '.', '--image', `${API}=v2`, '--pin', 'tag'], {
      tags: { [`${API}:v2`]: B },
    });
    expect([code, asked]).toEqual([0, [`${API}:v2`]]);
    expect(folder.read('values.yaml')).toBe(`${values('v2')}  digest: ${B}\n`);
  });
});
