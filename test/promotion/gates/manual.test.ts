import { expect, test } from '@jest/globals';
import { manualGate } from '../../../src/promotion/gates/manual.ts';
import type { Review, ReviewStanding } from '../../../src/promotion/gates/question.ts';

const [HEAD, OLD] = ['a'.repeat(40), 'b'.repeat(40)];

function review(by: string, state: Review['state'], commit: string | undefined = HEAD): Review {
  return { by, state, commit, url: `https://github.com/review/${by}` };
}

function standing(...reviews: readonly Review[]): ReviewStanding {
  return { head: HEAD, author: 'waybill[bot]', reviews };
}

const waits = 'pending Waits for the approval of a person.';

test.each<[string, ReviewStanding | undefined, string]>([
  ['no pull request', undefined, 'pending Waits for the approval of a person.'],
  ['no review', standing(), waits],
  ['a comment', standing(review('ann', 'commented')), waits],
  ['an approval', standing(review('ann', 'approved')), 'passed Approved by ann.'],
  [
    'a comment after it',
    standing(review('ann', 'approved'), review('ann', 'commented')),
    'passed Approved by ann.',
  ],
  ['by its author', standing(review('Waybill[bot]', 'approved')), waits],
  [
    'of an earlier head',
    standing(review('ann', 'approved', OLD)),
    'pending ann approved an earlier commit; the present one waits for an approval.',
  ],
  [
    'of an earlier head, by one of two',
    standing(review('ann', 'approved', OLD), review('bob', 'approved')),
    'passed Approved by bob.',
  ],
  [
    'of a commit that is gone',
    { ...standing(), reviews: [{ ...review('ann', 'approved'), commit: undefined }] },
    'pending ann approved an earlier commit; the present one waits for an approval.',
  ],
  ['that was dismissed', standing(review('ann', 'approved'), review('ann', 'dismissed')), waits],
  [
    'and changes that are asked for',
    standing(review('ann', 'approved'), review('bob', 'changes-requested')),
    'pending bob asked for changes.',
  ],
  [
    'after changes that the same person asked for',
    standing(review('ann', 'changes-requested', OLD), review('Ann', 'approved')),
    'passed Approved by Ann.',
  ],
  [
    'taken back by asking for changes',
    standing(review('ann', 'approved'), review('ann', 'changes-requested')),
    'pending ann asked for changes.',
  ],
])('%s', (_, asked, expected) => {
  const { state, reason } = manualGate(asked);
  expect(`${state} ${reason}`).toBe(expected);
});
