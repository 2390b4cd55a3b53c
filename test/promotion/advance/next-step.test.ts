import { describe, expect, test } from '@jest/globals';
import { nextStepOf } from '../../../src/promotion/advance/next-step.ts';
import { aHold } from '../hold/a-hold.ts';
import { candidate, declares, stateOf } from './a-standing.ts';
import {
  NEW,
  NEWER,
  OLD,
  disagree,
  member,
  failing,
  failedForGood,
  aimed,
  type Case,
  standing,
  inShort,
} from './a-lane-standing.ts';

describe('an image alone', () => {
  const declared = { state: stateOf({ api: declares(NEW) }) };
  const open = { proposed: [aimed('api')] };
  test.each<[string, Case, string]>([
    ['goes on when its upstreams declare another', {}, 'bring api 2'],
    ['has nothing to do when it is declared', declared, 'idle'],
    ['is done when it is declared and its pull request is open', { ...declared, ...open }, 'done'],
    ['is done when somebody else made its pull request', { ...declared, isOpen: true }, 'done'],
    ['is left alone where it is not declared at all', { state: stateOf({}) }, 'idle'],
    [
      'has nothing to do when no upstream declares it',
      { members: [member('api', { kind: 'none' })] },
      'idle',
    ],
    [
      'keeps its pull request when no upstream declares it any more',
      { members: [member('api', { kind: 'none' })], ...open },
      'bring api 2',
    ],
    [
      'waits when its upstreams do not agree',
      { members: [member('api', disagree)] },
      'wait: The upstreams do not agree on api: eu declares sha256:222222222222, us declares sha256:111111111111.',
    ],
    [
      'keeps its pull request when they do not',
      { members: [member('api', disagree)], ...open },
      'bring api 2',
    ],
    ['goes on where files differ', { state: stateOf({ api: declares(OLD, NEW) }) }, 'bring api 2'],
    [
      'does not ask its gates first: the pull request says what it waits for',
      { members: [member('api', candidate(NEW), { gates: failing('No.') })] },
      'bring api 2',
    ],
  ])('%s', (_, given, expected) => {
    expect(inShort(nextStepOf(standing(given)))).toBe(expected);
  });
});

describe('a held digest', () => {
  const held = [aHold('api', NEW)];
  const members = [member('api', candidate(NEW), { holds: held })];
  test.each<[string, Case, string]>([
    ['is not brought', { members }, 'wait: api sha256:222222222222 is held in prod: loses sessions.'],
    [
      'does not hold a newer one',
      { members: [member('api', candidate(NEWER), { holds: held })] },
      'bring api 3',
    ],
    [
      'does not hold another image',
      { members: [member('api', candidate(NEW), { holds: [aHold('web', NEW)] })] },
      'bring api 2',
    ],
    [
      'keeps the pull request that was open before, whose gate says it',
      { members, proposed: [aimed('api')] },
      'bring api 2',
    ],
    [
      'does not keep a newer one waiting in a queue',
      {
        policy: 'queue',
        members: [member('api', candidate(NEWER), { holds: held })],
        proposed: [aimed('api')],
      },
      'bring api 3',
    ],
    [
      'keeps a newer one waiting where it is another image of the group that is held',
      {
        policy: 'queue',
        members: [
          member('web', candidate(OLD), { holds: [aHold('web', NEW)] }),
          member('api', candidate(NEWER)),
        ],
        proposed: [aimed('api')],
      },
      'bring api 2, then api 3',
    ],
    [
      'of a second image of the group does not keep a newer one waiting',
      {
        policy: 'queue',
        members: [member('web', candidate(OLD)), member('api', candidate(NEWER), { holds: held })],
        proposed: [aimed('api')],
      },
      'bring web 1, api 3',
    ],
    ['that is declared is not said to wait', { members, state: stateOf({ api: declares(NEW) }) }, 'idle'],
  ])('%s', (_, given, expected) => {
    expect(inShort(nextStepOf(standing(given)))).toBe(expected);
  });
});

test.each([
  ['a sentence', 'Version 1.4 loses sessions.', ': Version 1.4 loses sessions.'],
  ['words', 'loses sessions', ': loses sessions.'],
  ['nothing', undefined, '.'],
])('a wait says why a digest is held: %s', (_what, reason, says) => {
  const [digest, tag] = [NEW, 'v2'];
  const held = member('api', candidate(digest, tag), { holds: [aHold('api', digest, { reason })] });
  expect(inShort(nextStepOf(standing({ members: [held] })))).toBe(
    `wait: api v2@sha256:222222222222 is held in prod${says}`,
  );
});

describe('something newer', () => {
  const newer = { members: [member('api', candidate(NEWER))], proposed: [aimed('api')] };
  test.each<[string, Case, string]>([
    ['supersedes', newer, 'bring api 3'],
    ['queues behind the open one', { ...newer, policy: 'queue' }, 'bring api 2, then api 3'],
    ['waits for a person', { ...newer, policy: 'hold' }, 'bring api 2, then api 3'],
    [
      'comes when the open one is declared',
      { ...newer, policy: 'queue', state: stateOf({ api: declares(NEW) }) },
      'bring api 3',
    ],
    [
      'takes the place of one that can pass no more',
      { ...newer, policy: 'queue', proposedGates: failedForGood },
      'bring api 3',
    ],
    [
      'waits for a person where the policy is hold, also behind one that can pass no more',
      { ...newer, policy: 'hold', proposedGates: failedForGood },
      'bring api 2, then api 3',
    ],
    [
      'waits behind one that may pass again',
      { ...newer, policy: 'queue', proposedGates: failing('Not yet.') },
      'bring api 2, then api 3',
    ],
    ['comes when the open one is closed', { ...newer, policy: 'queue', proposed: undefined }, 'bring api 3'],
    [
      'that is declared already ends the open one',
      { ...newer, policy: 'queue', state: stateOf({ api: declares(NEWER) }) },
      'done',
    ],
  ])('%s', (_, given, expected) => {
    expect(inShort(nextStepOf(standing(given)))).toBe(expected);
  });

  test.each(['queue', 'hold'] as const)(
    'is no member that is declared already, with the policy %s',
    (policy) => {
      const members = [member('api', candidate(NEW)), member('web', candidate(OLD))];
      const aim = nextStepOf(standing({ policy, members, proposed: [aimed('api')] }));
      expect(inShort(aim)).toBe('bring api 2, web 1');
    },
  );
});

describe('a first environment', () => {
  test.each<[string, Case, string]>([
    ['has nothing to do by itself', {}, 'idle'],
    ['keeps the pull request that somebody asked for', { proposed: [aimed('api')] }, 'bring api 2'],
    [
      'is done when that is declared',
      { proposed: [aimed('api')], state: stateOf({ api: declares(NEW) }) },
      'done',
    ],
  ])('%s', (_, given, expected) => {
    expect(inShort(nextStepOf(standing({ first: true, members: [], ...given })))).toBe(expected);
  });
});
