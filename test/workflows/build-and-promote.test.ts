import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import { withReal } from '../with-real.ts';
import { yaml } from '../yaml.ts';
import { findBuildkitd } from './buildkit.ts';
import { findProgram } from './find-programs.ts';
import { openWorkflowStage, type WorkflowStage } from './stage.ts';

const act = findProgram('act');
const buildkitd = findBuildkitd();

withReal('the reusable workflow that builds and promotes', [act, buildkitd], () => {
  let stage: WorkflowStage;
  let application: SandboxRepository;
  let config: SandboxRepository;

  beforeAll(async () => {
    if (!act.there || !buildkitd.there) return;
    stage = await openWorkflowStage({ act: act.use, buildkitd: buildkitd.use });
    stage.packages.readers['acme/shop'] = ['acme/shop', 'acme/config'];
    config = await stage.github.createRepository(
      'acme/config',
      {
        'waybill.yaml': yaml`
          version: 1
          images:
            shop: { repository: ghcr.io/acme/shop }
          environments:
            dev: { files: ["dev/**"] }
        `,
        'dev/kustomization.yaml': yaml`
          apiVersion: kustomize.config.k8s.io/v1beta1
          kind: Kustomization
          images:
            - name: ghcr.io/acme/shop
              newTag: v1
        `,
      },
      { private: true },
    );
    application = await stage.github.createRepository(
      'acme/shop',
      {
        Dockerfile: readFileSync('examples/app/Dockerfile', 'utf8'),
        'public/index.html': '<h1>Open</h1>\n',
        '.github/workflows/release.yml': readFileSync(
          'examples/app/.github/workflows/release-short.yml',
          'utf8',
        ),
      },
      { private: true },
    );
  });

  test('builds, records and proposes what was pushed', async () => {
    await application.push('main', { 'public/index.html': '<h1>Open on Sundays</h1>\n' });
    const [run] = await stage.settle();
    if (run?.succeeded !== true) throw new Error(run?.log);
    const digest = stage.packages.registry.tags('acme/shop').get('main');
    expect(digest).toMatch(/^sha256:/);
    const [pull] = config.pullRequests();
    expect(pull).toMatchObject({ author: 'acme-waybill[bot]', head: { ref: 'waybill/dev/shop' } });
    expect(stage.hosts.strangers).toEqual([]);
    expect(stage.github.violations).toEqual([]);
  });
});
