import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { edited, NEW, OLD } from '../promotion.ts';
import { describeWith, render, renderedImages } from '../rendering/real-program.ts';
import { yaml } from '../../yaml.ts';

const pod = (image: string): string => yaml`
  apiVersion: v1
  kind: Pod
  metadata: {name: app}
  spec:
    containers:
      - {name: app, image: "${image}"}
`;

/** The kustomization that `kustomize edit set image` leaves behind. */
function afterSetImage(image: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-set-'));
  try {
    writeFileSync(join(folder, 'kustomization.yaml'), 'resources:\n- pod.yaml\n');
    writeFileSync(join(folder, 'pod.yaml'), pod('app'));
    execFileSync('kustomize', ['edit', 'set', 'image', image], { cwd: folder, stdio: 'pipe' });
    return readFileSync(join(folder, 'kustomization.yaml'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describeWith('kustomize', ['version'], () => {
  const APP = 'ghcr.io/acme/app';

  test.each([
    ['name and tag', `${APP}:v1`, APP, `${APP}:v2@${NEW}`],
    ['name and digest', `${APP}@${OLD}`, APP, `${APP}@${NEW}`],
    ['name, tag and digest', `${APP}:v1@${OLD}`, APP, `${APP}:v2@${NEW}`],
    ['a new name and tag', `app=${APP}:v1`, 'app', `${APP}:v2@${NEW}`],
    ['a new name and digest', `app=${APP}@${OLD}`, 'app', `${APP}@${NEW}`],
    ['a new name, tag and digest', `app=${APP}:v1@${OLD}`, 'app', `${APP}:v2@${NEW}`],
    ['a number as tag', `app=${APP}:1.10`, 'app', `${APP}:v2@${NEW}`],
  ])('what "set image" writes is edited and renders: %s', (_name, image, inPod, rendered) => {
    const kustomization = edited('kustomization.yaml', afterSetImage(image));
    const output = render({ 'kustomization.yaml': kustomization, 'pod.yaml': pod(inPod) }, 'kustomize', [
      'build',
    ]);
    expect(renderedImages(output)).toEqual([rendered]);
  });
});
