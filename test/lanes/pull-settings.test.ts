import { describe, expect, test } from '@jest/globals';
import { environmentNamed } from '../../src/config/configured-environments.ts';
import { parseConfig } from '../../src/config/parse.ts';
import type { MergeMethod } from '../../src/github/github.ts';
import { mergeMethods, mergesItself, namesFor, type PullSettings } from '../../src/lanes/pull-settings.ts';
import { followUpsFor, followUpSettings } from '../../src/lanes/write/follow-up-settings.ts';
import { lanePull } from '../promotion/lane/a-situation.ts';
import { yaml } from '../yaml.ts';

const config = parseConfig(yaml`
  version: 1
  images: { api: { repository: ghcr.io/acme/api } }
  environments:
    dev:
      files: [dev]
      merge: auto
      labels: [deploy, dev]
      reviewers: [alice, acme/sre]
    prod:
      files: [prod]
      merge-method: rebase
      reviewers: [bob, acme/sre, acme/web]
`);
const [dev, prod] = [environmentNamed(config, 'dev'), environmentNamed(config, 'prod')];

function settings(more: Partial<PullSettings> = {}): PullSettings {
  return {
    ...{ labels: [], reviewers: [], teamReviewers: [], draft: undefined, titlePrefix: undefined },
    ...{ autoMerge: undefined, mergeMethod: undefined },
    ...more,
  };
}

describe('who merges, and how', () => {
  test.each([
    [undefined, true, false],
    [true, true, true],
    [false, false, false],
  ])('auto-merge of the input %s decides before the environment', (autoMerge, intoDev, intoProd) => {
    expect(mergesItself({ autoMerge }, dev)).toBe(intoDev);
    expect(mergesItself({ autoMerge }, prod)).toBe(intoProd);
  });

  test('the method of the input comes before that of the environment, and that before GitHub’s', () => {
    const allowed: readonly MergeMethod[] = ['merge', 'squash'];
    const methodsInto = (environment: typeof dev, mergeMethod?: MergeMethod) =>
      mergeMethods({ mergeMethod }, environment, { mergeMethods: allowed });
    expect(methodsInto(dev)).toBe(allowed);
    expect(methodsInto(prod)).toEqual(['rebase']);
    expect(methodsInto(prod, 'squash')).toEqual(['squash']);
  });
});

test('the names of several environments are asked for once', () => {
  const pull = settings({
    ...{ labels: ['ship', 'deploy'], reviewers: ['carol', 'alice'], teamReviewers: ['acme/ops', 'acme/sre'] },
  });
  expect(namesFor(pull)([dev, prod])).toEqual({
    labels: ['deploy', 'dev', 'ship'],
    reviewers: ['alice', 'carol', 'acme/sre', 'acme/ops', 'bob', 'acme/web'],
  });
});

describe('labels and reviewers', () => {
  const known = {
    labels: new Map([['deploy', 'L_1']]),
    reviewers: new Map([
      ['carol', 'U_1'],
      ['acme/sre', 'T_1'],
    ]),
    viewer: 'Alice',
  };
  const pull = settings({ labels: ['ship'], reviewers: ['carol'], teamReviewers: ['acme/ops'] });
  const added = followUpSettings({ pull, environment: dev, known });

  test('those of the inputs come to those of the environment, without the token’s own login', () => {
    expect(added).toEqual({
      labels: [
        { name: 'deploy', id: 'L_1' },
        { name: 'dev', id: undefined },
        { name: 'ship', id: undefined },
      ],
      reviewers: [{ name: 'carol', id: 'U_1' }],
      teamReviewers: [
        { name: 'acme/sre', id: 'T_1' },
        { name: 'acme/ops', id: undefined },
      ],
    });
  });

  test('everybody is asked where nobody knows the token’s login', () => {
    const { reviewers } = followUpSettings({
      pull,
      environment: dev,
      known: { ...known, viewer: undefined },
    });
    expect(reviewers.map(({ name }) => name)).toEqual(['alice', 'carol']);
  });

  test('a new pull request lacks all of it, another one what it does not have, however it is spelled', () => {
    const facts = { repository: 'acme/config', repositoryId: 'R_1', pull: { id: 'PR_1', number: 1 } };
    expect(followUpsFor(added, { ...facts, existing: undefined })).toEqual({ ...facts, ...added });
    const existing = lanePull('e'.repeat(40), '', {
      ...{ labels: ['Deploy', 'other'], reviewers: ['CAROL', 'acme/OPS', 'dev'] },
    });
    const lacking = followUpsFor(added, { ...facts, existing });
    expect(lacking.labels.map(({ name }) => name)).toEqual(['dev', 'ship']);
    expect(lacking.reviewers).toEqual([]);
    expect(lacking.teamReviewers.map(({ name }) => name)).toEqual(['acme/sre']);
  });
});
