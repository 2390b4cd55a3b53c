import { describe, expect, test } from '@jest/globals';
import { errorsOf } from '../../../src/errors/waybill-error.ts';
import { ok } from '../../../src/errors/result.ts';
import type { Collaborators } from '../../../src/environments/collaborators.ts';
import { pauseOrResume } from '../../../src/lanes/pause/pause-environment.ts';
import type { PauseRequest } from '../../../src/lanes/pause/request.ts';
import type { MergeFacts, RepositoryState } from '../../../src/github/github.ts';
import { surveyed } from '../../environments/a-base-branch.ts';
import { lanePull, TREE } from '../../promotion/lane/a-situation.ts';
import { yaml } from '../../yaml.ts';
import { pullOfWaybill, writingGitHub } from '../a-place.ts';
import { repositoryState } from '../a-plan.ts';

const FILE = '.waybill/pause/prod.yaml';
const RUN = 'https://github.com/acme/config/actions/runs/1';
const [PARENT, HEAD] = ['d'.repeat(40), 'f'.repeat(40)];
const NOW = new Date('2026-01-05T10:00:00.500Z');
const CONFIG = yaml`
  version: 1
  images: { api: { repository: ghcr.io/acme/api }, web: { repository: ghcr.io/acme/web } }
  groups: { shop: [web] }
  environments: { prod: { files: [prod/api.yaml] } }
`;
const entry = (reason: string, images = '', by = 'alice'): string => yaml`
  - reason: ${reason}
    ${images}
    by: ${by}
`;
const MESSAGE = 'Pause prod\n\nalice\n\nWaybill-Pause: prod\n';

interface Case extends Partial<PauseRequest> {
  /** The pause file on the base branch, at the head of the pause's branch, and at its parent. */
  readonly file?: string;
  readonly head?: string;
  readonly parent?: string;
  /** Whether there is a branch, and whether its pull request is open. */
  readonly branch?: 'none' | 'alone' | 'open' | 'conflicting';
  readonly message?: string;
  readonly parents?: readonly string[];
  readonly merging?: Partial<MergeFacts>;
  readonly state?: Partial<RepositoryState>;
  /** How often another run moves the branch first. */
  readonly moves?: number;
  /** The lane of `api` has an open pull request. */
  readonly hasLane?: boolean;
}

/** What a pause or its end comes to, and what GitHub was asked to write. */
async function pauseProd(given: Case) {
  const {
    file,
    head,
    parent,
    branch = 'none',
    message = MESSAGE,
    parents = [PARENT],
    moves = 0,
    ...more
  } = given;
  const { merging = {}, state = {}, hasLane = false, ...request } = more;
  const log: string[] = [];
  let left = moves;
  const texts = new Map([
    ['base', file],
    [HEAD, head],
    [PARENT, parent],
  ]);
  const pull = lanePull(HEAD, '', {
    id: 'PR_9',
    number: 9,
    url: '#9',
    mergeable: branch === 'conflicting' ? 'conflicting' : 'mergeable',
  });
  const isOpen = branch === 'open' || branch === 'conflicting';
  const isMoved = (): boolean => (left -= 1) >= 0;
  const { asked, github } = writingGitHub({
    readRepository: () => Promise.resolve(repositoryState({ config: CONFIG, now: NOW, ...state })),
    survey: ({ branches }) => {
      const files = file === undefined ? [] : [{ path: FILE, oid: 'base', size: 1, mode: '100644' }];
      const commit = { oid: HEAD, message, tree: TREE, parents };
      const lane = {
        head: branch === 'none' ? undefined : commit,
        pulls: isOpen ? [pull] : [],
        openFrom: [],
      };
      const openPulls = hasLane ? [pullOfWaybill()] : [];
      return Promise.resolve(surveyed({ files, openPulls, lanes: branches.map(() => lane) }));
    },
    readFiles: ({ files }) =>
      Promise.resolve({
        files: files.map(({ path, oid }) => ({ path, text: texts.get(oid) ?? '' })),
        ...{ passedOver: [], unreadable: [], heads: new Map() },
      }),
    fileOids: (_, files) =>
      Promise.resolve(files.map(({ commit }) => (texts.get(commit) === undefined ? undefined : commit))),
    writeCommits: (commits) => {
      const [first] = commits;
      asked.push(`write ${first?.files[0]?.path}: ${first?.files[0]?.text.replace(/^#.*\n/, '')}`);
      return Promise.resolve([ok({ oid: 'a'.repeat(40), tree: TREE })]);
    },
    placePulls: ([lane]) => {
      const was = lane?.pull.kind === 'open' ? lane.pull.title : `#${lane?.pull.number} ${lane?.pull.title}`;
      asked.push(`${lane?.pull.kind} ${was} from ${lane?.move?.before?.slice(0, 1)}`);
      const placed = { id: 'PR_9', number: 9, url: '#9', body: '', headOid: 'a'.repeat(40), isNew: true };
      return Promise.resolve([ok(isMoved() ? { kind: 'moved' } : { kind: 'placed', pull: placed })]);
    },
    moveBranch: ({ branch: name, before, after }) => {
      asked.push(`${name} from ${before?.slice(0, 1)} to ${after}`);
      return Promise.resolve(isMoved() ? { kind: 'moved', head: undefined } : { kind: 'done' });
    },
    rewritePull: ({ number }, { state: to }) => {
      asked.push(`#${number} ${to}`);
      return Promise.resolve({ headOid: HEAD });
    },
    mergeFacts: () =>
      Promise.resolve({
        ...{ merged: false, draft: false, state: 'clean', mayBypass: false, autoMergeBy: undefined },
        mergeQueue: { enabled: false, queuedBy: undefined },
        ...merging,
      }),
  });
  const collaborators: Collaborators = {
    prove: () => Promise.reject(new Error('nobody asks for provenance')),
    ...{ github, color: false, readRecord: () => Promise.resolve({ record: undefined, unanswered: false }) },
    registry: { resolve: () => Promise.resolve(undefined), taggedDigest: () => Promise.resolve(undefined) },
    log: {
      ...{ info: (line) => void log.push(line), warning: (line) => void log.push(`warning: ${line}`) },
      ...{ debug: () => undefined, error: () => undefined, group: (_, body) => body() },
    },
  };
  const report = await pauseOrResume(
    {
      ...{ kind: 'pause', environment: 'prod', repository: 'acme/config', branch: undefined, images: [] },
      ...{ reason: 'it is slow', until: undefined, by: 'alice', run: RUN, dryRun: false },
      ...request,
    },
    collaborators,
  ).catch((thrown: unknown) =>
    errorsOf(thrown)
      .map(({ code, message: says }) => `${code}: ${says}`)
      .join(),
  );
  return { report, asked, log };
}

const written = (reason: string, images = ''): string =>
  `- reason: ${reason}\n${images}  by: alice\n  at: 2026-01-05T10:00:00Z\n  link: ${RUN}\n`;
const PAUSED = 'prod is paused as long as the pull request is open, and after its merge.';
const passes = (verb: string): string =>
  `acme/config a waybill success: Brings no image into an environment: ${verb} prod. undefined`;

describe('a pause', () => {
  test('is a pull request that writes its file', async () => {
    const { report, asked, log } = await pauseProd({});
    expect(report).toEqual({
      ...{ kind: 'pause', environment: 'prod', repository: 'acme/config', outcome: 'created', changed: true },
      ...{
        reason: PAUSED,
        pull: { number: 9, url: '#9' },
        head: 'a'.repeat(40),
        merge: undefined,
        lanes: [],
      },
      ...{ paused: [expect.stringContaining('it is slow')], dryRun: false },
    });
    expect(asked).toEqual([
      `write ${FILE}: ${written('it is slow')}`,
      'open Pause prod: it is slow from undefined',
      passes('pauses'),
    ]);
    expect(log.slice(-2)).toEqual([
      `prod: created. #9 ${PAUSED}`,
      expect.stringMatching(/^ {2}.*it is slow/),
    ]);
  });

  test('of images names them, and groups by their members', async () => {
    const { asked } = await pauseProd({ images: ['web', 'shop', 'api'] });
    expect(asked[0]).toBe(`write ${FILE}: ${written('it is slow', '  images:\n    - api\n    - web\n')}`);
  });

  test('until a moment, and by whoever the token is', async () => {
    const { asked } = await pauseProd({ until: { text: '2h', what: 'until' }, by: undefined });
    expect(asked[0]).toContain('  by: acme-waybill\n');
    expect(asked[0]).toContain('  until: 2026-01-05T12:00:00Z\n');
  });

  test('tells the lanes', async () => {
    const { report, asked } = await pauseProd({ hasLane: true });
    expect(report).toMatchObject({ lanes: [{ unit: 'api', number: 7, url: expect.stringContaining('/7') }] });
    expect(asked.slice(3)).toEqual([
      expect.stringMatching(/^acme\/config e waybill pending: prod waits for pause: .*it is slow/),
      expect.stringMatching(/^acme\/config e waybill\/pause pending: /),
      expect.stringMatching(/^comment acme\/config#7: /),
    ]);
  });

  test('comes to those that are there, and follows another branch', async () => {
    const { asked, report } = await pauseProd({
      ...{ branch: 'open', file: entry('of old'), parent: entry('of old'), images: ['api'] },
      head: entry('of old') + entry('new', 'images: [web]'),
    });
    expect(report).toMatchObject({ outcome: 'updated', changed: true });
    expect(asked[0]).toContain(entry('of old').trim());
    expect(asked[0]).toMatch(/reason: new\n(?:.*\n)+- reason: it is slow/);
    expect(asked[1]).toBe('rewrite #9 Pause api in prod: it is slow from f');
  });

  test('that is there already is not written again', async () => {
    const all = written('it is slow').replace('- reason: it is slow\n', '- reason: it is slow\n');
    const first = await pauseProd({});
    const text = first.asked[0]?.replace(/^write [^:]+: /, '') ?? '';
    const { report, asked } = await pauseProd({
      branch: 'open',
      head: `# Nothing is merged into prod while an entry is here, or only for its images. "resume" removes them.\n${text}`,
    });
    expect([report, asked]).toMatchObject([{ outcome: 'unchanged', changed: false, head: HEAD }, []]);
    expect(text).toBe(all);
  });

  test('is written anew where its pull request conflicts', async () => {
    const { report } = await pauseProd({ branch: 'conflicting', head: entry('it is slow') });
    expect(report).toMatchObject({ outcome: 'updated' });
  });

  test('needs nothing where the base branch says it', async () => {
    const { report, asked } = await pauseProd({ file: entry('it is slow') });
    expect([report, asked]).toMatchObject([{ outcome: 'unchanged', changed: false, pull: undefined }, []]);
  });

  test('in a dry run only says what it would come to', async () => {
    expect(await pauseProd({ dryRun: true })).toMatchObject({
      report: { outcome: 'created', changed: false, dryRun: true },
      asked: [],
    });
    expect(await pauseProd({ dryRun: true, file: entry('it is slow') })).toMatchObject({
      report: { outcome: 'unchanged' },
    });
  });

  test('is tried again where another run was faster, four times', async () => {
    expect(await pauseProd({ moves: 3 })).toMatchObject({ report: { outcome: 'created' } });
    expect((await pauseProd({ moves: 4 })).report).toBe(
      'LANE_MOVED: Other runs keep moving waybill-pause/prod, so this one gave way each time',
    );
  });

  test.each<[string, Case, string]>([
    ['without a reason', { reason: undefined }, 'INPUT_MISSING: A pause needs a reason'],
    ['without a waybill.yaml', { state: { config: undefined } }, 'CONFIG_MISSING: '],
    ['of an image that is not there', { images: ['cart'] }, 'IMAGE_UNKNOWN: '],
    [
      'over a person’s commit',
      { branch: 'alone', message: 'Mine' },
      `LANE_TOUCHED: The branch waybill-pause/prod of acme/config has a commit that Waybill did not make: fffffff.`,
    ],
    ['over a merge', { branch: 'alone', parents: [PARENT, HEAD] }, 'LANE_TOUCHED: '],
    ['beside a file that cannot be read', { file: '7' }, 'CONFIG_INVALID: '],
  ])('is refused %s', async (_, given, error) => {
    const { report, asked } = await pauseProd(given);
    expect(report).toEqual(expect.stringContaining(error));
    expect(asked).toEqual([]);
  });
});

describe('the end of a pause', () => {
  const kind = 'resume';
  const both = entry('one', 'images: [api]') + entry('two', 'images: [web]');

  test('merges a pull request that takes it out', async () => {
    const { report, asked } = await pauseProd({ kind, file: entry('it is slow') });
    expect(report).toMatchObject({
      ...{ kind, outcome: 'merged', changed: true, merge: 'merged', reason: 'prod is resumed.', paused: [] },
    });
    expect(asked.slice(1)).toEqual([
      'open Resume prod: it is slow from undefined',
      passes('resumes'),
      'merge acme/config main #9 PR_9 a squash',
    ]);
  });

  test('says what is left', async () => {
    const { report, asked } = await pauseProd({ kind, file: both, images: ['api'] });
    expect(report).toMatchObject({ reason: 'prod is resumed. Other pauses of it are left.' });
    expect(report).toMatchObject({ paused: [expect.stringContaining('two')] });
    expect(asked[0]).not.toContain('one');
  });

  test('that GitHub does not merge yet says why, and what is paused until then', async () => {
    const waits = await pauseProd({ kind, file: entry('it is slow'), merging: { draft: true } });
    expect(waits.report).toMatchObject({
      ...{ outcome: 'created', merge: 'waits', paused: [expect.stringContaining('it is slow')] },
      reason: 'prod is resumed once the pull request is merged. It is a draft.',
    });
    const armed = await pauseProd({ kind, file: entry('it is slow'), state: { autoMergeAllowed: true } });
    expect(armed.report).toMatchObject({
      ...{ merge: 'armed' },
      reason: 'prod is resumed once the pull request is merged. GitHub merges it when its rules are met.',
    });
  });

  test('of one that was never merged closes its pull request', async () => {
    const { report, asked } = await pauseProd({ kind, branch: 'open', head: entry('it is slow') });
    expect(report).toMatchObject({
      ...{ outcome: 'closed', changed: true, pull: { number: 9 }, merge: undefined },
      reason: 'prod is resumed: the pull request that paused it is closed.',
    });
    expect(asked).toEqual(['waybill-pause/prod from f to undefined', '#9 closed']);
  });

  test('deletes a branch that was left', async () => {
    const { report, asked } = await pauseProd({ kind, branch: 'alone' });
    expect(report).toMatchObject({ outcome: 'unchanged', changed: true });
    expect(asked).toEqual(['waybill-pause/prod from f to undefined']);
    expect((await pauseProd({ kind, branch: 'alone', moves: 9 })).report).toContain('LANE_MOVED');
  });

  test('where nothing is paused says so', async () => {
    const { report, asked } = await pauseProd({ kind });
    expect([report, asked]).toMatchObject([
      { outcome: 'unchanged', changed: false, reason: 'prod has nothing paused that this would end.' },
      [],
    ]);
  });

  test('is merged only where it takes out, and adds nothing', async () => {
    const given = {
      branch: 'open',
      file: entry('one', 'images: [api]'),
      parent: entry('one', 'images: [api]'),
    } as const;
    const { report } = await pauseProd({ kind, images: ['api'], ...given, head: both });
    expect(report).toMatchObject({ outcome: 'updated', merge: undefined });
  });

  test('keeps what the base branch gained since, and what it lost stays lost', async () => {
    const three = entry('three', 'images: [api]', 'bob');
    const given = {
      branch: 'open',
      parent: entry('lost'),
      head: entry('lost') + entry('one', 'images: [web]'),
      file: three,
    } as const;
    const { asked } = await pauseProd({ images: ['web'], reason: 'more', ...given });
    expect(asked[0]).toContain('reason: three');
    expect(asked[0]).toContain('reason: more');
    expect(asked[0]).not.toContain('lost');
    expect(asked[0]).not.toContain('reason: one');
  });
});
