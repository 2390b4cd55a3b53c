import { describe, expect, test } from '@jest/globals';
import { bytesTest, textTest } from '../../../src/manifest/text/may-hold-image.ts';
import { yaml } from '../../yaml.ts';

const api = [{ name: 'api', repository: 'ghcr.io/acme/api' }];
const nginx = [{ name: 'proxy', repository: 'nginx' }];

/** Both ways in, because a tree is searched as bytes and a promotion as text. */
function holds(text: string, images = api): readonly boolean[] {
  return [textTest(images)(text), bytesTest(images)(Buffer.from(text).toString('latin1'))];
}

describe('files that can hold the image', () => {
  test.each([
    'image: ghcr.io/acme/api:v1',
    'image: "ghcr.io/acme/api"',
    'repository: acme/api',
    'repository: api\nregistry: ghcr.io/acme',
    yaml`
      registry: ghcr.io/acme
      name: api
    `,
    'image: api:v1',
    'url: oci://ghcr.io/acme/api',
    'tag: v1 # waybill: api tag',
    'tag: v1 # {"$imagepolicy": "a:b:tag"}',
    '{"image":"ghcr.io/acme/api@sha256:00"}',
    'x=ghcr.io/acme/api',
    'repository: "ghcr.io/acme/\\\n  api"',
    'image: "ghcr.io/ac\\\r\n\t me/a\\\n  pi:v1"',
  ])('%s', (text) => {
    expect(holds(text)).toEqual([true, true]);
  });

  test.each(['nginx', 'image: nginx:1', 'docker.io/library/nginx'])('a short name: %s', (text) => {
    expect(holds(text, nginx)).toEqual([true, true]);
  });

  test('UTF-16, so that it is refused and not passed by', () => {
    expect(bytesTest(api)('\u00ff\u00fea\u0000')).toBe(true);
  });

  test.each(['i\0m\0a\0', '\0i\0m\0a'])('UTF-16 without a byte order mark: %j', (characters) => {
    expect(bytesTest(api)(characters)).toBe(true);
  });
});

describe('files that cannot, and are not parsed', () => {
  test.each([
    yaml`
      apiVersion: v1
      kind: Service
      metadata: {name: api, labels: {app: api}}
    `,
    'image: ghcr.io/acme/api-docs:v1',
    'image: ghcr.io/acme/apis:v1',
    'image: ghcr.io/acme/my-api:v1',
    'host: api.acme.dev',
    'api: true',
    '',
    '\0asm\x01\0\0\0',
    'a\0\0\0',
  ])('%j', (text) => {
    expect(holds(text)).toEqual([false, false]);
  });
});
