import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { openStage, type Stage, text } from '../stage.ts';
import { run } from './stage.ts';

// Golden files of the editor, taken through a whole promotion: what GitHub holds afterwards is what they say.
const GOLDEN = join(import.meta.dirname, '../../golden');

let stage: Stage;
let digests: readonly [v1: string, v2: string];
let count = 0;

beforeAll(async () => {
  stage = await openStage();
  digests = [stage.release('app', 'v1'), stage.release('app', 'v2')];
});

/** The files of a folder, with the registry and the digests of this stage. */
function filesIn(folder: string): Readonly<Record<string, string>> {
  const [v1, v2] = digests.map((digest) => digest.replace('sha256:', ''));
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    paths.map((path) => {
      const ours = readFileSync(path, 'utf8')
        .replaceAll('ghcr.io', stage.registry.host)
        .replaceAll('a'.repeat(64), v1 ?? '')
        .replaceAll('d'.repeat(64), v2 ?? '');
      return [path.slice(folder.length + 1), ours];
    }),
  );
}

describe('a promotion writes what the editor would', () => {
  test.each([
    'flux-setter/namespaces-tell-policies-of-one-name-apart',
    'workload/objects-of-other-automation',
    'handed-value/variables-and-parameters',
    'handed-value/variables-in-values-and-compose',
    'workload/version-in-a-comment',
    'workload/lookalike-beside-the-image',
    'nested-text/blocks-of-values',
    'workload/branches-of-a-template',
    'workload/merge-keys-of-one-image',
    'named-source/image-stream',
    'named-source/tekton-bundle',
    'compose/first-version',
    'flux-kustomization/variables-of-a-cluster',
    'kustomize/vars',
    'argo-cd/files-of-a-generator',
    'helm-values/sops-with-a-mac-of-secrets-alone',
    'helm-values/version-that-is-no-tag',
    'helm-values/parts-beside-a-whole-reference',
  ])('%s', async (kind) => {
    count += 1;
    const name = `acme/kind-${count}`;
    const before = filesIn(join(GOLDEN, kind, 'input'));
    const expected = filesIn(join(GOLDEN, kind, 'expected'));
    const repo = await stage.github.createRepository(name, before);
    const image = `${stage.images}/app`;
    const { report } = await run(stage, {
      image,
      images: 'v2',
      files: '**, **/.env',
      'config-repository': name,
    });
    expect(report.lanes).toMatchObject([{ outcome: 'created', errors: [] }]);
    const branch = report.lanes[0]?.branch ?? '';
    const after: Record<string, string> = {};
    for (const path of Object.keys(expected)) after[path] = await text(repo, branch, path);
    expect(after).toEqual(expected);
    const again = await run(stage, { image, images: 'v2', files: '**, **/.env', 'config-repository': name });
    expect(again.report.lanes).toMatchObject([{ changed: false }]);
  });
});
