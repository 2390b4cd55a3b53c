import { describe, expect, test } from '@jest/globals';
import { readEnvironment } from '../../src/environments/read-environment.ts';
import { environmentNamed } from '../../src/config/configured-environments.ts';
import type { Surveyed } from '../../src/github/github.ts';
import { CONFIG, destinationOf } from '../lanes/a-plan.ts';
import { BASE, laneInto, lanePull, NEW } from '../promotion/lane/a-situation.ts';
import { errorIn, gitHubOf, HOLD, listed, type Reading } from './a-reading.ts';

describe('an environment is read', () => {
  const destination = destinationOf({ ...environmentNamed(CONFIG, 'dev'), files: ['dev/**'] });
  const names = { labels: ['deploy'], reviewers: ['alice'] };
  const read = async (given: Reading, more: object = {}) => {
    const { asked, github } = gitHubOf(given);
    const lanes = [laneInto('dev')];
    const result = await readEnvironment({ destination, lanes, names, ...more }, github);
    return { result, asked };
  };
  const [HOLDS, PAUSES] = ['.waybill/hold/dev.yaml', '.waybill/pause/dev.yaml'];
  const files = listed('dev/api.yaml', 'dev/run.sh', 'other/x.yaml', HOLDS, PAUSES, 'dev/api.yaml');
  const texts = { [HOLDS]: HOLD, [PAUSES]: '- reason: slow\n  by: alice\n' };

  test('with its files, its holds and its pauses', async () => {
    const { result, asked } = await read({ survey: { files }, texts });
    expect(asked).toEqual([
      {
        ...{ repository: 'acme/config', base: destination.state.base, ...names },
        folders: ['dev', '.waybill/hold', '.waybill/pause'],
        branches: ['waybill/dev/api', 'waybill-pause/dev'],
      },
      {
        ...{ repository: 'acme/config', heads: [], alsoAtHeads: [] },
        files: ['dev/api.yaml', 'dev/run.sh', HOLDS, PAUSES],
      },
    ]);
    expect(result.listed.map(({ path }) => path)).toEqual(['dev/api.yaml', 'dev/run.sh']);
    expect(result.read.files.map(({ path }) => path)).toEqual(['dev/api.yaml', 'dev/run.sh']);
    expect([...result.modes]).toEqual([
      ['dev/api.yaml', '100644'],
      ['dev/run.sh', '100755'],
      [HOLDS, '100644'],
      [PAUSES, '100644'],
    ]);
    expect(result.holdFile).toEqual({ path: HOLDS, text: HOLD });
    expect(result.pauseFile).toEqual({ path: PAUSES, text: texts[PAUSES] });
    expect(result.pauses).toMatchObject([{ reason: 'slow' }]);
    expect(result.holds().all).toMatchObject([{ image: 'api', digest: NEW }]);
    expect([result.holds().left, result.others]).toEqual([[], []]);
  });

  test('with what is held by environments that are no more', async () => {
    const left = '.waybill/hold/qa.yaml';
    const given = { survey: { files: listed('dev/a.yaml', left) }, texts: { [left]: HOLD } };
    const { result } = await read(given);
    expect(result.holds().all).toMatchObject([{ image: 'api', file: left }]);
    expect(result.holds().left).toHaveLength(1);
    const bare = await read(given, { destination: { ...destination, config: undefined } });
    expect(bare.result.holds()).toEqual({ all: [], left: [] });
  });

  test('with files of others that were asked for', async () => {
    const others = { folders: ['other', 'dev'], matches: (path: string) => path.startsWith('other/') };
    const { result, asked } = await read({ survey: { files } }, { others });
    expect(asked[0]).toMatchObject({ folders: ['dev', 'other', '.waybill/hold', '.waybill/pause'] });
    expect(result.others.map(({ path }) => path)).toEqual(['other/x.yaml']);
  });

  test('at the heads of its lanes too, and at what merging them comes to', async () => {
    const testMerge = (parent: string, oid: string) => ({ oid, parents: [parent, 'e'] });
    const head = { oid: 'h', message: '', tree: '', parents: [] };
    const pulls = [
      lanePull('h', '', { testMerge: testMerge(BASE, 'm') }),
      lanePull('h', '', { testMerge: testMerge('old', 'n') }),
      lanePull('h', ''),
    ];
    const state = { head, pulls, openFrom: [] };
    const none = { head: undefined, pulls: [], openFrom: [] };
    const { asked, result } = await read({ survey: { files: listed('dev/a.yaml'), lanes: [state, none] } });
    expect(asked[1]).toMatchObject({ heads: ['h', 'm'], alsoAtHeads: [HOLDS, PAUSES] });
    expect(result.lanes).toEqual([{ lane: laneInto('dev'), state }]);
  });

  test('with what of it was not read', async () => {
    const strange = (path: string) => ({ path, reason: 'strange' });
    const { result } = await read({
      survey: { files: listed('dev/a.yaml'), passedOver: [strange('dev/link'), strange('x/link')] },
      read: {
        passedOver: [strange('dev/big'), strange('x/big')],
        unreadable: [
          { ...strange('dev/utf16'), glimpse: '' },
          { ...strange('x/utf16'), glimpse: '' },
        ],
      },
    });
    expect(result.read.passedOver).toEqual([strange('dev/link'), strange('dev/big')]);
    expect(result.read.unreadable).toEqual([{ ...strange('dev/utf16'), glimpse: '' }]);
  });

  test.each<[string, Reading]>([
    ['in the listing', { survey: { passedOver: [{ path: HOLDS, reason: 'it is a symbolic link' }] } }],
    ['in its text', { read: { passedOver: [{ path: HOLDS, reason: 'it is a symbolic link' }] } }],
  ])('not past a hold file that is strange %s', async (_, { survey, ...given }) => {
    await expect(read({ survey: { files: listed('dev/a.yaml'), ...survey }, ...given })).rejects.toThrow(
      `${HOLDS} of acme/config cannot be read: it is a symbolic link`,
    );
  });

  test('not where its hold file is a folder', async () => {
    const survey = { files: listed('dev/a.yaml', `${HOLDS}/x.yaml`) };
    await expect(read({ survey })).rejects.toThrow(`${HOLDS} of acme/config cannot be read: it is a folder`);
  });

  const unmatched = 'FILES_UNMATCHED: No file of acme/config on main belongs to the environment dev: dev/**';
  test.each<[string, Partial<Surveyed>, string]>([
    [
      'there are others',
      { files: listed('deb/a', 'deb/b') },
      'There are 2 other files below the folders that the patterns begin with.',
    ],
    [
      'its folder is missing',
      { files: listed('dex/a'), missing: ['dev'] },
      'There is no folder dev. Did you mean "dex"?',
    ],
    [
      'only the folders of Waybill are missing',
      { missing: ['.waybill/hold', '.waybill/pause'] },
      'There are 0 other files below the folders that the patterns begin with.',
    ],
  ])('not where it has no file, and %s', async (_, survey, hint) => {
    expect(await read({ survey }).catch(errorIn)).toBe(
      `${unmatched} | ${hint} Correct "files" of the environment.`,
    );
  });
});
