import { describe, expect, test } from '@jest/globals';
import type { CommitOrder } from '../../../src/github/github.ts';
import { type BuildOrder, orderReader } from '../../../src/lanes/plan/build-order.ts';
import type { ImageRecord } from '../../../src/image/record.ts';
import type { Knowledge } from '../../../src/records/record-reader.ts';
import { digestOf } from '../../promotion/gates/a-question.ts';
import { NEW, OLD } from '../../promotion/lane/a-situation.ts';
import { aRecord, recordAlone } from '../../promotion/pull-request/a-description.ts';

const [FIRST, SECOND] = ['1'.repeat(40), '2'.repeat(40)];
type Source = NonNullable<ImageRecord['source']>;
const source = (commit: string, more: Partial<Source> = {}): Source => ({
  repository: 'acme/shop',
  commit,
  ...more,
});
const known = (more: Partial<ImageRecord>, unanswered = false): Knowledge => ({
  record: aRecord(more),
  unanswered,
});
const built = (commit: string, more: Partial<Source> = {}): Knowledge =>
  known({ source: source(commit, more) });

interface Case {
  readonly mine?: Knowledge;
  readonly theirs?: Knowledge;
  readonly answer?: CommitOrder;
  /** The repository that waybill.yaml names. */
  readonly named?: string;
}

function reader({ mine = built(SECOND), theirs = built(FIRST), answer = { kind: 'after' }, named }: Case) {
  const asked: string[] = [];
  const read = orderReader(
    {
      readRecord: ({ digest }) => Promise.resolve(digest === NEW ? mine : theirs),
      github: {
        commitOrder: ({ repository, commit, other }) => {
          asked.push(`${repository} ${commit.slice(0, 1)} ${other.slice(0, 1)}`);
          return Promise.resolve(answer);
        },
      },
    },
    'https://github.com',
  );
  const image = { name: 'api', repository: 'ghcr.io/acme/api', source: named };
  return { asked, read: (other = OLD): Promise<BuildOrder> => read({ image, digest: NEW, other }) };
}

const unordered = (note: string): BuildOrder => ({ kind: 'unordered', note });
const NO_COMMIT = unordered('one of them does not say which commit it was built from');
const elsewhere = unordered('acme/shop is on another server, https://git.acme.dev');
const unread: CommitOrder = { kind: 'unread', why: 'GitHub did not answer' };
const nobody: Knowledge = { record: undefined, unanswered: true };

describe('the order of two builds', () => {
  test.each<[string, Case, BuildOrder]>([
    ['is that of their commits', {}, { kind: 'after' }],
    ['is that of their commits, the other way', { answer: { kind: 'before' } }, { kind: 'before' }],
    ['is that of one commit', { answer: { kind: 'same' } }, { kind: 'same' }],
    [
      'is none of two branches',
      { answer: { kind: 'apart' } },
      unordered('their commits are on two branches of acme/shop'),
    ],
    [
      'is a fact where waybill.yaml names no source, and nobody answers',
      { answer: unread },
      unordered('GitHub did not answer'),
    ],
    [
      'is not read where waybill.yaml names a source',
      { answer: unread, named: 'acme/shop' },
      { kind: 'unread', why: 'GitHub did not answer' },
    ],
    ['is none where this one says no commit', { mine: known({}) }, NO_COMMIT],
    ['is none where the other says no commit', { theirs: known({}) }, NO_COMMIT],
    [
      'is none where a record alone says it',
      { mine: { record: recordAlone({ source: source(SECOND) }), unanswered: false } },
      NO_COMMIT,
    ],
    [
      'is none of two repositories',
      { theirs: built(FIRST, { repository: 'acme/cart' }) },
      unordered('they were built from acme/shop and acme/cart'),
    ],
    [
      'is that of a repository that is spelled otherwise',
      { theirs: built(FIRST, { repository: 'ACME/Shop' }) },
      { kind: 'after' },
    ],
    ['is none of another server', { mine: built(SECOND, { server: 'https://git.acme.dev' }) }, elsewhere],
    [
      'is none where the other is of another server',
      { theirs: built(FIRST, { server: 'https://git.acme.dev' }) },
      elsewhere,
    ],
    [
      'is that on the same server',
      { mine: built(SECOND, { server: 'https://GitHub.com' }) },
      { kind: 'after' },
    ],
    [
      'is not read where the registry does not answer',
      { mine: nobody },
      { kind: 'unread', why: 'the registry did not answer' },
    ],
    [
      'is not read where it does not answer for the other',
      { theirs: nobody },
      { kind: 'unread', why: 'the registry did not answer' },
    ],
  ])('%s', async (_, given, order) => {
    const { asked, read } = reader(given);
    expect(await read()).toEqual(order);
    const isAsked = order.kind !== 'unordered' || given.answer !== undefined;
    expect(asked).toEqual(
      isAsked && given.mine !== nobody && given.theirs !== nobody ? ['acme/shop 2 1'] : [],
    );
  });

  test('is asked for once', async () => {
    const { asked, read } = reader({});
    await Promise.all([read(), read(digestOf('3'))]);
    expect(asked).toHaveLength(1);
  });
});
