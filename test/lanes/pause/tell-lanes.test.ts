import { describe, expect, test } from '@jest/globals';
import { withHistories } from '../../../src/environments/environments.ts';
import type { OpenPull } from '../../../src/github/github.ts';
import { pauseReserved } from '../../../src/lanes/pause/reserved-lanes.ts';
import { pausedLanes, pauseLane } from '../../../src/lanes/pause/tell-lanes.ts';
import type { EnvironmentConfig } from '../../../src/config/config.ts';
import { parseConfig } from '../../../src/config/parse.ts';
import { pausedComment } from '../../../src/promotion/pause/pause-text.ts';
import type { KnownPause } from '../../../src/promotion/pause/pauses.ts';
import type { Trailers } from '../../../src/promotion/lane/trailers.ts';
import { declared } from '../../environments/a-base-branch.ts';
import { gatesOf } from '../../promotion/gates/a-question.ts';
import { NEW } from '../../promotion/lane/a-situation.ts';
import { yaml } from '../../yaml.ts';
import { lanePlace, pullOfWaybill, writingGitHub } from '../a-place.ts';

const NOW = new Date('2026-01-05T10:00:00Z');
const RUN = 'https://github.com/acme/config/actions/runs/1';
const ASKED = { by: 'alice', reason: 'it burns', run: undefined };
const HOTFIX: Partial<Trailers> = { hotfix: ASKED };
const ROLL_BACK: Partial<Trailers> = { rollBack: { ...ASKED, from: [{ name: 'api', digest: NEW }] } };

function pause(more: Partial<KnownPause> = {}): KnownPause {
  return {
    ...{ images: undefined, reason: 'checkout is slow', by: 'alice', at: undefined, until: undefined },
    ...{ link: undefined, where: { text: '.waybill/pause/prod.yaml', url: undefined } },
    ...more,
  };
}

const SAYS = 'prod is paused: checkout is slow (alice).';

describe('the lanes that a pause keeps from being merged', () => {
  const paused = (open: OpenPull | undefined, ...pauses: readonly KnownPause[]): readonly string[] =>
    pausedLanes([lanePlace(open)], { pauses, now: NOW }).map(({ gate }) => gate.reason);

  test.each<[string, OpenPull | undefined, KnownPause[], number]>([
    ['are those with a pull request', pullOfWaybill(), [pause()], 1],
    ['are those with a person’s commit', pullOfWaybill({ head: undefined }), [pause()], 1],
    ['are hotfixes', pullOfWaybill({}, HOTFIX), [pause()], 1],
    ['are no roll backs', pullOfWaybill({}, ROLL_BACK), [pause()], 0],
    ['are none without a pull request', undefined, [pause()], 0],
    [
      'are none of somebody else',
      pullOfWaybill({}, { lane: { text: 'acme/x@main prod/api into main', home: 9 } }),
      [pause()],
      0,
    ],
    ['are those of its images', pullOfWaybill(), [pause({ images: ['api'] })], 1],
    ['are none of other images', pullOfWaybill(), [pause({ images: ['web'] })], 0],
    ['are none once it has ended', pullOfWaybill(), [pause({ until: '2026-01-05T10:00:00Z' })], 0],
    ['are none without a pause', pullOfWaybill(), [], 0],
  ])('%s', (_, open, pauses, count) => {
    const reasons = paused(open, ...pauses);
    expect(reasons).toHaveLength(count);
    for (const reason of reasons) expect(reason).toContain('checkout is slow');
  });
});

describe('a lane is kept from being merged', () => {
  const merging = pullOfWaybill().merging;
  async function told(more: Partial<OpenPull> = {}) {
    const { asked, github } = writingGitHub();
    const [lane] = pausedLanes([lanePlace(pullOfWaybill(more))], { pauses: [pause()], now: NOW });
    if (lane === undefined) throw new TypeError('not paused');
    return { changed: await pauseLane(lane, RUN, github), asked, reason: lane.gate.reason };
  }
  const [first] = pausedLanes([lanePlace(pullOfWaybill())], { pauses: [pause()], now: NOW });
  const reason = first?.gate.reason ?? '';
  const whole = `acme/config e waybill pending: prod waits for pause: ${reason} ${RUN}`;
  const own = `acme/config e waybill/pause pending: ${reason} ${RUN}`;
  const { body } = pausedComment(reason);
  const said = `comment acme/config#7: ${body.split('\n')[0]}`;
  const statuses = [
    { context: 'waybill', state: 'PENDING', description: `prod waits for pause: ${reason}` },
    { context: 'waybill/pause', state: 'PENDING', description: reason },
  ];
  const comments = [body];

  test('by its statuses, and a comment that says why', async () => {
    expect(reason).toContain(SAYS.slice(0, -10));
    expect(await told()).toEqual({ changed: true, asked: [whole, own, said], reason });
  });

  test('and told nothing twice', async () => {
    expect(await told({ statuses, comments })).toEqual({ changed: false, asked: [], reason });
    expect(await told({ statuses: statuses.slice(0, 1), comments })).toMatchObject({
      changed: true,
      asked: [own],
    });
    expect(await told({ statuses })).toMatchObject({ changed: true, asked: [said] });
  });

  test('by taking back what Waybill switched on', async () => {
    const mergeQueue = { enabled: true, queuedBy: 'acme-waybill' };
    const taken = { statuses, comments, merging: { ...merging, autoMergeBy: 'acme-waybill', mergeQueue } };
    expect(await told(taken)).toMatchObject({
      ...{
        changed: true,
        asked: ['dequeue acme/config main #7 PR_7 e ', 'disarm acme/config main #7 PR_7 e '],
      },
    });
  });

  test('by failing the group of the merge queue that somebody else began', async () => {
    const commit = 'f'.repeat(40);
    const queued = (queuedBy: string, more: object = { commit }) => ({
      ...{ statuses, comments, merging: { ...merging, mergeQueue: { enabled: true, queuedBy, ...more } } },
    });
    expect(await told(queued('bob'))).toMatchObject({
      ...{ changed: true, asked: [`acme/config f waybill failure: prod waits for pause: ${reason} ${RUN}`] },
    });
    expect(await told(queued('bob', {}))).toMatchObject({ changed: false, asked: [] });
    expect((await told(queued('acme-waybill'))).asked).toEqual(['dequeue acme/config main #7 PR_7 e ']);
  });
});

describe('a hotfix', () => {
  const config = parseConfig(yaml`
    version: 1
    images: { api: { repository: ghcr.io/acme/api } }
    environments: { prod: { files: [prod], hotfix: true } }
  `);
  const waiting = { context: 'waybill', state: 'PENDING', description: 'prod waits for pause: it was slow' };
  const freed = `acme/config e waybill success: A hotfix of prod that alice asked for: gates do not hold it back. ${RUN}`;

  interface Case {
    readonly pauses?: readonly KnownPause[];
    readonly trailers?: Partial<Trailers>;
    readonly statuses?: OpenPull['statuses'];
    readonly dryRun?: boolean;
    readonly isAllowed?: boolean;
    readonly isOpen?: boolean;
    readonly gates?: EnvironmentConfig['gates'];
  }
  async function shown({
    pauses = [],
    trailers = HOTFIX,
    statuses = [waiting],
    dryRun = false,
    isAllowed = true,
    isOpen = true,
    gates,
  }: Case) {
    const { asked, github } = writingGitHub();
    const place = lanePlace(isOpen ? pullOfWaybill({ statuses }, trailers) : undefined, {
      config,
      environments: ['prod'],
    });
    const environments = withHistories(declared({}, { config, branch: place.baseBranch }), {
      ...{ holds: new Map(), pauses: new Map([['prod', pauses]]), stays: () => [], now: NOW },
      ...{ since: () => undefined, statusesSince: () => [] },
    });
    const environment = { ...place.environment, hotfix: isAllowed, gates };
    const changed = await pauseReserved({ ...place, environment }, environments, {
      dryRun,
      run: RUN,
      github,
    });
    return { changed, asked };
  }
  const nothing = { changed: false, asked: [] };

  test('waits while its environment is paused', async () => {
    const { changed, asked } = await shown({ pauses: [pause()], statuses: [] });
    expect(changed).toBe(true);
    expect(asked[0]).toMatch(/^acme\/config e waybill pending: prod waits for pause: /);
  });

  test('goes on when the pause is over', async () => {
    expect(await shown({})).toEqual({ changed: true, asked: [freed] });
  });

  test('waits for who built it when the pause is over: verify judges that', async () => {
    const asking = gatesOf('provenance: { workflow: .github/workflows/build.yml }');
    expect((await shown({ gates: asking })).asked[0]).toMatch(
      /^acme\/config e waybill pending: prod waits for provenance: /,
    );
  });

  test.each<[string, Case]>([
    ['where nothing kept it waiting', { statuses: [] }],
    ['where something else did', { statuses: [{ ...waiting, description: 'prod waits for soak: no' }] }],
    ['where another status says it', { statuses: [{ ...waiting, context: 'other' }] }],
    ['where it is a roll back', { trailers: ROLL_BACK }],
    ['where it is a promotion', { trailers: {} }],
    ['in a dry run', { dryRun: true }],
    ['where waybill.yaml does not allow it any more', { isAllowed: false }],
    ['where there is no pull request', { isOpen: false }],
  ])('is left as it is %s', async (_, given) => {
    expect(await shown(given)).toEqual(nothing);
  });
});
