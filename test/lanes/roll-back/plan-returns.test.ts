import { describe, expect, test } from '@jest/globals';
import { errorsOf, WaybillError } from '../../../src/errors/waybill-error.ts';
import type { ImageConfig } from '../../../src/config/config.ts';
import type { Digest } from '../../../src/image/digest.ts';
import { type EnvironmentPast, imagePast, planReturns } from '../../../src/lanes/roll-back/plan-returns.ts';
import type { Unit } from '../../../src/lanes/roll-back/units.ts';
import type { FileChange } from '../../../src/promotion/advance/stays.ts';
import type { Hold } from '../../../src/promotion/hold/holds.ts';
import type { WrittenVersion } from '../../../src/promotion/roll-back/declared-turns.ts';
import { type Trailers, formatTrailers } from '../../../src/promotion/lane/trailers.ts';
import type { ImageSource } from '../../../src/records/record-reader.ts';
import { aHold } from '../../promotion/hold/a-hold.ts';
import { digestOf } from '../../promotion/gates/a-question.ts';
import { laneInto, NEW, OLD } from '../../promotion/lane/a-situation.ts';
import { CONFIG, destinationOf } from '../a-plan.ts';
import { rollBackRequest, RUN } from './a-request.ts';

const OLDER = digestOf('0');
const [V0, V1, V2]: readonly [WrittenVersion, WrittenVersion, WrittenVersion] = [
  { digest: OLDER, tag: 'v0' },
  { digest: OLD, tag: 'v1' },
  { digest: NEW, tag: 'v2' },
];
const V1_TAG: WrittenVersion = { digest: undefined, tag: 'v1' };
const [api, web] = CONFIG.images;
const unit = (images: readonly (ImageConfig | undefined)[], asGroup = false): Unit => ({
  ...{ lane: laneInto('prod'), asGroup },
  images: images.filter((image) => image !== undefined),
});

/** A commit at an hour that brought a version over another. */
function change(hour: number, before: WrittenVersion | undefined, after: WrittenVersion): FileChange {
  const commit = { oid: `${hour}`, url: '', at: new Date(Date.UTC(2026, 0, 5, hour)) };
  return { path: 'prod.yaml', commit, before: before === undefined ? [] : [before], after: [after] };
}

interface Case {
  readonly units?: readonly Unit[];
  readonly named?: readonly string[];
  readonly to?: Digest;
  readonly present?: Readonly<Record<string, readonly WrittenVersion[]>>;
  readonly changes?: Readonly<Record<string, readonly FileChange[]>>;
  readonly holds?: readonly Hold[];
  readonly messages?: readonly string[];
  readonly isComplete?: boolean;
  /** Digests that the registry does not have. */
  readonly gone?: readonly Digest[];
  /** What the tag v1 is now. */
  readonly tagged?: Digest;
}

const HISTORY = [change(7, undefined, V0), change(8, V0, V1), change(9, V1, V2)];

function past({
  named = ['api'],
  to,
  present = { api: [V2] },
  changes = { api: HISTORY },
  ...given
}: Case): EnvironmentPast {
  const { holds = [], messages = [], isComplete = true } = given;
  return {
    request: rollBackRequest({ images: named, to }),
    environment: destinationOf('prod').environment,
    past: {
      ...{ present: new Map(Object.entries(present)), changes: new Map(Object.entries(changes)) },
      commits: messages.map((message) => ({ oid: '', url: '', at: new Date(0), message, by: undefined })),
      complete: isComplete,
    },
    holds,
  };
}

/** What goes back to what, or why not, and the log. */
async function returns(given: Case) {
  const { units = [unit([api])], gone = [], tagged = OLD } = given;
  const log: string[] = [];
  const source: ImageSource = {
    registry: {
      resolve: ({ digest }) =>
        Promise.resolve(digest === undefined ? tagged : gone.includes(digest) ? undefined : digest),
      taggedDigest: () => Promise.resolve(tagged),
    },
    readRecord: () => Promise.resolve({ record: undefined, unanswered: false }),
    log: {
      ...{ debug: () => undefined, error: () => undefined, group: (_, body) => body() },
      ...{ info: (line) => void log.push(line), warning: (line) => void log.push(`warning: ${line}`) },
    },
  };
  const result = await planReturns(units, past(given), source).then(
    (planned) =>
      planned.flatMap(({ images }) =>
        images.map(({ resolved: { name, tag, digest } }) => `${name} ${tag} ${digest.slice(7, 8)}`),
      ),
    errorsOf,
  );
  const errors = result.filter((one) => one instanceof WaybillError);
  return {
    back: result.filter((one) => typeof one === 'string'),
    ...{
      errors: errors.map(({ code, message }) => `${code}: ${message}`),
      hints: errors.map(({ hint }) => hint),
      log,
    },
  };
}

function message(more: Partial<Trailers>): string {
  return formatTrailers({
    environment: 'prod',
    images: [{ name: 'api', repository: 'ghcr.io/acme/api', tag: 'v1', digest: OLD, from: [] }],
    ...{ sources: [], plan: undefined },
    ...more,
  });
}

describe('an image goes back', () => {
  test.each<[string, Case, readonly string[]]>([
    ['to what was declared before', {}, ['api v1 1']],
    ['to what was named', { to: OLDER }, ['api v0 0']],
    ['past what is held', { holds: [aHold('api', OLD, { link: '#2' })] }, ['api v0 0']],
    [
      'to what its tag stands for',
      { changes: { api: [change(8, undefined, V1_TAG), change(9, V1_TAG, V2)] } },
      ['api v1 1'],
    ],
  ])('%s', async (_, given, back) => {
    expect(await returns(given)).toMatchObject({ back, errors: [] });
  });

  test('not to a tag that has moved since', async () => {
    const given: Case = {
      ...{ changes: { api: [change(8, undefined, V1_TAG), change(9, V1_TAG, V2)] }, tagged: OLDER },
    };
    expect((await returns({ ...given, messages: [message({})] })).errors).toEqual([
      `DIGEST_MISMATCH: ghcr.io/acme/api:v1 was ${OLD} when prod declared it, and is ${OLDER} now`,
    ]);
    const other = [message({ environment: 'dev' }), message({ images: [] })];
    expect((await returns({ ...given, messages: other })).back).toEqual(['api v1 0']);
    expect((await returns({ ...given, messages: [message({})], tagged: OLD })).back).toEqual(['api v1 1']);
  });

  test('not to a digest that is gone, and with what else there is', async () => {
    const { errors, hints } = await returns({ gone: [OLD] });
    expect(errors).toEqual([
      `IMAGE_NOT_FOUND: The registry has no ghcr.io/acme/api@${OLD} (api); it is what prod declared of api before`,
    ]);
    expect(hints[0]).toContain(` prod also declared: ${OLDER}. Name one with`);
    const short = await returns({ gone: [OLD], changes: { api: [change(9, V1, V2)] } });
    expect(short.hints[0]).not.toContain('also declared');
  });
});

describe('a run that is repeated after its merge', () => {
  const rolledBack = (run: string, more: Partial<Trailers> = {}): string =>
    message({
      rollBack: { by: 'alice', reason: 'it burns', run, from: [{ name: 'api', digest: NEW }] },
      ...more,
    });
  const merged: Case = { present: { api: [V1] }, changes: { api: [...HISTORY, change(10, V2, V1)] } };
  const stays = ['api v1 1'];
  const goes = ['api v0 0'];
  test.each<[string, Case, readonly string[]]>([
    ['does not go back another step', { messages: [rolledBack(RUN)] }, stays],
    [
      'goes back where another run went back',
      { messages: [rolledBack('https://github.com/acme/config/actions/runs/2')] },
      goes,
    ],
    [
      'goes back where it was another environment',
      { messages: [rolledBack(RUN, { environment: 'dev' })] },
      goes,
    ],
    ['stays where its hold says it', { holds: [aHold('api', NEW, { link: RUN })] }, stays],
    ['goes back where another hold does', { holds: [aHold('api', NEW, { link: '#2' })] }, goes],
    ['goes back where it is the hold of another image', { holds: [aHold('web', NEW, { link: RUN })] }, goes],
  ])('%s', async (_, given, back) => {
    expect((await returns({ ...merged, ...given })).back).toEqual(back);
  });

  test('goes back where that is what it left', async () => {
    expect((await returns({ messages: [rolledBack(RUN)] })).back).toEqual(stays);
    expect((await returns({ holds: [aHold('api', NEW, { link: RUN })] })).back).toEqual(stays);
  });
});

describe('what cannot go back', () => {
  const both = [unit([api]), unit([web])];
  test('is an error where it was named', async () => {
    expect((await returns({ units: both, named: ['api', 'web'] })).errors).toEqual([
      'REFERENCE_NOT_FOUND: prod declares no web now',
    ]);
  });

  test('is left alone where the environment goes back', async () => {
    expect(await returns({ units: both, named: [] })).toEqual({
      ...{ back: ['api v1 1'], errors: [], hints: [] },
      log: ['Left alone: prod declares no web now'],
    });
    const first = { api: HISTORY, web: [change(9, undefined, V2)] };
    const { back, log } = await returns({
      units: both,
      named: [],
      changes: first,
      present: { api: [V2], web: [V2] },
    });
    expect([back, log.length]).toEqual([['api v1 1'], 1]);
  });

  test('is an error where nothing else goes back, or something else is wrong', async () => {
    expect((await returns({ units: [unit([web])], named: [] })).errors).toEqual([
      'REFERENCE_NOT_FOUND: prod declares no web now',
    ]);
    const given = {
      units: both,
      named: [],
      present: { api: [V2], web: [V2] },
      changes: { api: HISTORY, web: HISTORY },
    };
    const twoBefore = { ...change(9, V1, V2), before: [V1, V0] };
    expect((await returns({ ...given, changes: { api: HISTORY, web: [twoBefore] } })).errors).toEqual([
      `REFERENCE_AMBIGUOUS: prod declared several versions of web before v2@${NEW}: v1@${OLD}, v0@${OLDER}`,
    ]);
  });

  test('is told all at once', async () => {
    expect((await returns({ units: both, present: {}, named: ['api', 'web'] })).errors).toEqual([
      'REFERENCE_NOT_FOUND: prod declares no api now',
      'REFERENCE_NOT_FOUND: prod declares no web now',
    ]);
  });
});

describe('a group goes back', () => {
  const moved = { api: HISTORY, web: [change(6, undefined, V1), change(8, V1, V2)] };
  const given: Case = { units: [unit([api, web], true)], present: { api: [V2], web: [V2] }, changes: moved };
  test('with what its last promotion moved', async () => {
    expect(await returns(given)).toMatchObject({
      ...{ back: ['api v1 1'], log: ['web: stays, it did not move in the last promotion of api'] },
    });
    expect((await returns({ ...given, units: [unit([api, web])] })).back).toEqual(['api v1 1', 'web v1 1']);
  });

  test('as a whole, where it moved as a whole', async () => {
    const changes = { api: HISTORY, web: [change(6, undefined, V1), change(9, V1, V2)] };
    expect((await returns({ ...given, changes })).back).toEqual(['api v1 1', 'web v1 1']);
  });
});

test('the past of one image is that of all, and how deep it was read', () => {
  const holds = [aHold('api', OLD)];
  expect(imagePast(past({ holds }), 'api')).toEqual({
    ...{ environment: 'prod', image: 'api', present: [V2], changes: HISTORY, cutAt: undefined, holds },
  });
  expect(imagePast(past({ isComplete: false }), 'web')).toEqual({
    ...{ environment: 'prod', image: 'web', present: [], changes: [], cutAt: 30, holds: [] },
  });
});
