import { describe, expect, test } from '@jest/globals';
import {
  baseBranchOf,
  filesOf,
  holdText,
  readBaseBranches,
  withUpstreams,
} from '../../src/environments/base-branches.ts';
import { environmentNamed } from '../../src/config/configured-environments.ts';
import { parseConfig } from '../../src/config/parse.ts';
import type { GitHub, RepositoryState } from '../../src/github/github.ts';
import { repositoryState } from '../lanes/a-plan.ts';
import { BASE } from '../promotion/lane/a-situation.ts';
import { yaml } from '../yaml.ts';
import { baseBranch } from './a-base-branch.ts';
import { gitHubOf, HOLD, listed } from './a-reading.ts';

describe('base branches', () => {
  const config = parseConfig(yaml`
    version: 1
    images: { api: { repository: ghcr.io/acme/api } }
    environments:
      dev: { files: ["dev/**"] }
      qa: { files: ["qa/**"], branch: qa }
      live: { files: ["live/**"], repository: acme/live, after: [dev] }
      moon: { files: ["moon/**"], repository: Acme/Live, branch: main, after: [live] }
      mars: { files: ["mars/**"], repository: ACME/config, after: [moon] }
  `);
  const named = (...names: readonly string[]) => names.map((name) => environmentNamed(config, name));

  async function branches(environments: ReturnType<typeof named>, more: Partial<RepositoryState> = {}) {
    const { asked, github } = gitHubOf({
      survey: {
        files: listed(
          'dev/a.yaml',
          'dev2/a.yaml',
          '.waybill/hold/dev.yaml',
          '.waybill/hold/qa.yaml',
          '.waybill/pause/mars.yaml',
        ),
      },
    });
    const readRepository: GitHub['readRepository'] = (repository, branch) => {
      asked.push(`${repository} ${branch}`);
      const base = { branch: branch ?? 'default', oid: BASE, tree: '' };
      return Promise.resolve(repositoryState({ fullName: repository, base, ...more }));
    };
    const all = await readBaseBranches(
      environments,
      repositoryState(),
      () => ({ labels: ['l'], reviewers: [] }),
      { ...github, readRepository },
    );
    return { all, asked };
  }

  test('are read once each, with all that is declared there', async () => {
    const { all, asked } = await branches(named('dev', 'mars'));
    expect(
      all.map(({ state, environments }) => [state.fullName, environments.map(({ name }) => name)]),
    ).toEqual([['acme/config', ['dev', 'mars']]]);
    expect(asked).toEqual([
      {
        ...{ repository: 'acme/config', base: repositoryState().base, branches: [], openPulls: true },
        ...{ folders: ['.waybill/hold', '.waybill/pause', 'dev', 'mars'], labels: ['l'], reviewers: [] },
      },
      {
        repository: 'acme/config',
        heads: [],
        files: ['dev/a.yaml', '.waybill/hold/dev.yaml', '.waybill/pause/mars.yaml'],
      },
    ]);
    const [main] = all;
    expect([...(main?.modes.keys() ?? [])]).toEqual([
      'dev/a.yaml',
      '.waybill/hold/dev.yaml',
      '.waybill/pause/mars.yaml',
    ]);
  });

  test('are found in other repositories, and on other branches', async () => {
    const { all, asked } = await branches(named('qa', 'live', 'moon'));
    expect(asked.filter((line) => typeof line === 'string')).toEqual([
      'acme/config qa',
      'acme/live undefined',
      'Acme/Live main',
    ]);
    expect(all.map(({ state }) => `${state.fullName} ${state.base.branch}`)).toEqual([
      'acme/config qa',
      'acme/live default',
      'Acme/Live main',
    ]);
    const [qa] = named('qa');
    if (qa !== undefined) expect(baseBranchOf(all, qa)).toBe(all[0]);
    const [dev] = named('dev');
    if (dev !== undefined) expect(() => baseBranchOf(all, dev)).toThrow('dev was not read');
  });

  test('that nobody can write are refused', async () => {
    await expect(branches(named('live'), { archived: true })).rejects.toThrow('it is archived');
  });

  test('are needed of all that come before', () => {
    const upstreams = (...names: readonly string[]) =>
      withUpstreams(config, named(...names)).map(({ name }) => name);
    expect(upstreams('mars')).toEqual(['dev', 'live', 'moon', 'mars']);
    expect(upstreams('qa', 'live')).toEqual(['dev', 'qa', 'live']);
  });

  test('hold the files of their environments', () => {
    const [dev] = named('dev');
    const main = baseBranch({
      config,
      environments: ['dev'],
      files: { 'dev/a.yaml': 'a', 'qa/b.yaml': 'b', '.waybill/hold/dev.yaml': HOLD },
    });
    expect(dev === undefined ? [] : filesOf(main, dev)).toEqual([{ path: 'dev/a.yaml', text: 'a' }]);
    expect([holdText(main, 'dev'), holdText(main, 'qa')]).toEqual([HOLD, undefined]);
    const strange = baseBranch({ passedOver: [{ path: '.waybill/hold/dev.yaml', reason: 'it is binary' }] });
    expect(() => holdText(strange, 'dev')).toThrow(
      '.waybill/hold/dev.yaml of acme/config cannot be read: it is binary',
    );
  });
});
