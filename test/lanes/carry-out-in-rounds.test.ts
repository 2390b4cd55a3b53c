import { describe, expect, test } from '@jest/globals';
import type { GitHub } from '../../src/github/github.ts';
import { carryOutInRounds, type Progress } from '../../src/lanes/rounds.ts';
import { lanePull, NEW, situationIn } from '../promotion/lane/a-situation.ts';
import { formatMarker } from '../../src/promotion/pull-request/marker.ts';
import { lanePlan, laneWriterInto } from './a-plan.ts';

const HEAD = 'e'.repeat(40);
const body = formatMarker({
  ...{ v: 1, key: 'b'.repeat(64), environment: 'dev', unit: 'api' },
  images: { api: NEW },
  superseded: [],
});

/** Runs the lanes of dev and prod in rounds; another run moves that of dev so many times. */
async function run(moves: number, dryRun = false) {
  const [seen, log]: readonly [Progress[], string[]] = [[], []];
  let left = moves;
  const answers: Partial<GitHub> = {
    ...{
      writes: () => 0,
      comment: () => Promise.resolve(),
      rewritePull: () => Promise.resolve({ headOid: HEAD }),
    },
    moveBranch: () => {
      left -= 1;
      return Promise.resolve(left >= 0 ? { kind: 'moved', head: undefined } : { kind: 'done' });
    },
  };
  const writer = laneWriterInto('dev', answers);
  const head = { oid: HEAD, message: '', tree: '', parents: [] };
  // That of dev has an open pull request of the same plan, and nothing to do: it is closed.
  const pulls = [lanePull(HEAD, body)];
  const known = situationIn('dev', head, pulls, { toDo: false });
  const standing = { kind: 'ours', head, isOld: false } as const;
  const trailers = { environment: 'dev', images: [], sources: [], plan: { key: known.key, tree: '' } };
  const dev = lanePlan('dev', {
    state: known.state,
    situation: { ...known, standing: { ...standing, trailers } },
  });
  const prod = lanePlan('prod', { situation: situationIn('prod', undefined, [], { toDo: false }) });
  const report = await carryOutInRounds(
    (progress) => {
      seen.push(progress);
      const plans = [dev, prod].filter(
        ({ lane }) => !progress.settled.has(`waybill/${lane.environment}/api`),
      );
      return Promise.resolve({ destination: writer.destination, plans, writer });
    },
    dryRun,
    {
      ...{ info: (line) => void log.push(line), warning: (line) => void log.push(line) },
      ...{ debug: () => undefined, error: () => undefined, group: (_, step) => step() },
    },
  );
  return { seen: seen.map(({ settled }) => [...settled]), log, report };
}

describe('lanes are carried out', () => {
  test('once where nobody moves them', async () => {
    const { seen, report, log } = await run(0);
    expect(seen).toEqual([[]]);
    expect(report).toMatchObject({
      ...{ environment: 'dev', repository: 'acme/config', base: { branch: 'main' }, dryRun: false },
      lanes: [{ outcome: 'closed' }, { outcome: 'unchanged' }],
    });
    expect(log).toEqual([
      expect.stringMatching(/^dev\/api: closed\./),
      expect.stringMatching(/^prod\/api: unchanged\./),
    ]);
  });

  test('again where another run moved one, and that one alone', async () => {
    const { seen, report } = await run(2);
    expect(seen).toEqual([[], ['waybill/prod/api'], ['waybill/prod/api']]);
    expect(report.lanes.map(({ outcome }) => outcome)).toEqual(['unchanged', 'closed']);
  });

  test('until it is clear that others keep moving it', async () => {
    await expect(run(9)).rejects.toThrow(
      'Other runs keep moving waybill/dev/api, so this one gave way each time',
    );
  });

  test('in a dry run only on paper', async () => {
    const { seen, report } = await run(9, true);
    expect(seen).toEqual([[]]);
    expect(report).toMatchObject({
      dryRun: true,
      lanes: [{ outcome: 'closed', changed: false }, { outcome: 'unchanged' }],
    });
  });
});
