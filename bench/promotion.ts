import { runAction } from '../sandbox/runner/run-action.ts';
import type { SandboxGitHub, SeedFile } from '../sandbox/github/sandbox-github.ts';
import { startSandboxGitHub } from '../sandbox/github/start.ts';
import type { SandboxRegistry } from '../sandbox/registry/sandbox-registry.ts';
import { startSandboxRegistry } from '../sandbox/registry/start.ts';
import { type Bench, type Bundle, fasterThanOther, headings, otherHeading } from './bundles.ts';
import { type Contender, milliseconds, ratio, sideBySide, table } from './measure.ts';

interface Stage {
  readonly bench: Bench;
  readonly github: SandboxGitHub;
  readonly registry: SandboxRegistry;
  readonly token: string;
  readonly image: string;
}

/** A config repo with `count` manifests of which five, in the environment's folder, hold the image. */
function manifests(count: number, image: string, digest: string): Record<string, SeedFile> {
  const files: Record<string, SeedFile> = {
    'waybill.yaml': `version: 1\nimages:\n  api: { repository: ${image} }\nenvironments:\n  dev: { files: ["envs/dev/**"] }\n`,
  };
  for (let index = 0; index < count; index += 1) {
    const inside = index < 5;
    const path = inside ? `envs/dev/app-${index}.yaml` : `other/${index % 100}/app-${index}.yaml`;
    const reference = inside ? `${image}:v1@${digest}` : `example.org/other/app-${index}:v1`;
    files[path] =
      `apiVersion: v1\nkind: Pod\nmetadata: {name: app-${index}}\nspec:\n  containers:\n    - name: app\n      image: ${reference}\n`;
  }
  return files;
}

/** A promotion by one of the bundles, into a config repo of its own. */
interface Promotion {
  readonly bundle: Bundle;
  readonly repository: string;
  readonly reference: string;
}

async function promote(stage: Stage, { bundle, repository, reference }: Promotion): Promise<void> {
  const inputs = {
    images: `api=${reference}`,
    environment: 'dev',
    'config-repository': repository,
    'github-token': stage.token,
    'github-api-url': stage.github.apiUrl,
  };
  const run = await runAction('promote', {
    inputs,
    dist: bundle.dist,
    env: { GITHUB_SERVER_URL: stage.github.url, GITHUB_API_URL: stage.github.apiUrl },
  });
  if (run.exitCode !== 0) throw new Error(`promote ended with ${run.exitCode}:\n${run.stdout}${run.stderr}`);
}

/**
 * Requests of a first promotion, an update and a run with nothing to do; and the time of a promotion against
 * the size of the config repo.
 */
export async function promotion(bench: Bench): Promise<string> {
  const [github, registry] = await Promise.all([startSandboxGitHub({}), startSandboxRegistry({})]);
  try {
    const token = github.grant({
      kind: 'installation',
      login: 'acme-waybill[bot]',
      permissions: {
        ...({ contents: 'write', pull_requests: 'write', issues: 'write' } as const),
        ...({ statuses: 'write', metadata: 'read', members: 'read' } as const),
      },
    });
    const stage = { bench, github, registry, token, image: `${registry.host}/acme/api` };
    return (await requests(stage)) + (await sizes(stage));
  } finally {
    await Promise.all([github.close(), registry.close()]);
  }
}

/**
 * All requests count: those to the source repository too, with a label, a reviewer, the status and a hold.
 */
async function requests(stage: Stage): Promise<string> {
  const { github, registry, image } = stage;
  github.addPeople({ users: ['alice'] });
  const source = await github.createRepository('acme/shop', { 'main.txt': 'first' });
  const release = async (tag: string): Promise<string> => {
    const labels = {
      'org.opencontainers.image.version': tag,
      'org.opencontainers.image.source': `${github.url}/acme/shop`,
      'org.opencontainers.image.revision': await source.push('main', { 'main.txt': tag }),
    };
    return registry.seed('acme/api', [tag], { content: tag, labels });
  };
  const old = await release('v1');
  const files = {
    ...manifests(200, image, old),
    'waybill.yaml': `version: 1\nimages:\n  api: { repository: ${image}, source: acme/shop }\nenvironments:\n  dev: { files: ["envs/dev/**"], labels: [promotion], reviewers: [alice] }\n  prod: { after: [dev], files: ["envs/prod/**"] }\n`,
    'envs/prod/app.yaml': `kind: Pod\nspec:\n  containers:\n    - image: ${image}:v1@${old}\n`,
    '.waybill/hold/dev.yaml': `- image: api\n  digest: ${await release('v0')}\n`,
  };
  const second = `${image}:v2@${await release('v2')}`;
  const third = `${image}:v3@${await release('v3')}`;
  const counts: string[][] = [];
  for (const [index, bundle] of stage.bench.bundles.entries()) {
    const repository = `acme/requests-${index}`;
    await github.createRepository(repository, files);
    const counted: string[] = [];
    for (const reference of [second, third, third]) {
      github.clearRequests();
      await promote(stage, { bundle, repository, reference });
      counted.push(String(github.requests.length));
    }
    counts.push(counted);
  }
  const row = (title: string, index: number) => [title, ...counts.map((counted) => counted[index] ?? '')];
  return table('Requests to GitHub for one promotion', [
    ['', ...headings(stage.bench)],
    row('first: opens the pull request', 0),
    row('update: a newer digest, the same pull request', 1),
    row('nothing to do', 2),
  ]);
}

async function sizes(stage: Stage): Promise<string> {
  const { bench } = stage;
  const old = stage.registry.seed('acme/api', ['v1'], { content: 'one' });
  const rounds = bench.rounds(5);
  const counts = [10, 10_000];
  const contenders: Contender[] = [];
  let release = 10;
  for (const count of counts) {
    for (const [index, bundle] of bench.bundles.entries()) {
      const repository = `acme/size-${count}-${index}`;
      await stage.github.createRepository(repository, manifests(count, stage.image, old));
      const run = (): Promise<void> => {
        release += 1;
        const digest = stage.registry.seed('acme/api', [`v${release}`], { content: `release ${release}` });
        return promote(stage, { bundle, repository, reference: `${stage.image}:v${release}@${digest}` });
      };
      contenders.push({ name: repository, run });
    }
  }
  const times = await sideBySide(contenders, rounds);
  const base = times[0] ?? Number.NaN;
  const rows = counts.map((count, index) => {
    const own = times.slice(index * bench.bundles.length, (index + 1) * bench.bundles.length);
    const cells = [...own.map(milliseconds), ratio(own[0] ?? NaN, base), ...fasterThanOther(own)];
    return [`${count.toLocaleString('en')} manifests`, ...cells];
  });
  return table('A promotion against the size of the config repo (5 files hold the image)', [
    ['', ...headings(bench, `, median of ${rounds}`), 'smallest', ...otherHeading(bench)],
    ...rows,
  ]);
}
