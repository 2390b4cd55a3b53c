import { describe, expect, test } from '@jest/globals';
import { environmentNamed } from '../../../src/config/configured-environments.ts';
import { type Environments, withHistories } from '../../../src/environments/environments.ts';
import { pullRequestFacts } from '../../../src/lanes/plan/pull-request-facts.ts';
import type { ProposedImage } from '../../../src/promotion/lane/images.ts';
import { declared } from '../../environments/a-base-branch.ts';
import { digestOf } from '../../promotion/gates/a-question.ts';
import { NEW, OLD } from '../../promotion/lane/a-situation.ts';
import { CONFIG } from '../a-plan.ts';

describe('what a pull request says beside the images', () => {
  const at = new Date('2026-01-05T07:00:00Z');
  const since = { at, commit: 'c'.repeat(40), url: '#c', pull: { number: 4, url: '#4' }, isReturn: false };
  const known: Environments = withHistories(declared({}), {
    ...{ holds: new Map(), pauses: new Map(), stays: () => [], statusesSince: () => [], now: at },
    since: ({ environment, image: name, digest }) =>
      environment !== 'prod' && name === 'api' && digest === NEW ? since : undefined,
  });
  const proposed = (name: string, digest = NEW, tag = 'v2'): ProposedImage => ({
    ...{ name, digest, tag },
  });
  const facts = (
    name: string,
    images = [proposed('api')],
    next: typeof images = [],
    policy?: 'queue' | 'hold',
  ) => {
    const environment = environmentNamed(CONFIG, name);
    const changed = policy === undefined ? environment : { ...environment, policy };
    return pullRequestFacts({ environment: changed, images, next }, [], known);
  };

  test('is where the digests are declared already, the first environment first, and what is next', () => {
    const earlier = (environment: string) => ({
      ...{ environment, image: 'api', digest: NEW, since: at },
      ...{ commit: { oid: since.commit, url: since.url }, pull: since.pull },
    });
    expect(facts('prod', [proposed('api'), proposed('web')])).toEqual({
      ...{ gates: [], next: [], merge: 'manual', nextInLine: undefined },
      history: [earlier('dev'), earlier('staging')],
    });
    expect(facts('prod', [proposed('api', OLD)]).history).toEqual([]);
    expect(facts('dev')).toMatchObject({ history: [], next: ['staging'] });
  });

  test('is what waits behind it, and for what', () => {
    const next = [
      proposed('api', digestOf('3'), 'v3'),
      { ...proposed('web', digestOf('4')), tag: undefined },
    ];
    const line = 'Next in line: `api` `v3@sha256:333333333333`, `web` `sha256:444444444444`.';
    expect(facts('dev', [], next).nextInLine).toBe(`${line} It takes over once it has passed its own gates.`);
    expect(facts('dev', [], next, 'queue').nextInLine).toBe(
      `${line} It is proposed when this pull request is merged or closed.`,
    );
    expect(facts('dev', [], next, 'hold').nextInLine).toBe(
      `${line} It waits for a person: merge this pull request, or close it.`,
    );
  });
});
