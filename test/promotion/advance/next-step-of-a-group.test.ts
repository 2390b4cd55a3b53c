import { describe, expect, test } from '@jest/globals';
import { nextStepOf } from '../../../src/promotion/advance/next-step.ts';
import type { LaneMember } from '../../../src/promotion/advance/offer.ts';
import { aHold } from '../hold/a-hold.ts';
import { candidate, declares, stateOf } from './a-standing.ts';
import {
  NEW,
  NEWER,
  OLD,
  disagree,
  member,
  failing,
  aimed,
  type Case,
  standing,
  inShort,
} from './a-lane-standing.ts';

describe('a group', () => {
  const both = [member('api', candidate(NEW)), member('web', candidate(NEW))];
  test.each<[string, Case, string]>([
    ['moves together', { members: both }, 'bring api 2, web 2'],
    [
      'names what it declares already, so that it is one combination',
      { members: both, state: stateOf({ api: declares(OLD), web: declares(NEW) }) },
      'bring api 2, web 2',
    ],
    [
      'leaves out what the environment does not declare',
      { members: both, state: stateOf({ api: declares(OLD) }) },
      'bring api 2',
    ],
    [
      'leaves out what no upstream declares',
      { members: [member('api', candidate(NEW)), member('web', { kind: 'none' })] },
      'bring api 2',
    ],
    [
      'waits as a whole when upstreams do not agree on one',
      { members: [member('api', candidate(NEW)), member('web', disagree)] },
      'wait: The upstreams do not agree on web: eu declares sha256:222222222222, us declares sha256:111111111111.',
    ],
    [
      'waits as a whole when one is held',
      {
        members: [
          member('api', candidate(NEW)),
          member('web', candidate(NEW), { holds: [aHold('web', NEW)] }),
        ],
      },
      'wait: web sha256:222222222222 is held in prod: loses sessions.',
    ],
  ])('%s', (_, given, expected) => {
    expect(inShort(nextStepOf(standing(given)))).toBe(expected);
  });
});

describe('a group that joins', () => {
  const web = (more: Partial<LaneMember>): LaneMember => member('web', candidate(NEW), more);
  const soaking = web({ gates: failing('Soaks.') });
  test.each<[string, Case, string]>([
    [
      'moves together when all pass',
      { members: [member('api', candidate(NEW)), web({})] },
      'bring api 2, web 2',
    ],
    [
      'goes on without one that does not pass',
      { members: [member('api', candidate(NEW)), soaking] },
      'bring api 2',
    ],
    [
      'goes on without one that is held',
      { members: [member('api', candidate(NEW)), web({ holds: [aHold('web', NEW)] })] },
      'bring api 2',
    ],
    [
      'goes on without one that upstreams do not agree on',
      { members: [member('api', candidate(NEW)), member('web', disagree)] },
      'bring api 2',
    ],
    [
      'waits when none passes',
      { members: [member('api', candidate(NEW), { gates: failing('Is ill.') }), soaking] },
      'wait: api: Is ill. web: Soaks.',
    ],
    [
      'waits when the one that is left does not pass',
      { members: [member('api', candidate(OLD)), soaking] },
      'wait: web: Soaks.',
    ],
    [
      'keeps its pull request when nothing passes any more',
      { members: [member('api', candidate(OLD)), soaking], proposed: [aimed('web')] },
      'bring web 2',
    ],
    [
      'does not ask the gates of what is declared already',
      { members: [member('api', candidate(OLD), { gates: failing('No.') }), web({})] },
      'bring api 1, web 2',
    ],
  ])('%s', (_, given, expected) => {
    expect(inShort(nextStepOf(standing({ join: true, ...given })))).toBe(expected);
  });
});

test('a group that joins says when an image that is left out may come in', () => {
  const at = (hour: number): Date => new Date(Date.UTC(2026, 0, 5, hour));
  const soaks = (hour: number): Partial<LaneMember> => ({
    gates: () => [{ gate: 'soak', state: 'pending', reason: 'Soaks.', until: at(hour), evidence: [] }],
  });
  const [api, web] = [member('api', candidate(NEW)), member('web', candidate(NEW), soaks(9))];
  expect(nextStepOf(standing({ join: true, members: [api, web] }))).toMatchObject({
    kind: 'propose',
    until: at(9),
  });
  const both = [member('api', candidate(NEW), soaks(8)), web];
  expect(nextStepOf(standing({ join: true, members: both }))).toMatchObject({ kind: 'wait', until: at(8) });
});

describe('waves', () => {
  const waves = [['eu'], ['us']];
  const state = stateOf(
    { api: declares(NEW, OLD) },
    { eu: { api: declares(NEW) }, us: { api: declares(OLD) } },
  );

  test('go on with the earliest that lacks something', () => {
    expect(inShort(nextStepOf(standing({ waves, state })))).toBe('bring api 2 in wave 2');
  });

  test('begin again with something newer', () => {
    expect(inShort(nextStepOf(standing({ waves, state, members: [member('api', candidate(NEWER))] })))).toBe(
      'bring api 3 in wave 1',
    );
  });
});
