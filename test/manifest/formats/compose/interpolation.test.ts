import { describe, expect, test } from '@jest/globals';
import { interpolate } from '../../../../src/manifest/formats/compose/interpolation.ts';
import { edited, NEW, OLD, refusals } from '../../promotion.ts';
import { service } from './service.ts';

describe('a text with variables is taken apart', () => {
  test.each([
    ['a:$TAG', ['a:', 'TAG?']],
    ['a:${TAG}-x', ['a:', 'TAG?', '-x']],
    ['a:${TAG:-v1}', ['a:', 'TAG=v1']],
    ['a:${TAG-v1}', ['a:', 'TAG=v1']],
    ['${A:-b:${TAG:-v1}}', ['A=b:', 'TAG=v1']],
    ['a:${TAG:?is needed}', ['a:', 'TAG?']],
    ['a:${TAG:-}', ['a:', 'TAG?']],
  ])('%s', (text, expected) => {
    const pieces = interpolate(text) ?? [];
    const shown = pieces.map(({ text: value, variable }) => {
      if (value === undefined) return `${variable}?`;
      return variable === undefined ? value : `${variable}=${value}`;
    });
    expect(shown).toEqual(expected);
  });

  test.each(['a:${TAG', 'a:$$TAG', 'a:${1}', 'a:${TAG:-${X}', '$(TAG)'])('not %s', (text) => {
    expect(interpolate(text)).toBeUndefined();
  });
});

describe('in a service the default of a variable changes', () => {
  test.each([
    ['${REGISTRY:-ghcr.io}/acme/app:${TAG:-v1}', 'v1', 'v2'],
    ['${REGISTRY:-ghcr.io/acme/}app:${TAG:-v1}', 'v1', 'v2'],
    ['ghcr.io/${ORG:-acme}/app:${TAG-v1}', 'v1', 'v2'],
    ['${IMAGE:-ghcr.io/acme/app}:${TAG:-v1}', 'v1', 'v2'],
    ['${IMAGE:-ghcr.io/acme/app:${TAG:-v1}}', 'v1', 'v2'],
    ['ghcr.io/acme/app:v${VERSION:-1}', '-1', '-2'],
    ['${REGISTRY:-ghcr.io}/acme/app:v1', 'v1', `v2@${NEW}`],
    ['${IMAGE:-ghcr.io/acme/app}:v1', 'v1', `v2@${NEW}`],
    [`\${REGISTRY:-ghcr.io}/acme/app:v1@${OLD}`, `v1@${OLD}`, `v2@${NEW}`],
    [`\${REGISTRY:-ghcr.io}/acme/app@${OLD}`, OLD, NEW],
    [`ghcr.io/acme/app@\${DIGEST:-${OLD}}`, OLD, NEW],
  ])('%s', (image, before, after) => {
    const text = service(image);
    expect(edited('compose.yaml', text)).toBe(text.replace(before, after));
  });

  test('no digest is added behind a tag when the tag alone counts', () => {
    const text = service('${REGISTRY:-ghcr.io}/acme/app:v1');
    expect(edited('compose.yaml', text, { pin: 'tag' })).toBe(text.replace('v1', 'v2'));
  });

  test('a tag beside the digest of a variable takes no other', () => {
    const text = service(`\${REGISTRY:-ghcr.io}/acme/app:v1@\${DIGEST:-${OLD}}`);
    expect(edited('compose.yaml', text)).toBe(text.replace('v1', 'v2').replace(OLD, NEW));
  });

  test('tag and digest, each in its own', () => {
    const text = service(`ghcr.io/acme/app:\${TAG:-v1}@\${DIGEST:-${OLD}}`);
    expect(edited('compose.yaml', text)).toBe(text.replace('v1', 'v2').replace(OLD, NEW));
  });

  test('without the text that stands fixed around it', () => {
    const text = service('ghcr.io/acme/app:${TAG:-v1}-alpine');
    expect(edited('compose.yaml', text, { tag: 'v2-alpine' })).toBe(text.replace('v1', 'v2'));
  });

  test.each([
    ['ghcr.io/acme/app:${TAG:-v1}-alpine', 'v2.0-debian-12'],
    ['ghcr.io/acme/app:v${TAG:-1}', 'v'],
  ])('or is refused where nothing is left for the variable: %s with %s', (image, tag) => {
    expect(refusals('compose.yaml', service(image), { tag })).toMatchObject([
      { code: 'REFERENCE_UNEDITABLE', message: expect.stringContaining(`", and ${tag} is not`) },
    ]);
  });

  test.each([
    ['the text around it is another', 'ghcr.io/acme/app:${TAG:-v1}-alpine', '"…-alpine", and v2 is not'],
    ['several make up the tag', 'ghcr.io/acme/app:${A:-v}${B:-1}', 'several variables make up its tag'],
    ['it has no default', 'ghcr.io/acme/app:${TAG}', 'the variable TAG decides its tag'],
    ['there is no tag', '${REGISTRY:-ghcr.io}/acme/app', 'neither a tag nor a digest behind the repository'],
  ])('or is refused where %s', (_name, image, message) => {
    expect(refusals('compose.yaml', service(image))).toEqual([
      { code: 'REFERENCE_UNEDITABLE', message: expect.stringContaining(message), line: 3 },
    ]);
  });
});
