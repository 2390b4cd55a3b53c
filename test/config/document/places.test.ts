import { describe, expect, test } from '@jest/globals';
import { yaml } from '../../yaml.ts';
import { problemsIn } from '../problems-of.ts';

/** Line and column of each mistake, with the first words of what it says. */
function places(text: string): readonly string[] {
  return problemsIn(text).map((problem) => problem.replace('CONFIG_INVALID ', '').split(' | ')[0] ?? '');
}

describe('the place of a mistake', () => {
  test('in what is missing is the map that lacks it, whatever is called so elsewhere', () => {
    const text = yaml`
      version: 1
      images: { environments: { repository: ghcr.io/acme/api } }
    `;
    expect(places(text)).toEqual(['1:1 environments is missing']);
  });

  test('in a map that lacks a key is its own key', () => {
    const text = yaml`
      version: 1
      images:
        api:
          pin: tag
      environments: { dev: { files: [a] } }
    `;
    expect(places(text)).toEqual(['3:3 images.api.repository is missing']);
  });

  test('in an alias is where the anchor stands', () => {
    const text = yaml`
      version: 1
      images: { api: { repository: ghcr.io/acme/api } }
      environments:
        dev: { files: &files [a, /b] }
        qa: { files: *files }
    `;
    expect(new Set(places(text))).toEqual(
      new Set(['4:28 environments.dev.files[1] is "/b", which is an absolute path']),
    );
  });

  test('in one of several merges is where that one stands, and the first that has the key counts', () => {
    const text = yaml`
      version: 1
      images: { api: { repository: ghcr.io/acme/api } }
      environments:
        dev: &dev { files: [a], merge: x }
        qa: &qa { files: [b], policy: y }
        uat: { <<: [*qa, *dev], labels: [""] }
    `;
    expect(places(text)).toEqual([
      '4:34 environments.dev.merge is "x"',
      '5:33 environments.qa.policy is "y"',
      '6:36 environments.uat.labels[0] is empty',
    ]);
  });
});
