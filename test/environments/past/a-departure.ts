import type { Arrival, FileRevision, GitHub } from '../../../src/github/github.ts';
import type { Digest } from '../../../src/image/digest.ts';
import type { Lane, LanePull } from '../../../src/promotion/lane/lane.ts';
import { formatTrailers } from '../../../src/promotion/lane/trailers.ts';
import { aGitHub } from '../../lanes/a-github.ts';
import { digestOf } from '../../promotion/gates/a-question.ts';
import { lanePull, TREE } from '../../promotion/lane/a-situation.ts';

/** The commit by which a digest left, and the digest that came in its place. */
const [LEFT, LATER] = ['9'.repeat(40), digestOf('9')];

/** How a digest left that a lane brought before. */
export interface Left {
  readonly lane: Pick<Lane, 'environment'>;
  readonly image: string;
  readonly digest: Digest;
  /** Whether a merged pull request of the lane brought it. */
  readonly wasBrought?: boolean;
  /** What took its place; a person, unless it is said. */
  readonly by?: 'promotion' | 'roll back' | undefined;
  /** The commit that took it away: its message where that is a person's, its author, its pull request. */
  readonly message?: string;
  readonly author?: string | undefined;
  readonly pull?: number;
}

/** What Waybill writes below the message of a commit that brings a digest, or takes it back. */
export function trailersOf({ lane, image, digest, by }: Left): string {
  const asked = { by: 'alice', reason: 'it burns', run: undefined };
  return formatTrailers({
    environment: lane.environment,
    images: [{ name: image, repository: `ghcr.io/acme/${image}`, tag: undefined, digest, from: [] }],
    sources: [],
    plan: { key: 'b'.repeat(64), tree: TREE },
    ...(by === 'roll back' ? { rollBack: { ...asked, from: [{ name: image, digest: LATER }] } } : {}),
  });
}

/** The merged pull requests of the lane, and a GitHub that has the history of one file. */
export function aDeparture(left: Left): { readonly pulls: readonly LanePull[]; readonly github: GitHub } {
  const { digest, wasBrought = true, by, message = 'Take it back', pull } = left;
  const merged = (number: number, headMessage: string): LanePull =>
    lanePull(`${number}`, '', { state: 'merged', number, headMessage });
  const brought = wasBrought ? [merged(1, trailersOf({ ...left, by: undefined }))] : [];
  const took = by === undefined ? [] : [merged(2, trailersOf({ ...left, digest: LATER }))];
  const number = by === undefined ? pull : 2;
  const url = `https://github.com/acme/config/pull/${number}`;
  const commit = {
    ...{ oid: LEFT, at: new Date('2026-01-05T09:00:00Z'), message },
    ...{ url: 'https://github.com/acme/config/commit/9', by: 'author' in left ? left.author : 'alice' },
  };
  const arrival: Arrival = { ...commit, by: LEFT, pull: number === undefined ? undefined : { number, url } };
  const revision: FileRevision = { path: 'api.yaml', commit, before: 'old', after: 'new' };
  return {
    pulls: [...took, ...brought],
    github: aGitHub({
      fileHistories: ({ files }) =>
        Promise.resolve(files.map(({ path }) => ({ path, next: undefined, revisions: [revision] }))),
      readFiles: ({ files }) =>
        Promise.resolve({
          files: files.map(({ path }) => ({ path, text: `image: api@${path === 'old' ? digest : LATER}\n` })),
          ...{ heads: new Map(), passedOver: [], unreadable: [] },
        }),
      arrivals: () => Promise.resolve(new Map([[LEFT, arrival]])),
    }),
  };
}
