import { describe, expect, test } from '@jest/globals';
import { environmentNamed } from '../../src/config/configured-environments.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { type EnvironmentHistories, withHistories } from '../../src/environments/environments.ts';
import { gateQuestion, reviewStanding, withoutReviews } from '../../src/environments/gate-question.ts';
import { readGroupRecords } from '../../src/environments/lanes/group-question.ts';
import type { DeclaredStay } from '../../src/environments/stays/declared-stays.ts';
import { formatReference } from '../../src/image/reference.ts';
import type { Digest } from '../../src/image/digest.ts';
import type { OpenPull } from '../../src/github/github.ts';
import type { Declaration } from '../../src/promotion/advance/environment-state.ts';
import type { Wave } from '../../src/promotion/lane/purpose.ts';
import type { Knowledge } from '../../src/records/record-reader.ts';
import { declares, sinceHour } from '../promotion/advance/a-standing.ts';
import { aHold } from '../promotion/hold/a-hold.ts';
import { digestOf } from '../promotion/gates/a-question.ts';
import { laneInto, NEW, OLD } from '../promotion/lane/a-situation.ts';
import { aRecord } from '../promotion/pull-request/a-description.ts';
import { yaml } from '../yaml.ts';
import { baseBranch, declared, openPull } from './a-base-branch.ts';

const config = parseConfig(yaml`
  version: 1
  images:
    api: { repository: ghcr.io/acme/api }
    web: { repository: ghcr.io/acme/web }
    cart: { repository: ghcr.io/acme/cart }
  groups:
    shop: { images: [api, web], same: commit }
    store: { images: [cart] }
  environments:
    dev: { files: [dev], health: [flux/dev] }
    prod:
      files: ["prod/{target}/**"]
      after: [dev]
      waves: [[one, two], [three], [four]]
      gates: { healthy: true }
      health: ["flux/{target}"]
`);
const main = baseBranch({ config, environments: ['dev', 'prod'] });
const NOW = new Date('2026-01-05T10:00:00Z');
const v2 = { name: 'api', digest: NEW, tag: 'v2' };
const known = (commit: string): Knowledge => ({
  record: aRecord({ version: 'v2', source: { repository: 'Acme/shop', commit } }),
  unanswered: false,
});

interface Case extends Partial<EnvironmentHistories> {
  readonly dev?: Declaration;
  readonly prod?: Readonly<Record<string, Declaration>>;
  readonly targets?: Readonly<Record<string, Readonly<Record<string, Declaration>>>>;
  readonly wave?: Wave;
  readonly images?: readonly (typeof v2)[];
  readonly records?: ReadonlyMap<Digest, Knowledge>;
  readonly open?: OpenPull;
}

const commit = (oid: string) => ({ oid, url: undefined, statuses: [] });

function asked({ dev = declares(NEW), prod = { api: declares(OLD) }, ...given }: Case = {}) {
  const { targets = {}, wave, images = [v2], records = new Map(), open, ...histories } = given;
  const states = { dev: { api: dev }, prod };
  const environments = withHistories(declared(states, { config, branch: main, targets }), {
    ...{ holds: new Map(), pauses: new Map(), stays: () => [], now: NOW },
    since: () => undefined,
    statusesSince: (_, since, until) => [commit(`${since.commit} ${until?.commit ?? ''}`)],
    ...histories,
  });
  const environment = environmentNamed(config, 'prod');
  const place = { environment, baseBranch: main, lane: laneInto('prod'), join: false, open };
  return {
    environments,
    question: gateQuestion({ place, images, wave, records, proofs: new Map() }, environments),
  };
}

const upstream = (given: Case) => asked(given).question.members[0]?.upstreams[0];
const stay = (
  digest: Digest,
  from: number | undefined,
  to: number | undefined,
  more: Partial<DeclaredStay> = {},
): DeclaredStay => ({
  ...{ digest, tag: undefined, baseBranch: main, isTakenBack: false },
  since: from === undefined ? undefined : sinceHour(from),
  until: to === undefined ? undefined : sinceHour(to),
  ...more,
});

describe('how an upstream stands to a digest', () => {
  const contexts = ['flux/dev'];
  test('that it declares, since when, and with the statuses from then on', () => {
    const since = { ...sinceHour(8), pull: undefined, isReturn: false };
    const question = { environment: 'dev', target: undefined, image: 'api', digest: NEW };
    const given: Case = {
      since: (of) => (JSON.stringify(of) === JSON.stringify(question) ? since : undefined),
    };
    expect(upstream(given)).toEqual({
      ...{ environment: 'dev', declares: { kind: 'now', since }, contexts },
      commits: [commit(`${since.commit} `)],
    });
    expect(upstream({})).toEqual({
      ...{ environment: 'dev', declares: { kind: 'now', since: undefined }, contexts, commits: [] },
    });
  });

  const not = (instead: readonly Digest[], isRolledBack = false) => ({
    ...{ environment: 'dev', contexts, commits: [] },
    declares: { kind: 'not', isRolledBack, instead: instead.map((digest) => ({ digest, tag: undefined })) },
  });
  const stays = (...all: readonly DeclaredStay[]): Case => ({
    dev: declares(OLD),
    stays: (environment, image) => (environment === 'dev' && image === 'api' ? all : []),
  });
  test.each<[string, Case, unknown]>([
    ['that it does not declare', { dev: declares(OLD) }, not([OLD])],
    ['that it declares beside another', { dev: declares(NEW, OLD) }, not([NEW, OLD])],
    ['where it declares none', { dev: { kind: 'none' } }, not([])],
    [
      'that is held there',
      { dev: declares(OLD), holds: new Map([['dev', [aHold('api', NEW)]]]) },
      not([OLD], true),
    ],
    [
      'of which another one is held there',
      { dev: declares(OLD), holds: new Map([['dev', [aHold('api', OLD)]]]) },
      not([OLD]),
    ],
    ['that was rolled back', stays(stay(NEW, 7, 8, { isTakenBack: true })), not([OLD], true)],
    ['that began before history was read', stays(stay(NEW, undefined, 8)), not([OLD])],
    ['that lasts in some files', stays(stay(NEW, 7, undefined)), not([OLD])],
    ['that never was there', stays(stay(OLD, 7, 8)), not([OLD])],
  ])('%s', (_, given, expected) => {
    expect(upstream(given)).toEqual(expected);
  });

  test('that was replaced there, the last time', () => {
    const given = stays(
      stay(NEW, 5, 6, { isTakenBack: true }),
      stay(OLD, 6, 7),
      stay(NEW, 7, 8),
      stay(OLD, 8, undefined),
    );
    const [since, until] = [sinceHour(7), sinceHour(8)];
    expect(upstream(given)).toEqual({
      ...{ environment: 'dev', declares: { kind: 'before', since, until }, contexts },
      commits: [commit(`${since.commit} ${until.commit}`)],
    });
  });
});

describe('what the gates are asked', () => {
  test('is what is declared here, held here and said of the image', () => {
    const hold = aHold('api', NEW);
    const given: Case = {
      ...{ prod: { api: declares(OLD, digestOf('3')) }, records: new Map([[NEW, known('c')]]) },
      holds: new Map([['prod', [hold]]]),
    };
    const { question } = asked(given);
    expect(question.members).toMatchObject([
      {
        ...{ name: 'api', digest: NEW, tag: 'v2', version: 'v2', unanswered: false, hold },
        declared: [{ digest: OLD }, { digest: digestOf('3') }],
      },
    ]);
    expect([question.now, question.wave, question.review]).toEqual([NOW, undefined, undefined]);
    const unread = asked({ records: new Map([[NEW, { record: undefined, unanswered: true }]]) });
    expect(unread.question.members).toMatchObject([
      { version: undefined, unanswered: true, hold: undefined },
    ]);
    expect(asked().question.members).toMatchObject([{ version: undefined, unanswered: false }]);
  });

  test('is what is paused now', () => {
    const pause = (reason: string, images: readonly string[] | undefined, until?: string) => ({
      ...{ reason, images, until, by: undefined, at: undefined, link: undefined },
      where: { text: '', url: undefined },
    });
    const all = [
      pause('all', undefined),
      pause('api', ['api']),
      pause('web', ['web']),
      pause('over', undefined, '2026-01-05T09:00:00Z'),
    ];
    const pauses = new Map([['prod', all]]);
    expect(asked({ pauses }).question.pauses.map(({ reason }) => reason)).toEqual(['all', 'api']);
    expect(asked({ pauses: new Map([['dev', all]]) }).question.pauses).toEqual([]);
  });

  test('is what people said of the open pull request', () => {
    const review = (login: string, state: string, person = true) => ({ login, state, person, commit: 'e' });
    const reviews = [
      review('alice', 'APPROVED'),
      review('bob', 'CHANGES_REQUESTED'),
      review('carol', 'DISMISSED'),
      review('dave', 'COMMENTED'),
      review('app', 'APPROVED', false),
    ];
    const open = openPull({ headOid: 'e', author: 'waybill', url: '#1', reviews });
    const said = (by: string, state: string) => ({ by, state, commit: 'e', url: '#1' });
    const standing = {
      ...{ head: 'e', author: 'waybill' },
      reviews: [
        said('alice', 'approved'),
        said('bob', 'changes-requested'),
        said('carol', 'dismissed'),
        said('dave', 'commented'),
      ],
    };
    expect(reviewStanding(open)).toEqual(standing);
    const { question } = asked({ open });
    expect(question.review).toEqual(standing);
    expect(withoutReviews(question)).toEqual({ ...question, review: { ...standing, reviews: [] } });
    const { question: closed } = asked();
    expect(withoutReviews(closed)).toBe(closed);
  });
});

describe('a wave', () => {
  const wave = { number: 3, of: 3, targets: ['four'] };
  const targets = {
    one: { api: declares(NEW), web: declares(NEW) },
    two: { api: declares(NEW), web: declares(OLD) },
    three: { api: declares(NEW), web: declares(NEW) },
  };
  const since: EnvironmentHistories['since'] = ({ environment, target, image }) =>
    environment === 'prod' && target !== undefined && !(target === 'three' && image === 'web')
      ? { ...sinceHour(image === 'api' ? 9 : 8), pull: undefined, isReturn: false }
      : undefined;
  const web = { ...v2, name: 'web' };

  test('is asked about with all targets before it, and the statuses since the newest came', () => {
    const { question } = asked({ wave, targets, since, images: [web, v2] });
    const target = (name: string, converged: boolean, commits: readonly unknown[]) => ({
      ...{ target: name, converged, contexts: [`flux/${name}`], commits },
    });
    const commits = [commit(`${sinceHour(9).commit} `)];
    expect(question.wave).toEqual({
      ...{ number: 3, targets: ['four'] },
      earlier: [target('one', true, commits), target('two', false, commits), target('three', true, [])],
    });
  });

  test('that is the first has none before it', () => {
    const { question } = asked({ wave: { number: 1, of: 3, targets: ['one', 'two'] }, targets });
    expect(question.wave).toEqual({ number: 1, targets: ['one', 'two'], earlier: [] });
  });
});

describe('a group of one commit', () => {
  const web = digestOf('7');
  const prod = { api: declares(OLD), web: declares(web) };
  const records = new Map([
    [NEW, known('c'.repeat(40))],
    [web, { record: aRecord({ version: 'v1' }), unanswered: true }],
  ]);
  test('is asked about as it is after the promotion', () => {
    const { question } = asked({ prod, records });
    const member = (name: string, digest: Digest, more: object) => ({
      name,
      digest,
      tag: undefined,
      ...more,
    });
    expect(question.groups).toEqual([
      {
        ...{ name: 'shop', same: 'commit' },
        members: [
          member('api', NEW, {
            tag: 'v2',
            isMoving: true,
            isUnanswered: false,
            from: `acme/shop@${'c'.repeat(40)}`,
          }),
          member('web', web, { isMoving: false, isUnanswered: true, from: undefined }),
        ],
      },
    ]);
    expect(asked({ prod }).question.groups?.[0]?.members).toMatchObject([
      { isUnanswered: true },
      { isUnanswered: true },
    ]);
  });

  test('is not asked about where none of it moves, or nobody said "same"', () => {
    expect(asked({ images: [{ ...v2, name: 'cart' }] }).question.groups).toEqual([]);
  });

  test('is read as far as it is declared or moves, and nothing else', async () => {
    const { environments } = asked({ prod: { ...prod, cart: declares(OLD) } });
    const read: string[] = [];
    const records = await readGroupRecords(
      { environment: 'prod', names: ['api', 'cart'], images: [v2, { ...v2, name: 'cart' }] },
      environments,
      (reference) => {
        read.push(formatReference(reference));
        return Promise.resolve(known('c'));
      },
    );
    expect(read).toEqual([`ghcr.io/acme/api@${OLD}`, `ghcr.io/acme/web@${web}`, `ghcr.io/acme/api@${NEW}`]);
    expect([...records.keys()]).toEqual([OLD, web, NEW]);
  });
});
