import { describe, expect, test } from '@jest/globals';
import { findReferences } from '../../../src/manifest/find-references.ts';
import { OLD, plan, REPOSITORY } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

describe('what files declare now', () => {
  const pod = (image: string) => yaml`
    kind: Pod
    spec: {containers: [{image: "${image}"}]}
  `;
  const declared = (files: Readonly<Record<string, string>>) =>
    findReferences(
      Object.entries(files).map(([path, text]) => ({ path, text })),
      [{ name: 'app', repository: REPOSITORY }],
    ).map(({ location, declared: parts }) => [location.file, parts.tag, parts.digest]);

  test('is a tag, a digest, or both, and no name alone', () => {
    expect(
      declared({
        'a.yaml': pod(`${REPOSITORY}:v1`),
        'b.yaml': pod(`${REPOSITORY}@${OLD}`),
        'c.yaml': pod(`${REPOSITORY}:v1@${OLD}`),
        'd.yaml': pod(REPOSITORY),
      }),
    ).toEqual([
      ['a.yaml', 'v1', undefined],
      ['b.yaml', undefined, OLD],
      ['c.yaml', 'v1', OLD],
    ]);
  });

  test('is a name alone where there is nothing else', () => {
    expect(declared({ 'd.yaml': pod(REPOSITORY) })).toEqual([['d.yaml', undefined, undefined]]);
  });

  test('is the template where one writes the tag', () => {
    const values = `image: {repository: ${REPOSITORY}, tag: "{{ .tag }}"}\n`;
    expect(declared({ 'values.yaml': values })).toEqual([['values.yaml', '"{{ .tag }}"', undefined]]);
  });
});

test('a workload that names the image alone leaves it to the Kustomization, and one with a digest does not', () => {
  const pod = (image: string) => yaml`
    kind: Pod
    spec: {containers: [{image: "${image}"}]}
  `;
  const result = plan({
    'kustomization.yaml': yaml`
      images:
      - name: ${REPOSITORY}
        newTag: v1
    `,
    'bare.yaml': pod(REPOSITORY),
    'pinned.yaml': pod(`${REPOSITORY}@${OLD}`),
  });
  expect(result.files.map(({ path }) => path)).toEqual(['kustomization.yaml', 'pinned.yaml']);
  expect(result.passedOver).toMatchObject([
    { location: { file: 'bare.yaml' }, reason: 'it has no tag, and a Kustomization sets one' },
  ]);
});

test('repository and tag at the top of values have the place of the repository', () => {
  const { edits } = plan({
    'values.yaml': yaml`
      repository: ${REPOSITORY}
      tag: v1
    `,
  });
  expect(edits).toMatchObject([{ at: 'repository', location: { line: 2, column: 6 } }]);
});
