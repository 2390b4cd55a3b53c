import { describe, expect, test } from '@jest/globals';
import { readStatuses } from '../../src/environments/statuses-since.ts';
import type { BaseCommit } from '../../src/github/github.ts';
import { aGitHub } from '../lanes/a-github.ts';
import { BASE } from '../promotion/lane/a-situation.ts';
import { sinceHour } from '../promotion/advance/a-standing.ts';
import { baseBranch } from './a-base-branch.ts';

const [main, other] = [baseBranch(), baseBranch({ state: { fullName: 'acme/prod' } })];
const commit = (hour: number): BaseCommit => ({
  ...{ oid: sinceHour(hour).commit, at: sinceHour(hour).at, url: '', statuses: [] },
});
/** The hours at which something came, newest first. */
const HISTORY = [12, 11, 10, 9, 8].map(commit);

async function read(since: readonly number[], branches = since.map(() => main)) {
  const asked: unknown[] = [];
  const github = aGitHub({
    baseHistory: (repository, head, from) => {
      asked.push([repository, head, from.getUTCHours()]);
      return Promise.resolve(HISTORY);
    },
  });
  const moments = since.map((hour, index) => ({
    since: sinceHour(hour),
    baseBranch: branches[index] ?? main,
  }));
  return { asked, statuses: await readStatuses(moments, github) };
}

const hours = (commits: readonly { readonly oid: string }[]): readonly string[] =>
  commits.map(({ oid }) => oid.replace(/0+$/, ''));

describe('the statuses since a moment', () => {
  test('are read once for each base branch, back to the oldest moment', async () => {
    const { asked } = await read([10, 9, 11, 12], [main, main, main, other]);
    expect(asked).toEqual([
      ['acme/config', BASE, 9],
      ['acme/prod', BASE, 12],
    ]);
    expect((await read([])).asked).toEqual([]);
  });

  test('are those of the commit that brought it, and of all after it', async () => {
    const { statuses } = await read([8]);
    expect(hours(statuses(main, sinceHour(9)))).toEqual(['12', '11', '1', '9']);
    expect(hours(statuses(main, sinceHour(12)))).toEqual(['12']);
  });

  test('are those at the moment or later, where the commit is not among them', async () => {
    const { statuses } = await read([8]);
    const pushed = { ...sinceHour(10), commit: 'f'.repeat(40) };
    expect(hours(statuses(main, pushed))).toEqual(['12', '11', '1']);
  });

  test('end before the commit that took it away', async () => {
    const { statuses } = await read([8]);
    expect(hours(statuses(main, sinceHour(9), sinceHour(11)))).toEqual(['1', '9']);
    expect(hours(statuses(main, sinceHour(9), sinceHour(12)))).toEqual(['11', '1', '9']);
    expect(hours(statuses(main, sinceHour(9), { ...sinceHour(11), commit: 'f'.repeat(40) }))).toEqual([]);
  });

  test('of a base branch that was not read are none', async () => {
    const { statuses } = await read([8]);
    expect(statuses(other, sinceHour(9))).toEqual([]);
  });
});
