import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Folder } from '../command-line.ts';
import { yaml } from '../../yaml.ts';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => {
  folder.remove();
});

const valid = yaml`
  version: 1
  images:
    api: { repository: ghcr.io/acme/api }
    web: { repository: ghcr.io/acme/web }
  groups: { shop: [api, web] }
  environments:
    prod: { files: [prod/**], after: [dev] }
    dev: { files: [dev/**, more/**] }
    far: { files: [x/**], repository: acme/far, after: [prod] }
`;

describe('waybill lint', () => {
  test('says what a valid file declares, in the order a digest travels', async () => {
    folder.write({ 'waybill.yaml': valid, 'dev/a.yaml': '', 'prod/a.yaml': '', 'more/a.yaml': '' });
    const { code, out, err } = await folder.run(['lint']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe('waybill.yaml is valid: 2 images, 1 group, 3 environments (dev, prod, far).\n');
  });

  test('warns of patterns that match no file beside it', async () => {
    folder.write({ 'conf/waybill.yaml': valid, 'conf/dev/a.yaml': '', 'prod/a.yaml': '' });
    const { code, err } = await folder.run(['lint', 'conf/waybill.yaml']);
    expect(code).toBe(0);
    expect(err).toBe(
      yaml`
        warning: environments.prod.files: "prod/**" matches no file here.
        warning: environments.dev.files: "more/**" matches no file here.
      `,
    );
  });

  test('warns of an environment that nothing leads to, and not of the first of another row', async () => {
    folder.write({
      'waybill.yaml': yaml`
        version: 1
        images:
          api: { repository: ghcr.io/acme/api }
        environments:
          dev: { files: [dev.yaml] }
          prod: { files: [prod.yaml] }
          test-eu: { files: [test-eu.yaml] }
          prod-eu: { files: [prod-eu.yaml], after: [test-eu] }
      `,
      'dev.yaml': '',
      'prod.yaml': '',
      'test-eu.yaml': '',
      'prod-eu.yaml': '',
    });
    const { code, err } = await folder.run(['lint']);
    expect([code, err]).toEqual([
      0,
      'warning: environments.prod has no "after", so no promotion leads into it but by hand. Write after: [dev], or whichever environment it comes after.\n',
    ]);
  });

  test('refuses a file of two environments that declares an image, once, and warns of one that does not', async () => {
    const image = (digit: string): string => yaml`
      image:
        repository: ghcr.io/acme/api
        tag: v1
        digest: sha256:${digit.repeat(64)}
    `;
    const shared = {
      'waybill.yaml': valid.replace('dev/**, more/**', '"**"'),
      'dev/values.yaml': image('1'),
      'prod/note.yaml': 'text: nothing\n',
    };
    folder.write(shared);
    const warned = await folder.run(['lint']);
    expect(warned.code).toBe(0);
    expect(warned.err.replace(/\s+/g, ' ')).toContain(
      'warning: prod/note.yaml belongs to two environments, prod ("prod/**") and dev ("**"). It declares no image, so nothing is edited there.',
    );
    folder.write({ 'prod/values.yaml': image('2') });
    const { code, out, err } = await folder.run(['lint']);
    expect([code, out]).toEqual([1, '']);
    const said = err.replace(/\s+/g, ' ');
    expect(said).toContain(
      'prod/values.yaml belongs to two environments, prod ("prod/**") and dev ("**"), and declares api [CONFIG_INVALID]',
    );
    expect(said).toContain('A promotion into prod would ship dev as well, past its gates.');
    expect(said.match(/CONFIG_INVALID/g)).toHaveLength(1);
  });

  test('reports every mistake with its place, and exits with 1', async () => {
    folder.write({ 'waybill.yaml': valid.replace('after: [dev]', 'after: [dve], mrege: auto') });
    const { code, out, err } = await folder.run(['lint']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toBe(
      yaml`
        error: environments.prod.after[0]: there is no environment "dve" [CONFIG_INVALID]
          at waybill.yaml:7:37
          |   prod: { files: [prod/**], after: [dve], mrege: auto }
          |                                     ^
          Did you mean "dev"? There is: prod, dev, far.

        error: environments.prod has the unknown key "mrege" [CONFIG_INVALID]
          at waybill.yaml:7:43
          |   prod: { files: [prod/**], after: [dve], mrege: auto }
          |                                           ^
          Did you mean "merge"? The keys here are files, after, repository, branch, url, metrics, pin, expect, merge, merge-method, rebuild, policy, reviewers, labels, draft, title-prefix, health, gates, drift, waves, hold, rollback, hotfix.

      `,
    );
  });

  test('with --json prints names and warnings, or errors with their places', async () => {
    folder.write({ 'waybill.yaml': valid, 'dev/a.yaml': '', 'prod/a.yaml': '' });
    const good = await folder.run(['lint', '--json']);
    expect(JSON.parse(good.out)).toEqual({
      file: 'waybill.yaml',
      images: ['api', 'web'],
      groups: ['shop'],
      environments: ['prod', 'dev', 'far'],
      warnings: ['environments.dev.files: "more/**" matches no file here.'],
      errors: [],
    });
    folder.write({ 'waybill.yaml': 'version: 9\n' });
    const bad = await folder.run(['lint', '--json']);
    expect(bad.code).toBe(1);
    expect(JSON.parse(bad.out)).toMatchObject({
      errors: [{ code: 'CONFIG_INVALID', file: 'waybill.yaml', line: 1, column: 10 }],
    });
  });

  test.each([
    [['lint'], 1, 'There is no file waybill.yaml [CONFIG_MISSING]'],
    [['lint', 'a', 'b'], 2, 'takes one file'],
    [['lint', '--image', 'x'], 2, 'waybill lint has no option --image'],
    [['lint', 'sub'], 1, 'sub cannot be read'],
    [['lint', 'latin.yaml'], 1, 'latin.yaml cannot be read'],
  ])('%j is refused', async (argv, expected, message) => {
    folder.write({ 'sub/x': '', 'latin.yaml': Buffer.from('# caf\u00e9', 'latin1') });
    const { code, err } = await folder.run(argv);
    expect(err).toContain(message);
    expect(code).toBe(expected);
  });
});
