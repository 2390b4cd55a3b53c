import { describe, expect, test } from '@jest/globals';
import { environmentNamed } from '../../src/config/configured-environments.ts';
import { parseConfig } from '../../src/config/parse.ts';
import type { LanePlace } from '../../src/environments/lanes/lane-places.ts';
import { staysToRead } from '../../src/environments/stays/stays-to-read.ts';
import { versionsToDate } from '../../src/environments/versions-to-date.ts';
import type { Declaration } from '../../src/promotion/advance/environment-state.ts';
import { type Trailers, formatTrailers } from '../../src/promotion/lane/trailers.ts';
import { declares, declaresUnknown } from '../promotion/advance/a-standing.ts';
import { digestOf } from '../promotion/gates/a-question.ts';
import { BASE, laneInto, NEW, OLD, TREE } from '../promotion/lane/a-situation.ts';
import { yaml } from '../yaml.ts';
import { baseBranch, declared, openPull } from './a-base-branch.ts';

const [NEWER, NONE] = [digestOf('3'), { kind: 'none' } as const];
type States = Readonly<Record<string, Readonly<Record<string, Declaration>>>>;

interface Case {
  /** What `waybill.yaml` says of prod beside its files and upstreams. */
  readonly prod?: string;
  readonly states?: States;
  readonly targets?: States;
  /** What the open pull request proposes; false where there is none. */
  readonly proposes?: typeof NEW | false;
  readonly isQueued?: boolean;
  readonly trailers?: Partial<Trailers>;
}

/** The lane of `api` into prod, which comes after two environments, and they after dev. */
function lane({ prod = '', states = {}, targets = {}, proposes = false, isQueued = false, trailers }: Case) {
  const config = parseConfig(yaml`
    version: 1
    images: { api: { repository: ghcr.io/acme/api }, web: { repository: ghcr.io/acme/web } }
    environments:
      dev: { files: [dev] }
      eu: { files: [eu], after: [dev] }
      us: { files: [us], after: [dev] }
      prod:
        files: ["prod/{target}/**"]
        after: [eu, us]
        waves: [[one], [two]]
        ${prod}
  `);
  const main = baseBranch({ config, environments: ['dev', 'eu', 'us', 'prod'] });
  const message = formatTrailers({
    environment: 'prod',
    images: [{ name: 'api', repository: 'ghcr.io/acme/api', tag: 'v2', digest: proposes || NEW, from: [] }],
    ...{ sources: [], plan: { key: 'b'.repeat(64), tree: TREE } },
    ...trailers,
  });
  const head = { oid: 'e'.repeat(40), message, tree: TREE, parents: [BASE] };
  const open = proposes === false ? undefined : openPull({ head, queued: isQueued });
  const environment = environmentNamed(config, 'prod');
  const place: LanePlace = { environment, baseBranch: main, lane: laneInto('prod'), join: false, open };
  return { place, environments: declared(states, { config, branch: main, targets }) };
}

describe('the versions whose age is asked for', () => {
  const versions = (given: Case): readonly string[] => {
    const { place, environments } = lane(given);
    return versionsToDate(place, environments).map(
      ({ environment, target, image, version }) =>
        `${environment}${target === undefined ? '' : `/${target}`} ${image} ${version.digest.slice(7, 8)}`,
    );
  };
  const upstreams = { eu: { api: declares(NEW) }, us: { api: declares(NEWER) } };
  const prod = { prod: { api: declares(OLD) } };

  test.each<[string, Case, readonly string[]]>([
    ['are none where nothing upstream moves', { states: { ...prod, eu: { api: declares(OLD) } } }, []],
    ['are none of an image that is not here', { states: upstreams }, []],
    ['are those upstream', { states: { ...prod, ...upstreams } }, ['eu api 2', 'us api 3']],
    [
      'are those upstream where one of them moves',
      { states: { ...prod, ...upstreams, eu: { api: declares(OLD) } } },
      ['eu api 1', 'us api 3'],
    ],
    [
      'are those upstream where files here disagree',
      { states: { prod: { api: declares(OLD, NEW) }, eu: { api: declares(OLD) } } },
      ['eu api 1'],
    ],
    [
      'are those upstream where nobody knows what a tag here is',
      { states: { prod: { api: declaresUnknown('v1') }, eu: { api: declares(OLD) } } },
      ['eu api 1'],
    ],
    [
      'are not those of an upstream whose files disagree',
      { states: { ...prod, ...upstreams, us: { api: declares(OLD, NEW) } } },
      ['eu api 2'],
    ],
    [
      'are those upstream where a pull request is open',
      { states: { ...prod, eu: { api: declares(OLD) } }, proposes: NEW },
      ['eu api 1'],
    ],
    [
      'are those further up that declare the same',
      { states: { ...prod, ...upstreams, dev: { api: declares(NEW), web: declares(NEW) } } },
      ['eu api 2', 'us api 3', 'dev api 2'],
    ],
    [
      'are not those further up that declare another',
      { states: { ...prod, ...upstreams, dev: { api: declares(OLD) } } },
      ['eu api 2', 'us api 3'],
    ],
    [
      'are those of the targets, where they agree',
      {
        states: { ...prod, ...upstreams },
        targets: { one: { api: declares(OLD), web: declares(OLD) }, two: { api: declares(OLD, NEW) } },
      },
      ['eu api 2', 'us api 3', 'prod/one api 1'],
    ],
  ])('%s', (_, given, expected) => {
    expect(versions(given)).toEqual(expected);
  });
});

describe('the histories that are read', () => {
  const sought = (given: Case): readonly string[] => {
    const { place, environments } = lane(given);
    return staysToRead(place, environments).map(({ environment, image, sought: digests }) => {
      const list = digests === 'all' ? ['all'] : digests.map((digest) => digest.slice(7, 8));
      return `${environment.config.name} ${image} ${list.join(', ')}`;
    });
  };
  // What is proposed has left one upstream, and the other has it still.
  const states = { prod: { api: declares(OLD) }, eu: { api: declares(NEW) }, us: { api: declares(NEWER) } };
  const queue = 'policy: queue';
  const asked = { by: 'alice', reason: 'it burns', run: undefined };

  test.each<[string, Case, readonly string[]]>([
    ['are none without a pull request', { prod: queue, states }, []],
    ['are of where the proposal left', { prod: queue, states, proposes: NEW }, ['us api 2']],
    ['are the same under hold', { prod: 'policy: hold', states, proposes: NEW }, ['us api 2']],
    [
      'are none where it is everywhere',
      { prod: queue, states: { ...states, us: { api: declares(NEW) } }, proposes: NEW },
      [],
    ],
    [
      'are none where nothing is declared',
      { prod: queue, states: { ...states, us: { api: NONE } }, proposes: NEW },
      [],
    ],
    [
      'are of where files disagree',
      { prod: queue, states: { ...states, us: { api: declares(OLD, NEWER) } }, proposes: NEW },
      ['us api 2'],
    ],
    ['are none where a newer one takes over anyway', { states, proposes: NEW }, []],
    ['are of one in the merge queue', { states, proposes: NEW, isQueued: true }, ['us api 2']],
    [
      'are of one that would have to soak again',
      { prod: 'gates: { soak: 1h }', states, proposes: NEW },
      ['us api 2'],
    ],
    [
      'are of one that would have to be healthy again',
      { prod: 'gates: { healthy: [flux] }', states, proposes: NEW },
      ['us api 2'],
    ],
    [
      'are of one whose version fits',
      { prod: 'gates: { version: ">=1.0.0" }', states, proposes: NEW },
      ['us api 2'],
    ],
    ['are none where a person decides alone', { prod: 'gates: { manual: true }', states, proposes: NEW }, []],
    [
      'are none of a roll back',
      {
        prod: queue,
        states,
        proposes: NEW,
        trailers: { rollBack: { ...asked, from: [{ name: 'api', digest: OLD }] } },
      },
      [],
    ],
    ['are none of a hotfix', { prod: queue, states, proposes: NEW, trailers: { hotfix: asked } }, []],
  ])('%s', (_, given, expected) => {
    expect(sought(given)).toEqual(expected);
  });

  const counts = 'gates: { soak: { for: 1h, replaced: counts } }';
  test.each<[string, Case, readonly string[]]>([
    ['is that of every upstream that went on', { states }, ['eu api 1', 'us api 1']],
    [
      'is not that of one on the same level',
      { states: { ...states, eu: { api: declares(OLD) } } },
      ['us api 1'],
    ],
    ['is not that of one that declares nothing', { states: { ...states, eu: { api: NONE } } }, ['us api 1']],
    [
      'is that of all that files here declare',
      { states: { ...states, prod: { api: declares(OLD, NEW) } } },
      ['eu api 1, 2', 'us api 1, 2'],
    ],
    ['is none where nothing is declared here', { states: { ...states, prod: { api: NONE } } }, []],
  ])('with "replaced: counts", it %s', (_, given, expected) => {
    expect(sought({ prod: counts, ...given })).toEqual(expected);
  });

  test('with it, is that of an open proposal as well', () => {
    expect(sought({ prod: counts, states, proposes: NEW })).toEqual(['us api 2', 'eu api 1', 'us api 1']);
  });
});
