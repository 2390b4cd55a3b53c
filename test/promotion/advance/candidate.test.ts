import { describe, expect, test } from '@jest/globals';
import {
  type Candidate,
  candidateFrom,
  disagreement,
  type UpstreamDeclaration,
} from '../../../src/promotion/advance/candidate.ts';
import type { Declaration } from '../../../src/promotion/advance/environment-state.ts';
import { digestOf } from '../gates/a-question.ts';
import { declares, declaresUnknown, sinceHour } from './a-standing.ts';

const [A, B, C] = [digestOf('a'), digestOf('b'), digestOf('c')];
const none: Declaration = { kind: 'none' };

function eu(declaration: Declaration, hour?: number): UpstreamDeclaration {
  return { environment: 'eu', declaration, since: hour === undefined ? undefined : sinceHour(hour) };
}
const us = (declaration: Declaration, hour?: number): UpstreamDeclaration => ({
  ...eu(declaration, hour),
  environment: 'us',
});

function inShort(candidate: Candidate): string {
  switch (candidate.kind) {
    case 'none':
      return 'none';
    case 'one':
      return `${candidate.digest.slice(7, 8)} from ${candidate.from.join(', ')}`;
    case 'disagree':
    case 'undated': {
      const who = candidate.who.map(
        ({ environment, digest }) => `${environment} ${digest?.slice(7, 8) ?? '-'}`,
      );
      return `${candidate.kind}: ${who.join(', ')}`;
    }
  }
}

describe('what all of the upstreams bring', () => {
  test.each<[string, UpstreamDeclaration[], string]>([
    ['one upstream', [eu(declares(A))], 'a from eu'],
    ['two that agree', [eu(declares(A)), us(declares(A))], 'a from eu, us'],
    ['two that do not', [eu(declares(A)), us(declares(B))], 'disagree: eu a, us b'],
    [
      'two that do not, though it is known who was later',
      [eu(declares(A), 1), us(declares(B), 2)],
      'disagree: eu a, us b',
    ],
    ['one that declares nothing', [eu(declares(A)), us(none)], 'disagree: eu a, us -'],
    ['one whose files differ', [eu(declares(A, B)), us(declares(A))], 'disagree: eu a, eu b, us a'],
    ['one alone whose files differ', [eu(declares(A, B))], 'disagree: eu a, eu b'],
    ['one whose tag is not in the registry', [eu(declaresUnknown('v9'))], 'disagree: eu -'],
    ['one of whose tags one is not in the registry', [eu(declaresUnknown('v9', A))], 'disagree: eu a, eu -'],
    ['none that declares it', [eu(none), us(none)], 'none'],
    ['no upstream', [], 'none'],
  ])('%s', (_, upstreams, expected) => {
    expect(inShort(candidateFrom('all', upstreams))).toBe(expected);
  });
});

describe('what any of the upstreams brings', () => {
  test.each<[string, UpstreamDeclaration[], string]>([
    ['one that declares it', [eu(declares(A)), us(none)], 'a from eu'],
    ['two that agree', [eu(declares(A)), us(declares(A))], 'a from eu, us'],
    ['the later of two', [eu(declares(A), 1), us(declares(B), 2)], 'b from us'],
    ['the later of two, the other way round', [eu(declares(A), 3), us(declares(B), 2)], 'a from eu'],
    ['the first named of two at one time', [eu(declares(A), 1), us(declares(B), 1)], 'a from eu'],
    ['two, and it is not known who was later', [eu(declares(A), 1), us(declares(B))], 'undated: eu a, us b'],
    ['one beside another whose files differ', [eu(declares(B, C)), us(declares(A))], 'a from us'],
    ['one beside another whose tag is unknown', [eu(declaresUnknown('v9')), us(declares(A))], 'a from us'],
    ['two whose files differ', [eu(declares(B, C)), us(declares(A, B))], 'disagree: eu b, eu c, us a, us b'],
    ['none that declares it', [eu(none), us(none)], 'none'],
  ])('%s', (_, upstreams, expected) => {
    expect(inShort(candidateFrom('any', upstreams))).toBe(expected);
  });
});

test('a tag is that of an upstream that writes one', () => {
  const tagged = { ...declares(A), tag: 'v1' };
  expect(candidateFrom('all', [eu(declares(A)), us(tagged)])).toMatchObject({ tag: 'v1' });
});

test('who disagrees is said with what each declares', () => {
  const who = [
    { environment: 'eu', digest: A, tag: 'v1' },
    { environment: 'us', digest: B, tag: undefined },
    { environment: 'asia', digest: undefined, tag: undefined },
    { environment: 'africa', digest: undefined, tag: 'v9' },
  ];
  expect(disagreement('api', who)).toBe(
    'The upstreams do not agree on api: eu declares v1@sha256:aaaaaaaaaaaa, us declares sha256:bbbbbbbbbbbb, asia declares none, africa declares v9, which the registry does not have.',
  );
});
