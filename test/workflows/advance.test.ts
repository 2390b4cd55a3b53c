import { beforeAll, expect, test } from '@jest/globals';
import { registryStandIn } from '../stand-ins.ts';
import { withReal } from '../with-real.ts';
import { yaml } from '../yaml.ts';
import { findBuildkitd } from './buildkit.ts';
import { exampleFiles } from './examples.ts';
import { findProgram } from './find-programs.ts';
import { namesOf } from './names-of-runs.ts';
import { openWorkflowStage, type WorkflowStage } from './stage.ts';

const act = findProgram('act');
const buildkitd = findBuildkitd();

withReal('the reusable workflow that advances', [act, buildkitd], () => {
  let stage: WorkflowStage;

  beforeAll(async () => {
    if (!act.there || !buildkitd.there) return;
    stage = await openWorkflowStage({ act: act.use, buildkitd: buildkitd.use });
  });

  test('takes the example with Helm and Flux from dev to prod, with the token of an App', async () => {
    const { packages, github } = stage;
    packages.readers['acme/shop'] = ['acme/config'];
    const shop = await github.createRepository('acme/shop', { 'a.txt': '1' }, { private: true });
    const [old, digest] = await Promise.all(
      ['v1.3.0', 'v1.4.0'].map(async (tag) => {
        const revision = await shop.push('main', { 'a.txt': tag }, { message: `Work for ${tag}` });
        const source = 'https://github.com/acme/shop';
        const labels = {
          'org.opencontainers.image.source': source,
          'org.opencontainers.image.revision': revision,
        };
        return packages.registry.seed('acme/shop', [tag], { content: tag, labels });
      }),
    );
    const files = Object.fromEntries(
      Object.entries(exampleFiles('config-helm-flux')).map(([path, text]) => [
        path,
        text.replaceAll(/sha256:1+/g, old ?? ''),
      ]),
    );
    const config = await github.createRepository('acme/config', files, { private: true });
    const dev = 'apps/dev/shop.yaml';
    const changed = files[dev]?.replace('v1.3.0', 'v1.4.0').replace(old ?? '', digest ?? '') ?? '';
    const head = await config.push('main', { [dev]: changed }, { message: 'By hand' });
    expect(namesOf(await stage.settle())).toEqual([
      'acme/config advance on push',
      'acme/config verify on pull_request_target',
    ]);

    await config.setStatus(head, 'kustomization/apps/dev', 'pending', 'reconciling');
    expect(namesOf(await stage.settle())).toEqual([]);
    await config.setStatus(head, 'kustomization/apps/dev', 'success', 'reconciled');
    expect(namesOf(await stage.settle())).toEqual(['acme/config advance on status']);
    const [pull] = config.pullRequests();
    expect(pull).toMatchObject({ author: 'acme-waybill[bot]', head: { ref: 'waybill/prod/shop' } });
    expect(pull?.body).toContain('Work for v1.4.0');
    const proposed = await config.read('waybill/prod/shop', 'apps/prod/shop.yaml');
    expect(Buffer.from(proposed ?? []).toString('utf8')).toContain(digest);
  });

  test('needs the owner of a package to let the config repo in', async () => {
    const { packages, github } = stage;
    packages.readers['acme/shop'] = [];
    const stranger = await github.createRepository('acme/stranger', exampleFiles('config-helm-flux'), {
      private: true,
      actionsMayCreatePullRequests: true,
    });
    const inputs = { image: 'shop', version: 'v1.4.0', environment: 'dev' };
    const [run] = await stage.start(stranger, 'workflow_dispatch', inputs, 'promote.yml');
    expect(run?.succeeded).toBe(false);
    expect(run?.log).toContain('"Manage Actions access"');
    expect(stranger.pullRequests()).toEqual([]);
  });

  test('logs in to another registry, acts with its own token where there is no App, and tells when to look', async () => {
    const registry = await registryStandIn({
      auth: { kind: 'basic', username: 'reader', password: 'p"a$s' },
    });
    const digest = registry.seed('acme/shop', ['v2'], { content: 'two' });
    const environment = (tag: string, known: string) => yaml`
      apiVersion: kustomize.config.k8s.io/v1beta1
      kind: Kustomization
      images:
        - name: ${registry.host}/acme/shop
          newTag: ${tag}
          digest: ${known}
    `;
    const config = await stage.github.createRepository(
      'acme/elsewhere',
      {
        'waybill.yaml': yaml`
          version: 1
          images:
            shop: { repository: "${registry.host}/acme/shop" }
          environments:
            dev: { files: ["dev/**"] }
            prod:
              after: [dev]
              files: ["prod/**"]
              gates: { soak: 30m }
        `,
        'dev/kustomization.yaml': environment('v1', `sha256:${'1'.repeat(64)}`),
        'prod/kustomization.yaml': environment('v1', `sha256:${'1'.repeat(64)}`),
        '.github/workflows/advance.yml': yaml`
          name: advance
          on: { push: { branches: [main] } }
          permissions: {}
          jobs:
            advance:
              permissions: { contents: write, pull-requests: write, statuses: write, packages: read }
              uses: waybill/waybill/.github/workflows/advance.yml@v1
              with: { registry: "${registry.host}" }
              secrets:
                registry-username: reader
                registry-password: ${'${{ secrets.REGISTRY_PASSWORD }}'}
            after:
              needs: advance
              runs-on: ubuntu-24.04
              steps:
                - run: echo "the next look is at $NEXT"
                  env: { NEXT: "${'${{ needs.advance.outputs.next-look }}'}" }
        `,
      },
      { private: true, actionsMayCreatePullRequests: true },
    );
    stage.secrets['REGISTRY_PASSWORD'] = 'p"a$s';
    await config.push('main', { 'dev/kustomization.yaml': environment('v2', digest) });
    const runs = await stage.settle();
    expect(namesOf(runs)).toEqual(['acme/elsewhere advance on push']);
    expect(runs[0]?.log).toMatch(/the next look is at \d{4}-\d\d-\d\dT/);
    expect(config.pullRequests()).toMatchObject([{ author: 'github-actions[bot]' }]);
  });

  test('shows no secret, reaches nobody else, and asks GitHub for nothing that it does not know', () => {
    expect(stage.logs().filter((log) => stage.secretsIn(log).length > 0)).toEqual([]);
    expect(stage.hosts.strangers).toEqual([]);
    expect(stage.github.violations).toEqual([]);
  });
});
