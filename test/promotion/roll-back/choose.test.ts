import { describe, expect, test } from '@jest/globals';
import { WaybillError } from '../../../src/errors/waybill-error.ts';
import type { Digest } from '../../../src/image/digest.ts';
import {
  chooseReturn,
  type ImagePast,
  isSettled,
  type Return,
} from '../../../src/promotion/roll-back/choose.ts';
import type { DeclarationChange, WrittenVersion } from '../../../src/promotion/roll-back/declared-turns.ts';
import { digestOf } from '../gates/a-question.ts';
import { aHold } from '../hold/a-hold.ts';

/** `v1` to `v9` by tag and digest. */
function version(number: number): WrittenVersion {
  return { digest: digestOf(String(number)), tag: `v${number}` };
}

/** The commit of 2026-01-0`day` that goes from one version to another, or brings the first. */
function change(day: number, from: readonly number[], to: readonly number[]): DeclarationChange {
  return {
    commit: {
      oid: String(day).repeat(40),
      url: `https://github.com/acme/config/commit/${day}`,
      at: new Date(Date.UTC(2026, 0, day, 9)),
    },
    before: from.map(version),
    after: to.map(version),
  };
}

/** An environment that declared v1, then v2, then v3, one a day. */
function past(more: Partial<ImagePast> = {}): ImagePast {
  return {
    environment: 'prod',
    image: 'api',
    present: [version(3)],
    changes: [change(1, [], [1]), change(2, [1], [2]), change(3, [2], [3])],
    cutAt: undefined,
    holds: [],
    ...more,
  };
}

function inShort({ version: chosen, brought }: Return): string {
  return `${chosen.tag ?? 'no tag'}, leaving what ${brought?.oid.slice(0, 7) ?? 'no commit that was read'} brought`;
}

function refusal(given: ImagePast, to?: Digest): WaybillError {
  try {
    chooseReturn(given, to);
  } catch (error) {
    if (error instanceof WaybillError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('a roll back goes', () => {
  test.each<[string, Partial<ImagePast>, Digest | undefined, string]>([
    ['to the version before', {}, undefined, 'v2, leaving what 3333333 brought'],
    [
      'past a version that is held',
      { holds: [aHold('api', digestOf('2'))] },
      undefined,
      'v1, leaving what 3333333 brought',
    ],
    [
      'to a version that is held of another image',
      { holds: [aHold('web', digestOf('2'))] },
      undefined,
      'v2, leaving what 3333333 brought',
    ],
    ['to the digest that was asked for', {}, digestOf('1'), 'v1, leaving what 3333333 brought'],
    [
      'to the digest that was asked for, where files differ now',
      { present: [version(3), version(2)] },
      digestOf('2'),
      'v2, leaving what 3333333 brought',
    ],
    [
      'from a version that was there before all that was read',
      { present: [version(9), version(1)], changes: [change(1, [], [1])] },
      digestOf('9'),
      'v9, leaving what 1111111 brought',
    ],
    [
      'to the digest that was asked for, as far as it was read',
      { cutAt: 100 },
      digestOf('1'),
      'v1, leaving what 3333333 brought',
    ],
  ])('%s', (_where, given, to, expected) => {
    expect(inShort(chooseReturn(past(given), to))).toBe(expected);
  });
});

describe('a roll back is refused', () => {
  test('where the image is not declared, whatever it goes back to', () => {
    for (const to of [undefined, digestOf('1')]) {
      const error = refusal(past({ present: [] }), to);
      expect([error.code, error.message]).toEqual(['REFERENCE_NOT_FOUND', 'prod declares no api now']);
    }
  });

  test('where files differed before, with what to choose from', () => {
    const error = refusal(past({ changes: [change(1, [], [1, 2]), change(3, [1, 2], [3])] }));
    expect(error.code).toBe('REFERENCE_AMBIGUOUS');
    expect(error.message).toBe(
      `prod declared several versions of api before v3@${digestOf('3')}: v1@${digestOf('1')}, v2@${digestOf('2')}`,
    );
    expect(error.hint).toContain('input "to"');
  });

  test('where nothing was declared before, naming what is held of this image', () => {
    const holds = [aHold('api', digestOf('1')), aHold('api', digestOf('2')), aHold('web', digestOf('8'))];
    const error = refusal(past({ holds }));
    expect(error.code).toBe('NOTHING_BEFORE');
    expect(error.message).toBe(
      'prod never declared another version of api that it could go back to: ' +
        `it declares v3@${digestOf('3')}; held are ${digestOf('1')}, ${digestOf('2')}`,
    );
    expect(error.hint).toContain('the input "images" of the promote action');
    expect(refusal(past({ changes: [change(3, [], [3])] })).message).toMatch(/it declares v3@sha256:3+$/);
  });

  test.each<[string, Digest | undefined, string]>([
    ['the version before', undefined, 'what prod declared of api before'],
    ['the digest that was asked for', digestOf('9'), `${digestOf('9')} of api in prod`],
  ])('where %s is further back than was read, with the day it was read back to', (_which, to, what) => {
    const error = refusal(past({ changes: [change(3, [], [3])], cutAt: 100 }), to);
    expect(error.code).toBe('HISTORY_TOO_DEEP');
    expect(error.message).toBe(
      `The last 100 commits of its files do not tell ${what}, back to 3333333 of 2026-01-03`,
    );
    expect(error.hint).toContain('input "depth"');
    expect(refusal(past({ changes: [], cutAt: 100 }), to).message).toBe(
      `The last 100 commits of its files do not tell ${what}`,
    );
  });

  test.each<[string, Parameters<typeof aHold>[2], string]>([
    ['the reason and the person', {}, ' is held in prod: loses sessions (octocat)'],
    ['the person alone', { reason: undefined }, ' is held in prod (octocat)'],
    ['the reason alone', { by: undefined }, ' is held in prod: loses sessions'],
    ['neither', { reason: undefined, by: undefined }, ' is held in prod'],
  ])('where the digest that was asked for is held, with %s', (_what, hold, says) => {
    const error = refusal(past({ holds: [aHold('api', digestOf('2'), hold)] }), digestOf('2'));
    expect(error.code).toBe('DIGEST_HELD');
    expect(error.message).toBe(`${digestOf('2')} of api${says}`);
    expect(error.hint).toContain('.waybill/hold/prod.yaml');
  });

  test('where the digest was never declared, with those that were, the newest first and each once', () => {
    const error = refusal(past(), digestOf('9'));
    expect(error.code).toBe('DIGEST_NOT_DECLARED');
    expect(error.hint).toContain(
      `the newest first: v3@${digestOf('3')}, v2@${digestOf('2')}, v1@${digestOf('1')}. Go back`,
    );
  });

  test.each([
    [10, /v4@sha256:4+\. Go back/],
    [11, /v4@sha256:4+ and 1 more\. Go back/],
  ])('with ten of %i versions that were declared', (count, ends) => {
    const declared = [...'abcdef12345']
      .slice(0, count)
      .map((letter) => ({ digest: digestOf(letter), tag: `v${letter}` }));
    const changes = [{ ...change(1, [], []), after: declared }];
    expect(refusal(past({ present: declared.slice(0, 1), changes }), digestOf('9')).hint).toMatch(ends);
  });
});

describe('more history is not needed', () => {
  test.each<[string, Partial<ImagePast>, Digest | undefined, boolean]>([
    ['where the image is not declared', { present: [], changes: [] }, undefined, true],
    ['where the version before is known', {}, undefined, true],
    ['where the digest that was asked for was declared', {}, digestOf('1'), true],
    ['where the digest that was asked for is declared now', { changes: [] }, digestOf('3'), true],
    ['and is where nothing is known before', { changes: [change(3, [], [3])] }, undefined, false],
    ['and is where the digest that was asked for did not come up', {}, digestOf('9'), false],
    [
      'and is where all that is known is held',
      { holds: ['1', '2'].map((one) => aHold('api', digestOf(one))) },
      undefined,
      false,
    ],
  ])('%s', (_where, given, to, expected) => {
    expect(isSettled(past(given), to)).toBe(expected);
  });
});
