import { describe, expect, test } from '@jest/globals';
import { NO_FACTS } from '../../../src/promotion/pull-request/facts.ts';
import { whatComesNext, withWhoMerges } from '../../../src/promotion/pull-request/what-comes-next.ts';

const alone = { environment: 'prod', unit: 'api', images: ['api'] };

/** What a reader sees of a text: no comments. */
const seen = (body: string): string => body.replaceAll(/<!--.*?-->/g, '');

describe('what comes next', () => {
  const gate = { gate: 'soak', state: 'passed', reason: 'Soaked.', until: undefined, evidence: [] } as const;
  const last = 'No environment comes after it.';
  test.each([
    ['nobody knows who merges', {}, last],
    ['a person merges', { merge: 'manual' as const }, `${last} Who merges it: a person.`],
    [
      'it merges by itself',
      { merge: 'auto' as const },
      `${last} Who merges it: Waybill or GitHub, by itself, once the rules of the repository are met.`,
    ],
    [
      'it merges by itself behind gates',
      { merge: 'auto' as const, gates: [gate] },
      `${last} Who merges it: Waybill or GitHub, by itself, once the gates have passed and the rules of the repository are met.`,
    ],
    [
      'one environment comes after it',
      { next: ['eu'] },
      'The way is then open to `eu`, which comes after it, through its own pull request and gates.',
    ],
    [
      'two environments come after it',
      { next: ['eu', 'us'] },
      'The way is then open to `eu`, `us`, which come after it, through their own pull request and gates.',
    ],
  ])('is said where %s', (_where, facts, says) => {
    expect(seen(whatComesNext(alone, { ...NO_FACTS, ...facts })).split('\n')[0]).toBe(
      `- **Merging it**: the agent of \`prod\` deploys what is merged; Waybill pushes nothing to a cluster. ${says}`,
    );
  });

  test.each(['**Closing it**', '**Pushing to its branch**'])('is said of %s', (what) => {
    expect(whatComesNext(alone, NO_FACTS)).toContain(`\n- ${what}`);
  });

  test('is said anew where another merges it than before, and what a person took out stays out', () => {
    const manual = whatComesNext(alone, { ...NO_FACTS, merge: 'manual' });
    const auto = whatComesNext(alone, { ...NO_FACTS, merge: 'auto' });
    expect(withWhoMerges(`Before. ${manual} After.`, { gates: [], merge: 'auto' })).toBe(
      `Before. ${auto} After.`,
    );
    expect(withWhoMerges('Rewritten by hand.', { gates: [], merge: 'auto' })).toBe('Rewritten by hand.');
  });
});
