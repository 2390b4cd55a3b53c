import { describe, expect, test } from '@jest/globals';
import { pausesOf, pauseTextAt, readPauses, textAt } from '../../src/environments/read-pauses.ts';
import type { ReadFiles, Surveyed } from '../../src/github/github.ts';
import { aGitHub } from '../lanes/a-github.ts';
import { destinationOf } from '../lanes/a-plan.ts';
import { lanePull } from '../promotion/lane/a-situation.ts';
import { yaml } from '../yaml.ts';
import { baseBranch } from './a-base-branch.ts';

const HEAD = 'e'.repeat(40);
const PATH = '.waybill/pause/dev.yaml';
const pause = (reason: string): string => yaml`
  - reason: ${reason}
    by: alice
`;
const URL = 'https://github.com/acme/config/pull/1';
const IN_FILE = { text: PATH, url: undefined };
const IN_PULL = { text: 'pull request #1', url: URL };

type OpenPause = Surveyed['openPauses'][number];
const openPause = (more: Partial<OpenPause> = {}): OpenPause => ({
  ...{ branch: 'waybill-pause/dev', number: 1, url: URL, headOid: HEAD },
  ...more,
});

/** A GitHub where the head of the pull request has this pause file. */
function withHead(text: string | undefined, more: Partial<ReadFiles> = {}) {
  return aGitHub({
    fileOids: (repository, files) => {
      expect([repository, files]).toEqual(['acme/config', [{ commit: HEAD, path: PATH }]]);
      return Promise.resolve([text === undefined ? undefined : 'oid']);
    },
    readFiles: ({ repository, files }) => {
      expect([repository, files]).toEqual([
        'acme/config',
        [{ path: PATH, oid: 'oid', size: 0, mode: '100644' }],
      ]);
      const read = { passedOver: [], unreadable: [], heads: new Map() };
      return Promise.resolve({ files: [{ path: PATH, text: text ?? '' }], ...read, ...more });
    },
  });
}

/** What pauses dev, in short. */
async function paused({
  file,
  open,
  passedOver,
  head,
}: {
  readonly file?: string;
  readonly open?: OpenPause;
  readonly passedOver?: ReadFiles['passedOver'];
  readonly head?: ReturnType<typeof withHead>;
}) {
  const main = baseBranch({
    files: file === undefined ? {} : { [PATH]: file },
    surveyed: { openPauses: open === undefined ? [] : [open] },
    passedOver: passedOver ?? [],
  });
  const pauses = await readPauses([main], head ?? aGitHub({}));
  expect([...pauses.keys()]).toEqual(['dev', 'staging', 'prod']);
  expect([pauses.get('staging'), pauses.get('prod')]).toEqual([[], []]);
  return (pauses.get('dev') ?? []).map(({ reason, where }) => ({ reason, where }));
}

describe('what is paused', () => {
  test('is nothing without a file and a pull request', async () => {
    expect(await paused({})).toEqual([]);
  });

  test('is what the file says', async () => {
    expect(await paused({ file: pause('it burns') })).toEqual([{ reason: 'it burns', where: IN_FILE }]);
  });

  test('is what an open pull request adds', async () => {
    const head = withHead(pause('it burns'));
    expect(await paused({ open: openPause(), head })).toEqual([{ reason: 'it burns', where: IN_PULL }]);
    expect(await paused({ open: openPause(), head, file: pause('it rains') })).toEqual([
      { reason: 'it rains', where: IN_FILE },
      { reason: 'it burns', where: IN_PULL },
    ]);
  });

  test('is said once', async () => {
    const file = pause('it burns');
    expect(await paused({ open: openPause(), head: withHead(file), file })).toEqual([
      { reason: 'it burns', where: IN_FILE },
    ]);
  });

  test('stays paused while a pull request that ends it is open', async () => {
    const given = { open: openPause(), head: withHead(undefined), file: pause('it burns') };
    expect(await paused(given)).toEqual([{ reason: 'it burns', where: IN_FILE }]);
  });

  test('is nothing that a pull request from another branch says', async () => {
    expect(await paused({ open: openPause({ branch: 'waybill-pause/qa' }) })).toEqual([]);
  });
});

describe('a pause file that cannot be read pauses', () => {
  const cannot = (why: unknown, where: object) => [{ reason: why, where }];
  test('because of what it says', async () => {
    const why = expect.stringMatching(/^\.waybill\/pause\/dev\.yaml cannot be read: .+/);
    expect(await paused({ file: '7\n' })).toEqual(cannot(why, IN_FILE));
    expect(await paused({ open: openPause(), head: withHead('- [') })).toEqual(cannot(why, IN_PULL));
  });

  test('because of what it is', async () => {
    const strange = { path: PATH, reason: 'it is a symbolic link' };
    const why = `${PATH} cannot be read: it is a symbolic link`;
    expect(await paused({ passedOver: [strange] })).toEqual(cannot(why, IN_FILE));
    const head = withHead('', { passedOver: [strange], files: [] });
    expect(await paused({ open: openPause(), head })).toEqual(cannot(why, IN_PULL));
  });
});

describe('the pauses of one environment', () => {
  const destination = destinationOf('dev');
  const state = (...pulls: readonly ReturnType<typeof lanePull>[]) => ({
    head: undefined,
    openFrom: [],
    pulls,
  });
  const reasons = async (
    text: string | undefined,
    pull: ReturnType<typeof state> | undefined,
    github = aGitHub({}),
  ) =>
    (await pausesOf({ destination, text, pull }, github)).map(
      ({ reason, where }) => `${where.text}: ${reason}`,
    );

  test('are those of its file and of the pull request that is open', async () => {
    const [open, closed] = [lanePull(HEAD, ''), lanePull('c', '', { state: 'closed', number: 2 })];
    expect(await reasons(pause('it burns'), undefined)).toEqual([`${PATH}: it burns`]);
    expect(await reasons(undefined, state(closed))).toEqual([]);
    expect(await reasons(undefined, state(closed, open), withHead(pause('it rains')))).toEqual([
      'pull request #1: it rains',
    ]);
  });
});

describe('the text of a file', () => {
  const read = { files: [{ path: 'a', text: 'A' }], passedOver: [], unreadable: [] };
  const strange = (reason: string) => [{ path: 'a', reason }];
  const glimpsed = (reason: string) => [{ path: 'a', reason, glimpse: '' }];
  test('is what was read, or why it was not', () => {
    expect(textAt('a', read)).toBe('A');
    expect(textAt('b', read)).toBeUndefined();
    expect(textAt('a', { ...read, passedOver: strange('big') })).toEqual({ unreadable: 'big' });
    expect(textAt('a', { ...read, unreadable: glimpsed('UTF-16') })).toEqual({ unreadable: 'UTF-16' });
    expect(textAt('a', read, { passedOver: strange('a link') })).toEqual({ unreadable: 'a link' });
    expect(textAt('b', { ...read, passedOver: strange('big') })).toBeUndefined();
  });

  test('at a commit that has none is not read', async () => {
    expect(await pauseTextAt('acme/config', 'dev', HEAD, withHead(undefined))).toBeUndefined();
    expect(await pauseTextAt('acme/config', 'dev', HEAD, withHead('paused'))).toBe('paused');
  });
});
