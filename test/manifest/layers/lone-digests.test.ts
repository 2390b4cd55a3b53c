import { describe, expect, test } from '@jest/globals';
import { NEW, OLD, plan } from '../promotion.ts';

describe('a digest in a layer over a whole reference', () => {
  test.each([
    ['image: ghcr.io/acme/app:v1\n', `digest: ${OLD}\n`, 'digest'],
    ['image: ghcr.io/acme/app:v1\n', `imageDigest: ${OLD}\n`, 'imageDigest'],
    ['api: {image: ghcr.io/acme/app:v1}\n', `api: {digest: ${OLD}}\n`, 'api.digest'],
    ['apiImage: ghcr.io/acme/app:v1\n', `apiImageDigest: ${OLD}\n`, 'apiImageDigest'],
    ['image: ghcr.io/acme/app:v1\n', `sha256: ${OLD.slice('sha256:'.length)}\n`, 'sha256'],
    [`image: ghcr.io/acme/app:v1\ndigest: ${OLD}\n`, `digest: ${OLD}\n`, 'digest'],
    [`image: ghcr.io/acme/app:v1@${OLD}\n`, `digest: ${OLD}\n`, 'digest'],
  ])('is refused, because it may win: %j under %j', (values, layer, at) => {
    const { refusals, files } = plan({ 'app/values.yaml': values, 'app/values-prod.yaml': layer });
    expect(files).toEqual([]);
    expect(refusals).toMatchObject([
      {
        code: 'REFERENCE_AMBIGUOUS',
        message: `${at} in app/values-prod.yaml may win over the reference to app in app/values.yaml:1, and nothing says whether it does`,
        location: { file: 'app/values-prod.yaml', line: 1 },
      },
    ]);
  });

  test('changes along where a marker says so', () => {
    const { refusals, files } = plan({
      'app/values.yaml': 'image: ghcr.io/acme/app:v1\n',
      'app/values-prod.yaml': `digest: ${OLD} # waybill: app digest\n`,
    });
    expect(refusals).toEqual([]);
    expect(files.map(({ path, after }) => [path, after])).toEqual([
      ['app/values-prod.yaml', `digest: ${NEW} # waybill: app digest\n`],
      ['app/values.yaml', `image: ghcr.io/acme/app:v2@${NEW}\n`],
    ]);
  });

  test.each([
    ['left alone by a marker', `digest: ${OLD} # waybill: ignore\n`, 'app'],
    ['no digest', 'digest: true\n', 'app'],
    ['empty', 'digest: ""\n', 'app'],
    ['at another path', `web: {digest: ${OLD}}\n`, 'app'],
    ['of another repository', `repository: ghcr.io/acme/web\ndigest: ${OLD}\n`, 'app'],
    ['in the values of another chart', `digest: ${OLD}\n`, 'redis'],
  ])('is no matter where it is %s', (_name, layer, folder) => {
    const { refusals, files } = plan({
      'app/values.yaml': 'image: ghcr.io/acme/app:v1\n',
      [`${folder}/values-prod.yaml`]: layer,
    });
    expect(refusals).toEqual([]);
    expect(files.map(({ path }) => path)).toEqual(['app/values.yaml']);
  });
});
