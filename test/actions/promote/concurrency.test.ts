import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { openStage, type Stage, text } from '../stage.ts';
import { configRepo, run } from './stage.ts';
import { yaml } from '../../yaml.ts';

const BRANCH = 'waybill/dev/shop';
const FILE = 'envs/dev/kustomization.yaml';

let stage: Stage;
let v1: string;
const digests = new Map<string, string>();

beforeAll(async () => {
  stage = await openStage();
  v1 = stage.release('api', 'v1');
  for (const tag of ['v2', 'v3', 'v4', 'v5', 'v6']) digests.set(tag, stage.release('api', tag));
  digests.set('j2', stage.release('job', 'j2'));
});

const promote = (repo: SandboxRepository, images: string) =>
  run(stage, { images, environment: 'dev', 'config-repository': repo.fullName });

describe('runs at the same time', () => {
  test('with the same digest come to one pull request, and all succeed', async () => {
    const repo = await configRepo(stage, 'acme/same', v1);
    const runs = await Promise.all(Array.from({ length: 4 }, () => promote(repo, 'api=v2')));
    expect(new Set(runs.map(({ report }) => report.lanes[0]?.pull?.number))).toEqual(new Set([1]));
    expect(repo.pullRequests()).toHaveLength(1);
    expect(await text(repo, BRANCH, FILE)).toContain(digests.get('v2'));
  });

  test.each([1, 2, 3, 4, 5, 6])(
    'with different digests on one lane leave one pull request that says what its branch holds (%i)',
    async (nth) => {
      const repo = await configRepo(stage, `acme/different-${nth}`, v1);
      // A slow answer in another place each time, so that the runs cross each other differently.
      stage.github.inject({ mode: 'delay', amount: 400, nth, match: ({ write }) => write });
      const tags = ['v2', 'v3', 'v4'];
      const runs = await Promise.allSettled(tags.map((tag) => promote(repo, `api=${tag}`)));
      expect(runs.filter(({ status }) => status === 'rejected')).toEqual([]);
      const [pull, another] = repo.pullRequests();
      expect(another).toBeUndefined();
      expect(pull?.head.sha).toBe(await repo.head(BRANCH));
      const [tag] = tags.filter((one) => pull?.title === `Promote api ${one} to dev`);
      const file = await text(repo, BRANCH, FILE);
      expect(file).toContain(digests.get(tag ?? ''));
      expect(file).toContain(`newTag: ${tag}`);
      const said = pull?.comments.map(({ body }) => /<!-- .* -->/.exec(body)?.[0]) ?? [];
      expect(new Set(said).size).toBe(said.length);
    },
  );

  test.each([
    ['finds', false, 'GET /repos/{owner}/{repo}/pulls'],
    ['rewrites', true, 'graphql addComment updatePullRequest'],
  ])(
    'do not leave the words of a slow run that %s the pull request on what came after it',
    async (verb, open, slow) => {
      const repo = await configRepo(stage, `acme/slow-${verb}`, v1);
      if (open) await promote(repo, 'api=v2');
      stage.github.clearRequests();
      const arrived = Promise.withResolvers<undefined>();
      const another = Promise.withResolvers<undefined>();
      const match = ({ operation }: { readonly operation: string }): boolean => {
        if (operation === slow) arrived.resolve(undefined);
        return operation === slow;
      };
      stage.github.inject({ mode: 'delay', until: another.promise, match });
      // A run that opened a pull request and got no answer looks for it.
      if (!open)
        stage.github.inject({
          mode: 'lose-answer',
          match: ({ operation }) => operation.includes('createPullRequest'),
        });
      const first = promote(repo, 'api=v3');
      await arrived.promise;
      await promote(repo, 'api=v4').finally(() => another.resolve(undefined));
      await first;
      const [pull, second] = repo.pullRequests();
      expect(second).toBeUndefined();
      expect(pull?.title).toBe('Promote api v4 to dev');
      expect(pull?.body).toContain(digests.get('v4'));
      expect(await text(repo, BRANCH, FILE)).toContain(digests.get('v4'));
    },
  );

  test('on different lanes of one file open a pull request each', async () => {
    const job = `${stage.images}/job`;
    const both = yaml`
      kind: Kustomization
      images:
        - name: ${stage.images}/api
          newTag: v1
        - name: ${job}
          newTag: j1
    `;
    const repo = await configRepo(stage, 'acme/lanes', v1, { [FILE]: both });
    await Promise.all([promote(repo, 'api=v2'), promote(repo, 'job=j2')]);
    expect(
      repo
        .pullRequests()
        .map(({ head }) => head.ref)
        .sort(),
    ).toEqual(['waybill/dev/job', BRANCH]);
    expect(await text(repo, BRANCH, FILE)).toContain('newTag: j1');
    expect(await text(repo, 'waybill/dev/job', FILE)).toContain('newTag: v1');
  });

  test('and a person who pushes between reading and writing keeps the commit', async () => {
    const repo = await configRepo(stage, 'acme/push', v1);
    await promote(repo, 'api=v2');
    let pushed: Promise<string> | undefined;
    stage.github.inject({
      mode: 'delay',
      amount: 300,
      match: ({ operation }) => {
        if (!operation.includes('updateRefs')) return false;
        pushed ??= repo.push(BRANCH, { 'envs/dev/note.txt': 'mine' }, { author: 'alice' });
        return true;
      },
    });
    const { report } = await promote(repo, 'api=v3');
    expect(report.lanes[0]?.errors[0]?.code).toBe('LANE_TOUCHED');
    expect(await repo.head(BRANCH)).toBe(await pushed);
  });
});

test('one run with images of several lanes reports each of them', async () => {
  const job = `${stage.images}/job`;
  const repo = await configRepo(stage, 'acme/several', v1, {
    'envs/dev/job.yaml': yaml`
      image:
        repository: ${job}
        tag: j1
    `,
  });
  const { report } = await promote(repo, 'api=v2\njob=j2');
  expect(report.lanes.map(({ branch, outcome }) => [branch, outcome])).toEqual([
    [BRANCH, 'created'],
    ['waybill/dev/job', 'created'],
  ]);
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
