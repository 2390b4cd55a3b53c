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

/** The pause file of prod. */
export const FILE = '.waybill/pause/prod.yaml';
export const RUN = 'https://github.com/acme/config/actions/runs/1';
export const [PARENT, HEAD] = ['d'.repeat(40), 'f'.repeat(40)];
const NOW = new Date('2026-01-05T10:00:00.500Z');
const CONFIG = yaml`
  version: 1
  images: { api: { repository: ghcr.io/acme/api }, web: { repository: ghcr.io/acme/web } }
  groups: { shop: [web] }
  environments: { prod: { files: [prod/api.yaml] } }
`;
/** An entry of a pause file. */
export const entry = (reason: string, images = '', by = 'alice'): string => yaml`
  - reason: ${reason}
    ${images}
    by: ${by}
`;
const MESSAGE = 'Pause prod\n\nalice\n\nWaybill-Pause: prod\n';

/** What is there already, and what another run does. */
export interface PauseCase extends Partial<PauseRequest> {
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
export async function pauseProd(given: PauseCase) {
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

/** The status on the commit of a pause, as it is set. */
export const passes = (verb: string): string =>
  `acme/config a waybill success: Brings no image into an environment: ${verb} prod. undefined`;
