import { describe, expect, test } from '@jest/globals';
import { plan, TO_V2 } from '../promotion.ts';
import { planEdits } from '../../../src/manifest/plan-edits.ts';
import { yaml } from '../../yaml.ts';

const compose = (more: string) => ({
  '.env': 'TAG=v1\n',
  'compose.yaml': `services:\n  app:\n    image: ghcr.io/acme/app:\${TAG}\n${more}`,
});

const deployment = (text: string) => ({
  'apps/app.yaml': yaml`
    kind: Deployment
    spec:
      template:
        spec:
          containers:
            - image: ghcr.io/acme/app:\${TAG}
              args: [${text}]
  `,
  'flux.yaml': yaml`
    apiVersion: kustomize.toolkit.fluxcd.io/v1
    kind: Kustomization
    metadata: {name: apps}
    spec:
      path: ./apps
      postBuild:
        substitute: {TAG: v1}
  `,
});

describe('a variable that changes for an image', () => {
  test.each([
    ['environment', '    environment:\n      SIDE: ghcr.io/acme/other:${TAG}\n', 5],
    ['list of variables', '    environment: ["SIDE=ghcr.io/acme/other:${TAG}"]\n', 4],
    ['command', '    command: --side=ghcr.io/acme/other:v${TAG:-1} --now\n', 4],
    ['argument of a build', '    build: {args: {BASE: "quay.io/acme/app:${TAG}"}}\n', 4],
    ['registry by a variable', '    labels: {side: "${REGISTRY}/acme/other:${TAG}"}\n', 4],
    ['digest', '    labels: {side: "ghcr.io/acme/other@${TAG}"}\n', 4],
  ])('is refused where it names another one: %s', (_name, more, line) => {
    const { refusals, files } = plan(compose(more));
    expect(files).toEqual([]);
    expect(refusals).toMatchObject([
      {
        code: 'REFERENCE_UNEDITABLE',
        message: expect.stringContaining('the variable TAG goes into another image, too: '),
        location: { file: 'compose.yaml', line },
      },
    ]);
  });

  test('is refused in the environment file, too', () => {
    const { refusals } = plan({ ...compose(''), '.env': 'TAG=v1\nSIDE=ghcr.io/acme/other:${TAG}\n' });
    expect(refusals).toMatchObject([{ location: { file: '.env', line: 2 } }]);
  });

  test.each([
    ['a variable of Flux', '"--side=ghcr.io/acme/other:${TAG}"'],
    ['with a default', '"ghcr.io/acme/other:${TAG:=v0}"'],
  ])('is refused where objects take it: %s', (_name, text) => {
    const { refusals, files } = plan(deployment(text));
    expect(files).toEqual([]);
    expect(refusals).toMatchObject([
      {
        message: expect.stringContaining('ghcr.io/acme/other (apps/app.yaml:7)'),
        location: { file: 'apps/app.yaml', line: 7 },
      },
    ]);
  });

  test.each([
    ['the image itself', '    labels: {self: "ghcr.io/acme/app:${TAG}"}\n'],
    ['the image, behind a variable', '    labels: {self: "${REGISTRY}/acme/app:${TAG}"}\n'],
    ['a text that is no image', '    environment: {VERSION: "${TAG}", URL: "https://acme.dev/app:${TAG}"}\n'],
    ['another variable', '    environment: {SIDE: "ghcr.io/acme/other:${OTHER}"}\n'],
    ['a fixed tag', '    environment: {SIDE: "ghcr.io/acme/other:v1", NOW: "${TAG}"}\n'],
  ])('changes beside %s', (_name, more) => {
    const { refusals, files } = plan(compose(more));
    expect(refusals).toEqual([]);
    expect(files.map(({ path, after }) => [path, after])).toEqual([['.env', 'TAG=v2\n']]);
  });

  test('changes where the other image goes to the same tag', () => {
    const files = Object.entries(
      compose('    labels: {side: "ghcr.io/acme/other:${TAG}"}\n    x: ghcr.io/acme/other:v1\n'),
    );
    const other = { ...TO_V2, name: 'other', repository: 'ghcr.io/acme/other' };
    const list = [
      ...files.map(([path, text]) => ({ path, text })),
      { path: 'other.yaml', text: 'image: ghcr.io/acme/other:v1\n' },
    ];
    const both = planEdits({ files: list, images: [TO_V2, other] });
    expect(both.refusals).toEqual([]);
    expect(both.files.map(({ path }) => path)).toEqual(['.env', 'other.yaml']);
    const apart = planEdits({ files: list, images: [TO_V2, { ...other, tag: 'v3' }] });
    expect(apart.refusals).toHaveLength(1);
  });
});
