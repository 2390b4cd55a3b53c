import { beforeAll, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import { withReal } from '../with-real.ts';
import { yaml } from '../yaml.ts';
import { findBuildkitd } from './buildkit.ts';
import { exampleFiles } from './examples.ts';
import { findProgram } from './find-programs.ts';
import { openWorkflowStage, type WorkflowStage } from './stage.ts';

const act = findProgram('act');
const buildkitd = findBuildkitd();
const RELEASE = '.github/workflows/release.yml';
/** A job of the caller that sees the outputs. */
const AFTER = yaml`
  jobs:
    after:
      name: after
      needs: release
      runs-on: ubuntu-24.04
      steps:
        - run: echo "the outputs are $DIGEST and $URL"
          env:
            DIGEST: ${'${{ needs.release.outputs.digest }}'}
            URL: ${'${{ needs.release.outputs.pull-request-url }}'}
`.replace('jobs:\n', '');

withReal('the reusable workflow that builds and promotes', [act, buildkitd], () => {
  let stage: WorkflowStage;
  let application: SandboxRepository;
  let config: SandboxRepository;

  beforeAll(async () => {
    if (!act.there || !buildkitd.there) return;
    stage = await openWorkflowStage({ act: act.use, buildkitd: buildkitd.use });
    stage.github.addPeople({ users: ['alice'], teams: ['acme/sre'] });
    config = await stage.github.createRepository(
      'acme/config',
      {
        'waybill.yaml': yaml`
          version: 1
          images:
            shop: { repository: ghcr.io/acme/shop }
          environments:
            dev:
              files: ["dev/**"]
              labels: [promotion]
              reviewers: ["acme/sre"]
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
      exampleFiles('app', ['release.yml', 'release-short.yml']),
      {
        private: true,
      },
    );
  });

  const caller = exampleFiles('app')['.github/workflows/release-short.yml'] ?? '';
  /** Pushes the caller with something else in it, and returns what its run logged. */
  const push = async (
    change: (text: string) => string = (text) => text,
    before: (commit: string) => void = () => undefined,
  ) => {
    const text = change(caller);
    const page = `<h1>${String(Math.random())}</h1>\n`;
    stage.packages.readers['acme/shop'] = ['acme/shop'];
    await application.push('main', {
      [RELEASE]: text,
      'public/index.html': page,
    });
    before((await application.head('main')) ?? '');
    const [run, ...others] = await stage.settle();
    expect(others).toEqual([]);
    return run ?? { succeeded: false, log: 'nothing ran' };
  };

  test('is refused by GitHub where its caller may do less than it asks for', async () => {
    const run = await push((text) => text.replace('packages: write', 'packages: read '));
    expect(run.succeeded).toBe(false);
    expect(run.log).toContain("is requesting 'packages: write'");
  });

  test('asks for no more of the App than it has', async () => {
    const run = await push((text) =>
      text.replace('app-repositories: config', 'app-repositories: config, app-permission-members: write'),
    );
    expect(run.succeeded).toBe(false);
    expect(run.log).toContain('The permissions requested are not granted to this installation.');
    expect(config.pullRequests()).toEqual([]);
  });

  test('builds, records and proposes what was pushed, with reviewers and a new label', async () => {
    const run = await push((text) => `${text}${AFTER}`);
    if (!run.succeeded) throw new Error(run.log);
    const digest = stage.packages.registry.tags('acme/shop').get('main') ?? '';
    const [pull] = config.pullRequests();
    expect(pull).toMatchObject({
      author: 'acme-waybill[bot]',
      head: { ref: 'waybill/dev/shop' },
      labels: ['promotion'],
      teamReviewers: ['sre'],
    });
    expect(run.log).toContain(`the outputs are ${digest} and ${pull?.url ?? 'nothing'}`);
    const proposed = await config.read('waybill/dev/shop', 'dev/kustomization.yaml');
    expect(Buffer.from(proposed ?? []).toString('utf8')).toContain(digest);
    expect(stage.secretsIn(run.log)).toEqual([]);
    expect(stage.hosts.strangers).toEqual([]);
    expect(stage.github.violations).toEqual([]);
  });

  test.each([
    ['commit', true],
    ['false', false],
  ])('takes an image under the tag of the commit with reuse: %s: %s', async (reuse, taken) => {
    let planted = '';
    const run = await push(
      (text) => text.replace('app-repositories: config', `app-repositories: config, reuse: "${reuse}"`),
      (commit) => {
        const labels = {
          'org.opencontainers.image.revision': commit,
          'org.opencontainers.image.source': 'https://github.com/acme/shop',
        };
        planted = stage.packages.registry.seed('acme/shop', [`sha-${commit}`], { labels, content: reuse });
      },
    );
    if (!run.succeeded) throw new Error(run.log);
    const proposed = Buffer.from((await config.read('waybill/dev/shop', 'dev/kustomization.yaml')) ?? []);
    expect(proposed.toString('utf8').includes(planted)).toBe(taken);
  });

  test('puts on the tags that its caller names, those of branches too', async () => {
    const run = await push((text) =>
      text.replace('app-repositories: config', 'app-repositories: config, tags: "feature/login, nightly"'),
    );
    if (!run.succeeded) throw new Error(run.log);
    const tags = stage.packages.registry.tags('acme/shop');
    expect(tags.get('feature-login')).toMatch(/^sha256:/);
    expect(tags.get('nightly')).toBe(tags.get('feature-login'));
    expect(run.log).toContain(
      'The tag is feature-login: "feature/login" has characters that no tag can have.',
    );
  });

  test('asks for less where the App may less', async () => {
    const run = await push((text) =>
      text.replace(
        'app-repositories: config',
        'app-repositories: config, app-permission-members: "", app-permission-issues: ""',
      ),
    );
    if (!run.succeeded) throw new Error(run.log);
    expect(config.pullRequests()).toHaveLength(1);
  });
});
