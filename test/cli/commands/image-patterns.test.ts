import { expect, test } from '@jest/globals';
import { endWithTest } from '../../end-with-test.ts';
import { yaml } from '../../yaml.ts';
import { A, Folder, values } from '../command-line.ts';

test('plan and lint know images by pattern', async () => {
  const folder = new Folder().write({
    'waybill.yaml': yaml`
      version: 1
      images: { '*': { repository: ghcr.io/acme/*, fill-empty-tag: true } }
      environments:
        dev: { files: ["dev/**"] }
        prod: { after: [dev], files: ["prod/**"] }
    `,
    'dev/api.yaml': values('v1'),
    'prod/api.yaml': values('""'),
  });
  endWithTest(() => folder.remove());
  expect((await folder.run(['lint'])).out).toContain('0 images, 1 pattern of images, 0 groups');
  for (const image of ['api', 'ghcr.io/acme/api']) {
    const { code, out } = await folder.run(['plan', 'dev', '--image', `${image}=v2@${A}`]);
    expect([code, out]).toEqual([0, expect.stringContaining('+  tag: v2')]);
  }
  const filled = await folder.run(['plan', 'prod', '--image', `api=v2@${A}`]);
  expect([filled.code, filled.out]).toEqual([0, expect.stringContaining('+  tag: "v2"')]);
  const other = await folder.run(['plan', 'dev', '--image', `web=v2@${A}`]);
  expect([other.code, other.err]).toEqual([1, expect.stringContaining('REFERENCE_NOT_FOUND')]);
});

test('lint refuses a file of two environments that holds an image by pattern', async () => {
  const folder = new Folder().write({
    'waybill.yaml': yaml`
      version: 1
      images: { '*': { repository: ghcr.io/acme/* } }
      environments:
        dev: { files: ["envs/**"] }
        prod: { after: [dev], files: ["envs/prod/**"] }
    `,
    'envs/prod/api.yaml': values('v1'),
  });
  endWithTest(() => folder.remove());
  const { code, err } = await folder.run(['lint']);
  expect([code, err.replace(/\s+/g, ' ')]).toEqual([1, expect.stringContaining('and declares api')]);
});
