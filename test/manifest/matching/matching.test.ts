import { describe, expect, test } from '@jest/globals';
import { edited, NEW, plan, refusals } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

describe('spellings of one image', () => {
  test.each([
    'nginx',
    'library/nginx',
    'docker.io/nginx',
    'docker.io/library/nginx',
    'index.docker.io/library/nginx',
  ])('%s is found as nginx and keeps its spelling', (spelling) => {
    const text = `image: ${spelling}:v1\n`;
    const change = { repository: 'docker.io/library/nginx' };
    expect(edited('values.yaml', text, change)).toBe(`image: ${spelling}:v2@${NEW}\n`);
    expect(edited('values.yaml', text, { repository: 'nginx' })).toBe(`image: ${spelling}:v2@${NEW}\n`);
  });

  test('a port is no tag', () => {
    const change = { repository: 'localhost:5000/app' };
    expect(
      edited(
        'd.yaml',
        yaml`
          kind: Pod
          spec: {containers: [{image: "localhost:5000/app"}]}
        `,
        change,
      ),
    ).toBe(
      yaml`
        kind: Pod
        spec: {containers: [{image: "localhost:5000/app:v2@${NEW}"}]}
      `,
    );
  });
});

describe('only the image that is promoted changes', () => {
  test.each([
    [
      'another image with the same tag',
      yaml`
        a: {image: "ghcr.io/acme/app:v1"}
        b: {image: "ghcr.io/acme/web:v1"}
      `,
    ],
    [
      'the tag inside another tag and in comments',
      yaml`
        image: ghcr.io/acme/app:v1 # v1, not v1-alpine
        other: v1-alpine
        some: v1
      `,
    ],
    [
      'a longer name',
      yaml`
        image: ghcr.io/acme/app:v1
        b: {image: "ghcr.io/acme/app-docs:v1"}
        c: {image: "ghcr.io/acme/app/sub:v1"}
      `,
    ],
    [
      'a name of which the dot is no wildcard',
      yaml`
        image: ghcr.io/acme/app:v1
        b: {image: "ghcrxio/acme/web:v1"}
      `,
    ],
    [
      'a longer registry',
      yaml`
        image: ghcr.io/acme/app:v1
        b: {image: "x.ghcr.io/acme/web:v1"}
      `,
    ],
  ])('not %s', (_name, text) => {
    expect(edited('values.yaml', text)).toBe(
      text.replace('ghcr.io/acme/app:v1', `ghcr.io/acme/app:v2@${NEW}`),
    );
  });

  test.each([
    [
      'a host and port',
      'redis',
      yaml`
        host: redis:6379
        serverName: "redis:6379"
        image: redis:7
      `,
      'image: redis:7\n',
    ],
    [
      'a dependency of a chart',
      'redis',
      yaml`
        dependencies:
        - name: redis
          version: 17.0.0
        image: redis:7
      `,
      'image: redis:7\n',
    ],
  ])('not %s', (_name, repository, text, line) => {
    expect(edited('values.yaml', text, { repository })).toBe(text.replace(line, `image: redis:v2@${NEW}\n`));
  });
});

describe('another repository with the same last part', () => {
  const text = yaml`
    a: {image: "ghcr.io/acme/app:v1"}
    b: {image: "mirror.acme.dev/acme/app:v1"}
  `;

  test('is told, and stays', () => {
    expect(edited('values.yaml', text)).toBe(text.replace('app:v1', `app:v2@${NEW}`));
    expect(plan({ 'values.yaml': text }).passedOver).toMatchObject([
      { found: 'mirror.acme.dev/acme/app:v1', location: { line: 2 } },
    ]);
  });

  test('is no obstacle behind a comment that says to ignore it', () => {
    const ignored = text.replace(/\n$/, ' # waybill: ignore\n');
    expect(edited('values.yaml', ignored)).toBe(ignored.replace('app:v1', `app:v2@${NEW}`));
  });

  test('is no second repository where it only names the same tag', () => {
    const one = 'image: {name: app, repository: ghcr.io/acme/app, tag: v1}\n';
    expect(edited('values.yaml', one)).toBe(one.replace('v1', 'v2'));
  });

  test('is left alone when it is expected', () => {
    const options = { expected: ['mirror.acme.dev/acme/app'] };
    expect(edited('values.yaml', text, {}, options)).toBe(text.replace('app:v1', `app:v2@${NEW}`));
  });

  test('is a near miss when the image itself is nowhere', () => {
    const found = refusals('values.yaml', 'image: mirror.acme.dev/acme/app:v1\n');
    expect(found).toEqual([
      {
        code: 'REFERENCE_NOT_FOUND',
        message: expect.stringContaining('mirror.acme.dev/acme/app:v1'),
        line: 1,
      },
    ]);
  });

  test('is no other image when a Kustomization replaces the name', () => {
    const files = {
      'kustomization.yaml': yaml`
        images:
        - name: app
          newName: ghcr.io/acme/app
          newTag: v1
      `,
      'deploy.yaml': yaml`
        kind: Deployment
        spec: {template: {spec: {containers: [{image: "app:dev"}]}}}
      `,
    };
    const result = plan(files);
    expect(result.refusals).toEqual([]);
    expect(result.files.map((file) => file.path)).toEqual(['kustomization.yaml']);
    expect(result.passedOver).toMatchObject([
      { found: 'app:dev', reason: expect.stringContaining('placeholder') },
    ]);
  });
});
