import { describe, expect, test } from '@jest/globals';
import { configBeside, holdReader } from '../../../src/environments/lanes/hold-reader.ts';
import { branchesOf, branchOf, readLane } from '../../../src/environments/lanes/lane-sites.ts';
import { originOf } from '../../../src/environments/lanes/group-question.ts';
import { repositoryState } from '../../lanes/a-plan.ts';
import { BASE, laneInto } from '../../promotion/lane/a-situation.ts';
import { aRecord, recordAlone } from '../../promotion/pull-request/a-description.ts';
import { yaml } from '../../yaml.ts';

const HOME = { repository: 'acme/home', id: 1, branch: 'main' };
const config = yaml`
  version: 1
  images: { api: { repository: ghcr.io/acme/api } }
  environments: { dev: { files: [dev] }, qa: { files: [qa] } }
`;

describe('who reads the hold files of a base branch', () => {
  test('sees the environments of another waybill.yaml beside them', () => {
    const base = repositoryState({ config });
    expect(holdReader(HOME, base)).toEqual({ home: HOME, base: branchOf(base), others: ['dev', 'qa'] });
    expect(branchOf(base)).toEqual({ repository: 'acme/config', id: 7, branch: 'main' });
  });

  test.each([
    ['that is its own', { ...HOME, id: 7 }, config],
    ['that is not there', HOME, undefined],
    ['that has mistakes', HOME, 'version: 7\n'],
    ['that is no YAML', HOME, '['],
  ])('sees none in a waybill.yaml %s', (_, home, text) => {
    expect(configBeside(home, repositoryState({ config: text }))).toBeUndefined();
    expect(holdReader(home, repositoryState({ config: text })).others).toEqual([]);
  });

  test('sees those of another branch of its own repository', () => {
    expect(holdReader({ ...HOME, id: 7, branch: 'next' }, repositoryState({ config })).others).toEqual([
      'dev',
      'qa',
    ]);
  });
});

test('a lane of which nothing was read has no branch and no pull request', () => {
  const lane = laneInto('prod');
  expect(readLane(lane, [], BASE)).toEqual({ lane, state: { head: undefined, pulls: [], openFrom: [] } });
  expect(branchesOf(lane)).toEqual(['waybill/prod/api']);
});

describe('what an image says that it comes from', () => {
  const source = { repository: 'Acme/Shop', commit: 'c' };
  test.each([
    ['v1.2.0', '1.2.0'],
    ['1.2.0', '1.2.0'],
    ['next', 'next'],
    ['very', 'very'],
    ['rev1', 'rev1'],
  ])('is the version %s as %s', (version, expected) => {
    expect(originOf(aRecord({ version }), 'version')).toBe(expected);
  });

  test('is its repository and commit, in one spelling', () => {
    expect(originOf(aRecord({ source }), 'commit')).toBe('acme/shop@c');
  });

  test('is nothing that only a record says, or nobody', () => {
    expect(originOf(recordAlone({ source, version: '1.2.0' }), 'commit')).toBeUndefined();
    expect(originOf(recordAlone({ source, version: '1.2.0' }), 'version')).toBeUndefined();
    expect(originOf(undefined, 'commit')).toBeUndefined();
  });
});
