import { describe, expect, test } from '@jest/globals';
import { parseConfig } from '../../../src/config/parse.ts';
import { WaybillError } from '../../../src/errors/waybill-error.ts';
import { reportLeftLanes } from '../../../src/lanes/left/left-lanes.ts';
import type { GitHub, OpenPull } from '../../../src/github/github.ts';
import type { Trailers } from '../../../src/promotion/lane/trailers.ts';
import { baseBranch } from '../../environments/a-base-branch.ts';
import { NEW } from '../../promotion/lane/a-situation.ts';
import { yaml } from '../../yaml.ts';
import { HEAD, pullOfWaybill, writingGitHub } from '../a-place.ts';
import { repositoryState } from '../a-plan.ts';

const RUN = 'https://github.com/acme/config/actions/runs/1';
const config = parseConfig(yaml`
  version: 1
  images: { api: { repository: ghcr.io/acme/api }, web: { repository: ghcr.io/acme/web } }
  groups: { shop: [api] }
  environments: { live: { files: [prod] } }
`);
const lane = (text: string): Partial<Trailers> => ({
  lane: { text: `acme/config@main ${text} into main`, home: 7 },
});

interface Case {
  readonly open?: Partial<OpenPull>;
  readonly trailers?: Partial<Trailers>;
  readonly dryRun?: boolean;
  readonly answers?: Partial<GitHub>;
}

async function left({ open = {}, trailers = {}, dryRun = false, answers = {} }: Case = {}) {
  const { asked, github } = writingGitHub(answers);
  const openPulls = [pullOfWaybill(open, trailers)];
  const main = baseBranch({ config, environments: ['live'], surveyed: { openPulls } });
  const question = { home: repositoryState(), config, baseBranches: [main] };
  return { reports: await reportLeftLanes(question, { dryRun, run: RUN, github }), asked };
}

describe('a pull request of a lane that is no more', () => {
  test('is left to a person, and told so', async () => {
    const { reports, asked } = await left();
    const [report] = reports;
    expect(report).toMatchObject({
      ...{
        outcome: 'blocked',
        changed: true,
        branch: 'waybill/prod/api',
        head: HEAD,
        proposal: { api: NEW },
      },
      lane: { environment: 'prod', unit: 'api', images: ['api'] },
      pull: { id: 'PR_7', number: 7, url: 'https://github.com/acme/config/pull/7' },
      ...{ placed: [], files: [], left: [], errors: [], merge: undefined },
    });
    const reason = 'waybill.yaml has no environment prod any more.';
    expect(report?.reason).toBe(`${reason} Its pull request is left to a person: merge or close it.`);
    expect(asked).toEqual([
      `acme/config e waybill failure: ${reason} ${RUN}`,
      expect.stringMatching(/^comment acme\/config#7: /),
    ]);
  });

  test('is not told twice', async () => {
    const { reports, asked } = await left();
    const description = asked[0]?.replace(/^.*?failure: /, '').replace(` ${RUN}`, '') ?? '';
    const statuses = [{ context: 'waybill', state: 'FAILURE', description }];
    expect((await left({ open: { statuses } })).asked).toHaveLength(1);
    expect(reports).toHaveLength(1);
  });

  test('is not merged by what Waybill switched on', async () => {
    const merging = { ...pullOfWaybill().merging, autoMergeBy: 'acme-waybill' };
    expect((await left({ open: { merging } })).asked[0]).toBe('disarm acme/config main #7 PR_7 e squash');
  });

  test('is reported, and nothing more, in a dry run', async () => {
    const { reports, asked } = await left({ dryRun: true });
    expect([reports.length, reports[0]?.changed, asked]).toEqual([1, false, []]);
  });

  test('does not end the run where GitHub refuses', async () => {
    const error = new WaybillError('PERMISSION_MISSING', 'The token may not comment.', { hint: 'Let it.' });
    const { reports } = await left({ answers: { comment: () => Promise.reject(error) } });
    expect(reports).toMatchObject([
      { outcome: 'blocked', changed: true, errors: [error], reason: error.message },
    ]);
    const silent = { comment: () => Promise.reject(error), showStatus: () => Promise.reject(error) };
    expect((await left({ answers: silent })).reports[0]?.changed).toBe(false);
  });
});

describe('a lane is no more', () => {
  test.each<[string, string, string]>([
    [
      'where its group is gone',
      'live/store',
      'waybill.yaml has neither a group nor an image store any more.',
    ],
    ['where its image came into a group', 'live/api', 'api moves in the group shop now.'],
  ])('%s', async (_, text, why) => {
    const { reports } = await left({ trailers: { environment: 'live', ...lane(text) } });
    expect(reports.map(({ reason }) => reason)).toEqual([
      `${why} Its pull request is left to a person: merge or close it.`,
    ]);
  });

  const web = [{ name: 'web', repository: 'ghcr.io/acme/web', tag: 'v2', digest: NEW, from: [] }];
  test.each<[string, Case]>([
    ['where it is as waybill.yaml says', { trailers: { environment: 'live', ...lane('live/shop') } }],
    ['where its image is alone', { trailers: { environment: 'live', images: web, ...lane('live/web') } }],
    [
      'where another home has it',
      { trailers: { lane: { text: 'acme/x@main prod/api into main', home: 9 } } },
    ],
    ['where a person wrote its head', { open: { head: undefined } }],
    [
      'where another pull request goes from its branch',
      { open: { openFrom: [1, 2].map((number) => ({ number, url: '', base: 'main', paths: [] })) } },
    ],
  ])('but not %s', async (_, given) => {
    expect(await left(given)).toEqual({ reports: [], asked: [] });
  });
});
