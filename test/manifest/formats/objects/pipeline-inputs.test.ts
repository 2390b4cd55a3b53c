import { describe, expect, test } from '@jest/globals';
import { edited, NEW, refusals } from '../../promotion.ts';
import { yaml } from '../../../yaml.ts';

const workflow = (input: string): string => yaml`
  on: push
  jobs:
    test:
      runs-on: ubuntu-24.04
      steps:
        - uses: acme/kind-action@v1
          with:
            version: v1
            ${input}
`;
const action = (step: string): string => yaml`
  runs:
    using: composite
    steps:
      - ${step}
`;

describe('inputs of actions that speak of an image', () => {
  test.each([
    ['.github/workflows/e2e.yaml', workflow('node_image: ghcr.io/acme/app:v1')],
    ['.github/workflows/e2e.yaml', workflow('image: "ghcr.io/acme/app:v1"')],
    ['.gitea/workflows/e2e.yml', workflow('kindImage: ghcr.io/acme/app:v1@sha256:' + 'a'.repeat(64))],
    ['.github/actions/tools/action.yml', action('with: { image: ghcr.io/acme/app:v1 }')],
    ['.github/actions/tools/action.yml', action('uses: docker://ghcr.io/acme/app:v1')],
    ['.github/actions/tools/action.yml', 'runs: {using: docker, image: "docker://ghcr.io/acme/app:v1"}\n'],
  ])('%s: %s', (path, text) => {
    expect(edited(path, text)).toBe(text.replace(/app:v1(?:@sha256:a+)?/, `app:v2@${NEW}`));
  });

  test.each([
    ['an input that says nothing of an image', workflow('source: ghcr.io/acme/app:v1')],
    ['an input with a bare name, which may say where to push', workflow('image: ghcr.io/acme/app')],
    ['an action of that name', action('uses: acme/app@v1')],
  ])('%s is left alone', (_name, text) => {
    const path = text.startsWith('runs') ? '.github/actions/tools/action.yml' : '.github/workflows/e2e.yaml';
    expect(refusals(path, text).map(({ code }) => code)).toEqual(['REFERENCE_NOT_FOUND']);
  });
});
