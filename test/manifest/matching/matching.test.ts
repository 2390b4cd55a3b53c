import { describe, expect, test } from '@jest/globals';
import { edited, NEW, plan, refusals } from '../promotion.ts';

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
    expect(edited('d.yaml', 'kind: Pod\nspec: {containers: [{image: "localhost:5000/app"}]}\n', change)).toBe(
      `kind: Pod\nspec: {containers: [{image: "localhost:5000/app:v2@${NEW}"}]}\n`,
    );
  });
});

describe('only the image that is promoted changes', () => {
  test.each([
    [
      'another image with the same tag',
      'a: {image: "ghcr.io/acme/app:v1"}\nb: {image: "ghcr.io/acme/web:v1"}\n',
    ],
    [
      'the tag inside another tag and in comments',
      'image: ghcr.io/acme/app:v1 # v1, not v1-alpine\nother: v1-alpine\nsome: v1\n',
    ],
    [
      'a longer name',
      'image: ghcr.io/acme/app:v1\nb: {image: "ghcr.io/acme/app-docs:v1"}\nc: {image: "ghcr.io/acme/app/sub:v1"}\n',
    ],
    [
      'a name of which the dot is no wildcard',
      'image: ghcr.io/acme/app:v1\nb: {image: "ghcrxio/acme/web:v1"}\n',
    ],
    ['a longer registry', 'image: ghcr.io/acme/app:v1\nb: {image: "x.ghcr.io/acme/web:v1"}\n'],
  ])('not %s', (_name, text) => {
    expect(edited('values.yaml', text)).toBe(
      text.replace('ghcr.io/acme/app:v1', `ghcr.io/acme/app:v2@${NEW}`),
    );
  });

  test.each([
    [
      'a host and port',
      'redis',
      'host: redis:6379\nserverName: "redis:6379"\nimage: redis:7\n',
      'image: redis:7\n',
    ],
    [
      'a dependency of a chart',
      'redis',
      'dependencies:\n- name: redis\n  version: 17.0.0\nimage: redis:7\n',
      'image: redis:7\n',
    ],
  ])('not %s', (_name, repository, text, line) => {
    expect(edited('values.yaml', text, { repository })).toBe(text.replace(line, `image: redis:v2@${NEW}\n`));
  });
});

describe('another repository with the same last part', () => {
  const text = 'a: {image: "ghcr.io/acme/app:v1"}\nb: {image: "mirror.acme.dev/acme/app:v1"}\n';

  test('is refused with both places', () => {
    const [refusal, ...others] = plan({ 'values.yaml': text }).refusals;
    expect(others).toEqual([]);
    expect(refusal).toMatchObject({ code: 'REFERENCE_AMBIGUOUS', location: { line: 2 } });
    expect(refusal?.message).toContain('values.yaml:1: ghcr.io/acme/app:v1');
    expect(refusal?.message).toContain('values.yaml:2: mirror.acme.dev/acme/app:v1');
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
      'kustomization.yaml': 'images:\n- name: app\n  newName: ghcr.io/acme/app\n  newTag: v1\n',
      'deploy.yaml': 'kind: Deployment\nspec: {template: {spec: {containers: [{image: "app:dev"}]}}}\n',
    };
    const result = plan(files);
    expect(result.refusals).toEqual([]);
    expect(result.files.map((file) => file.path)).toEqual(['kustomization.yaml']);
    expect(result.passedOver).toMatchObject([
      { found: 'app:dev', reason: expect.stringContaining('placeholder') },
    ]);
  });
});
