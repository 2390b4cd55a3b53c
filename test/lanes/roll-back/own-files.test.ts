import { describe, expect, test } from '@jest/globals';
import type { ConfiguredDestination } from '../../../src/lanes/roll-back/configured-destination.ts';
import { leftBy, planHoldFile } from '../../../src/lanes/roll-back/plan-holds.ts';
import { pausesLanes, planPauseFile } from '../../../src/lanes/roll-back/plan-pause-file.ts';
import type { ReturningUnit } from '../../../src/lanes/roll-back/plan-returns.ts';
import type { RollBackRequest } from '../../../src/lanes/roll-back/request.ts';
import type { RollBackGround } from '../../../src/lanes/roll-back/units.ts';
import type { PauseText } from '../../../src/environments/read-pauses.ts';
import { formatReference } from '../../../src/image/reference.ts';
import { type Trailers, formatTrailers } from '../../../src/promotion/lane/trailers.ts';
import type { ImageSource } from '../../../src/records/record-reader.ts';
import { surveyed } from '../../environments/a-base-branch.ts';
import { digestOf } from '../../promotion/gates/a-question.ts';
import { BASE, laneInto, NEW, OLD, TREE } from '../../promotion/lane/a-situation.ts';
import { yaml } from '../../yaml.ts';
import { aGitHub } from '../a-github.ts';
import { CONFIG, destinationOf, repositoryState } from '../a-plan.ts';
import { rollBackRequest, RUN } from './a-request.ts';

const [HOLD, PAUSE] = ['.waybill/hold/prod.yaml', '.waybill/pause/prod.yaml'];
const ASKED = { by: 'alice', reason: 'it burns', run: RUN };
const LANE = laneInto('prod');
const [api] = CONFIG.images;
const HEAD = 'e'.repeat(40);

/** A unit of `api` that goes back to the older digest; the environment declares these versions now. */
function unit(...present: ReturningUnit['images'][number]['past']['present']): ReturningUnit {
  const settings = { name: 'api', repository: 'ghcr.io/acme/api', source: undefined, path: undefined };
  return {
    unit: { lane: LANE, images: api === undefined ? [] : [api], asGroup: false },
    images: [
      {
        resolved: { ...settings, tag: 'v1', digest: OLD, record: undefined, pin: 'digest' },
        past: { environment: 'prod', image: 'api', present, changes: [], cutAt: undefined, holds: [] },
      },
    ],
  };
}

interface Case {
  readonly hold?: string | undefined;
  readonly pause?: PauseText;
  readonly request?: Partial<RollBackRequest>;
  readonly now?: Date | undefined;
  /** What the head of the lane's branch says. */
  readonly head?: Partial<Trailers>;
  readonly merge?: 'auto' | 'manual';
}

function ground({ hold, pause, request = {}, head, merge = 'manual', ...more }: Case): RollBackGround {
  const now = 'now' in more ? more.now : new Date('2026-01-05T10:00:00.123Z');
  const { environment } = destinationOf('prod');
  const destination: ConfiguredDestination = {
    ...{ config: CONFIG, environment: { ...environment, merge }, state: repositoryState({ now }) },
  };
  const message = formatTrailers({
    environment: 'prod',
    images: [{ name: 'api', repository: 'ghcr.io/acme/api', tag: 'v1', digest: OLD, from: [] }],
    ...{ sources: [], plan: { key: 'b'.repeat(64), tree: TREE } },
    ...head,
  });
  const laneHead = { oid: HEAD, message, tree: TREE, parents: [BASE] };
  const state = { head: head === undefined ? undefined : laneHead, pulls: [], openFrom: [] };
  const heads = new Map([[HEAD, new Map([[HOLD, 'hold-oid']])]]);
  return {
    destination,
    units: [],
    request: rollBackRequest(request),
    reading: {
      ...{ surveyed: surveyed(), lanes: [{ lane: LANE, state }], listed: [], modes: new Map(), others: [] },
      holds: () => ({ all: [], left: [] }),
      ...{ read: { files: [], passedOver: [], unreadable: [], heads }, pauses: [] },
      holdFile: { path: HOLD, text: hold },
      pauseFile: { path: PAUSE, text: pause },
    },
  };
}

describe('what a roll back leaves', () => {
  /** The digests that it leaves, what was asked of the registry, and what it warns of. */
  async function left(...present: ReturningUnit['images'][number]['past']['present']) {
    const [asked, warnings]: readonly [string[], string[]] = [[], []];
    const log: ImageSource['log'] = {
      ...{ info: () => undefined, debug: () => undefined, error: () => undefined },
      warning: (text) => void warnings.push(text),
      group: (_, body) => body(),
    };
    const registry: ImageSource['registry'] = {
      resolve: (reference) => {
        asked.push(formatReference(reference));
        return Promise.resolve(reference.tag === 'v2' ? NEW : undefined);
      },
      taggedDigest: () => Promise.resolve(undefined),
    };
    return { left: await leftBy(unit(...present), { registry, log }), asked, warnings };
  }
  const v2 = { name: 'api', digest: NEW };

  test('is every digest that it declares, but the one that it goes back to', async () => {
    const present = [
      { digest: NEW, tag: 'v2' },
      { digest: OLD, tag: 'v1' },
      { digest: digestOf('3'), tag: undefined },
    ];
    expect(await left(...present)).toEqual({
      ...{ left: [v2, { name: 'api', digest: digestOf('3') }], asked: [], warnings: [] },
    });
  });

  test('is what a tag stands for, where the registry knows it', async () => {
    expect(await left({ digest: undefined, tag: 'v2' })).toEqual({
      ...{ left: [v2], asked: ['ghcr.io/acme/api:v2'], warnings: [] },
    });
    expect(await left({ digest: undefined, tag: 'v7' })).toEqual({
      ...{ left: [], asked: ['ghcr.io/acme/api:v7'] },
      warnings: ['api: the registry has no tag v7, which prod declares, so it cannot be held.'],
    });
  });
});

describe('the hold file of a roll back', () => {
  const v2 = { name: 'api', digest: NEW };
  const entry = (at: string, by = 'alice', reason = 'it burns'): string => yaml`
    - image: api
      digest: ${NEW}
      reason: ${reason}
      by: ${by}
      at: ${at}
      link: ${RUN}
  `;
  /** The file, and what was read of the branch of the lane. */
  async function held(given: Case, proposed = entry('2026-01-01T00:00:00Z')) {
    const asked: unknown[] = [];
    const github = aGitHub({
      readFiles: (request) => {
        asked.push(request);
        const files = request.files.map(({ path }) => ({ path, text: proposed }));
        return Promise.resolve({ files, passedOver: [], unreadable: [], heads: new Map() });
      },
    });
    const { path, before, after, splices } = await planHoldFile([v2], ground(given), github);
    expect([path, before, splices]).toEqual([HOLD, given.hold ?? '', []]);
    return { after: after.replace(/^(?:#.*\n)+/, ''), asked };
  }
  const rollBack = { ...ASKED, from: [v2] };

  test('says who asked, why, when and in which run', async () => {
    const { after, asked } = await held({});
    expect(after).toContain(entry('2026-01-05T10:00:00Z'));
    expect(asked).toEqual([]);
  });

  test('keeps what it says already', async () => {
    expect((await held({ hold: entry('2026-01-02T00:00:00Z', 'bob') })).after).toContain(
      entry('2026-01-02T00:00:00Z', 'bob'),
    );
  });

  test('has the moment of the open roll back of the same person and reason', async () => {
    const { after, asked } = await held({ head: { rollBack } });
    expect(after).toContain(entry('2026-01-01T00:00:00Z'));
    expect(asked).toEqual([
      {
        repository: 'acme/config',
        files: [{ path: HOLD, oid: 'hold-oid', size: 0, mode: '100644' }],
        heads: [],
      },
    ]);
  });

  test.each<[string, Case, string | undefined]>([
    ['of another person', { head: { rollBack } }, entry('2026-01-01T00:00:00Z', 'bob')],
    ['of another reason', { head: { rollBack } }, entry('2026-01-01T00:00:00Z', 'alice', 'it rains')],
    ['that is a promotion', { head: {} }, undefined],
  ])('has a moment of its own beside an open pull request %s', async (_, given, proposed) => {
    const { after, asked } = await held(given, proposed);
    expect(after).toContain(entry('2026-01-05T10:00:00Z'));
    expect(asked).toHaveLength(proposed === undefined ? 0 : 1);
  });
});

describe('a roll back pauses', () => {
  const warnings: string[] = [];
  const log = { warning: (text: string) => void warnings.push(text) };
  const returning = [unit({ digest: NEW, tag: 'v2' })];
  const paused = (given: Case, holdFile?: string) => {
    const hold =
      holdFile === undefined ? undefined : { path: HOLD, before: '', after: holdFile, splices: [] };
    return planPauseFile(returning, hold, ground(given), log);
  };
  const entry = yaml`
    - reason: it burns
      images:
        - api
      by: alice
  `;

  test.each<[string, Case, boolean]>([
    ['where Waybill merges', { merge: 'auto' }, true],
    ['not where a person does', { merge: 'manual' }, false],
    ['where it is asked for', { request: { pause: true } }, true],
    ['not where it is refused', { merge: 'auto', request: { pause: false } }, false],
  ])('%s', (_, given, pauses) => {
    expect(pausesLanes(ground(given))).toBe(pauses);
  });

  test('the lanes that go back, with the moment of the hold', () => {
    const hold = (link: string, reason = 'it burns'): string => yaml`
      - image: api
        digest: ${NEW}
        reason: ${reason}
        by: alice
        at: 2026-01-05T10:00:00Z
        link: ${link}
    `;
    const file = paused({}, hold(RUN));
    expect([file?.path, file?.before, file?.splices]).toEqual([PAUSE, '', []]);
    expect(file?.after).toContain(`${entry}  at: 2026-01-05T10:00:00Z\n  link: ${RUN}\n`);
    const without = `${entry}  link: ${RUN}\n`;
    expect(paused({})?.after).toContain(without);
    expect(paused({}, hold('https://github.com/acme/config/actions/runs/2'))?.after).toContain(without);
    expect(paused({}, hold(RUN, 'it rains'))?.after).toContain(without);
  });

  test('beside what lasts', () => {
    const other = (until: string): string =>
      `- images: [web]\n  reason: it rains\n  by: bob\n  until: ${until}\n`;
    const [lasting, ended] = [other('2026-01-05T11:00:00Z'), other('2026-01-05T09:00:00Z')];
    expect(paused({ pause: lasting })?.after).toContain('it rains');
    expect(paused({ pause: lasting })?.before).toBe(lasting);
    expect(paused({ pause: ended })?.after).not.toContain('it rains');
    expect(paused({ pause: ended, now: undefined })?.after).toContain('it rains');
  });

  test.each<[string, PauseText]>([
    ['not a text', { unreadable: 'it is a symbolic link' }],
    ['no list of pauses', '- ['],
  ])('nothing where the present file is %s', (_, pause) => {
    warnings.length = 0;
    expect(paused({ pause })).toBeUndefined();
    expect(warnings).toEqual([
      `${PAUSE} cannot be read, so it is left as it is: everything is paused by it.`,
    ]);
  });
});
