import { describe, expect, test } from '@jest/globals';
import { NEW, plan, refusals } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

const policies = yaml`
  apiVersion: image.toolkit.fluxcd.io/v1
  kind: ImageRepository
  metadata: { name: app, namespace: flux-system }
  spec: { image: ghcr.io/acme/app }
  ---
  apiVersion: image.toolkit.fluxcd.io/v1
  kind: ImagePolicy
  metadata: { name: app, namespace: flux-system }
  spec: { imageRepositoryRef: { name: app } }
`;

const OLD = `sha256:${'a'.repeat(64)}`;

describe('setters of Flux', () => {
  test.each([
    ['the whole reference', 'ghcr.io/acme/app:v1', '', `ghcr.io/acme/app:v2@${NEW}`],
    ['the tag', 'v1', ':tag', 'v2'],
    ['the digest', OLD, ':digest', NEW],
    ['tag and digest', `v1@${OLD}`, ':tag', `v2@${NEW}`],
    ['the name, which stays', 'ghcr.io/acme/app', ':name', 'ghcr.io/acme/app'],
  ])('%s', (_name, before, part, after) => {
    const app = (value: string): string => yaml`
      apiVersion: acme.dev/v1
      kind: App
      spec:
        of: ${value} # {"$imagepolicy": "flux-system:app${part}"}
        other: v1
        sidecar: {image: "ghcr.io/acme/app:${value === before ? 'v1' : `v2@${NEW}`}"}
    `;
    const { files, refusals: refused } = plan({ 'policies.yaml': policies, 'app.yaml': app(before) });
    expect(refused).toEqual([]);
    expect(files.map((file) => file.after)).toEqual([
      before === after ? app(before).replace('app:v1"', `app:v2@${NEW}"`) : app(after),
    ]);
  });
});

describe('what Argo CD Image Updater writes', () => {
  test.each([
    [
      'kustomize.images of an Application',
      'app.yaml',
      yaml`
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        spec:
          source:
            kustomize:
              images:
                - ghcr.io/acme/app:v1
                - web=ghcr.io/acme/web:v1
      `,
      `- ghcr.io/acme/app:v2@${NEW}`,
    ],
    [
      'its own file for Kustomize',
      '.argocd-source-app.yaml',
      yaml`
        kustomize:
          images:
            - app=ghcr.io/acme/app:v1@${OLD}
      `,
      `- app=ghcr.io/acme/app:v2@${NEW}`,
    ],
    [
      'its own file for Helm',
      '.argocd-source-app.yaml',
      yaml`
        helm:
          parameters:
            - name: image.repository
              value: ghcr.io/acme/app
              forcestring: true
            - name: image.tag
              value: v1
              forcestring: true
      `,
      'value: v2',
    ],
    [
      'a file of values, as its write-back target',
      'values.yaml',
      yaml`
        app:
          image:
            name: ghcr.io/acme/app
            tag: v1
      `,
      'tag: v2',
    ],
    [
      'a Kustomization, as its write-back target',
      'kustomization.yaml',
      yaml`
        images:
          - name: ghcr.io/acme/app
            newTag: v1
      `,
      'newTag: v2',
    ],
  ])('%s', (_name, path, before, after) => {
    const { files, refusals: refused } = plan({ [path]: before });
    expect(refused).toEqual([]);
    expect(files[0]?.after).toContain(after);
  });

  test('its annotations and its ImageUpdater say what to look for, and stay', () => {
    const text = yaml`
      apiVersion: argocd-image-updater.argoproj.io/v1alpha1
      kind: ImageUpdater
      spec:
        applicationRefs:
          - images: [{alias: app, imageName: "ghcr.io/acme/app:v1.x"}]
    `;
    expect(refusals('updater.yaml', text).map(({ code }) => code)).toEqual(['REFERENCE_NOT_FOUND']);
  });
});
