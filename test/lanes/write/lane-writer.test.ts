import { describe, expect, test } from '@jest/globals';
import { environmentNamed } from '../../../src/config/configured-environments.ts';
import type { EnvironmentConfig } from '../../../src/config/config.ts';
import type { PullSettings } from '../../../src/lanes/pull-settings.ts';
import { factsOf } from '../../../src/lanes/write/facts-of.ts';
import { laneWriter, type Merging } from '../../../src/lanes/write/lane-writer.ts';
import { NO_FACTS } from '../../../src/promotion/pull-request/facts.ts';
import { NEW } from '../../promotion/lane/a-situation.ts';
import { aGitHub } from '../a-github.ts';
import { CONFIG, destinationOf, laneWriterInto } from '../a-plan.ts';

interface Case {
  readonly pull?: Partial<PullSettings>;
  readonly merging?: Merging;
  readonly environment?: Partial<EnvironmentConfig>;
}

function writer({ pull = {}, merging = 'as-configured', environment = {} }: Case) {
  const into = { ...environmentNamed(CONFIG, 'dev'), ...environment };
  return laneWriter(
    {
      pull: {
        ...{ labels: [], reviewers: [], teamReviewers: [], draft: undefined, titlePrefix: undefined },
        ...{ autoMerge: undefined, mergeMethod: undefined },
        ...pull,
      },
      ...{
        server: 'https://github.com',
        run: '#1',
        destination: destinationOf(into),
        merging,
        modes: new Map(),
      },
      surveyed: { labels: new Map(), reviewers: new Map(), viewer: 'waybill' },
    },
    {
      ...{
        github: aGitHub({}),
        color: false,
        prove: () => Promise.reject(new Error('nobody asks for provenance')),
        readRecord: () => Promise.reject(new Error('unread')),
      },
      registry: { resolve: () => Promise.resolve(undefined), taggedDigest: () => Promise.resolve(undefined) },
      log: {
        ...{ info: () => undefined, warning: () => undefined, debug: () => undefined },
        ...{ error: () => undefined, group: (_, body) => body() },
      },
    },
  );
}

describe('who writes a pull request', () => {
  test('takes what the input says, else the environment', () => {
    const environment = { 'title-prefix': 'deploy: ', draft: true };
    expect(writer({ environment })).toMatchObject({
      titlePrefix: 'deploy: ',
      draft: true,
      viewer: 'waybill',
    });
    expect(writer({})).toMatchObject({
      titlePrefix: '',
      draft: false,
      server: 'https://github.com',
      run: '#1',
    });
    const pull = { titlePrefix: '[ops]', draft: false };
    expect(writer({ environment, pull })).toMatchObject({ titlePrefix: '[ops] ', draft: false });
  });

  test.each<[Merging, Case, boolean]>([
    ['as-configured', { environment: { merge: 'auto' } }, true],
    ['as-configured', {}, false],
    ['as-configured', { pull: { autoMerge: true } }, true],
    ['by-gates', { pull: { autoMerge: true }, environment: { merge: 'auto' } }, false],
    ['by-a-person', { environment: { merge: 'auto' } }, false],
    ['by-a-person', { pull: { autoMerge: true } }, true],
    ['by-a-person', { pull: { autoMerge: false } }, false],
  ])('merges %s %j: %s', (merging, given, atOnce) => {
    expect(writer({ ...given, merging }).merging).toEqual({ by: merging, atOnce, methods: ['squash'] });
  });
});

describe('what a pull request says beside the images', () => {
  const doubt = { kind: 'upstream', environments: ['qa'] } as const;
  const doubted = [{ name: 'api', digest: NEW, tag: 'v2', doubt }];
  const merging = (by: Merging, atOnce = false) => ({ merging: { by, atOnce, methods: [] } });
  const facts = (
    more: Parameters<typeof laneWriterInto>[2] = {},
    known: Partial<Parameters<typeof factsOf>[0]> = {},
  ) => factsOf({ facts: undefined, doubted: [], ...known }, laneWriterInto('dev', {}, more));

  test('is what comes next, and who merges', () => {
    expect(facts()).toEqual({ ...NO_FACTS, next: ['staging'], merge: 'manual' });
    expect(facts(merging('as-configured', true)).merge).toBe('auto');
    expect(facts({ destination: destinationOf('dev', { config: undefined }) }).next).toEqual([]);
  });

  test('is what advance knows, where gates decide who merges', () => {
    const known = { ...NO_FACTS, next: ['moon'], merge: 'auto' as const };
    expect(facts(merging('by-gates'), { facts: known })).toEqual(known);
    expect(facts(merging('as-configured'), { facts: known })).toEqual({ ...known, merge: 'manual' });
  });

  test('is what a person has to decide on', () => {
    expect(facts({}, { doubted }).gates).toMatchObject([{ gate: 'hold', state: 'pending' }]);
  });
});
