import { allBefore, downstreamOf } from '../config/environments.ts';
import { shortDigest } from '../image/digest.ts';
import type { GateResult } from '../promotion/gates/gate.ts';
import type { EarlierDeclaration, PullRequestFacts } from '../promotion/pull-request/facts.ts';
import { code } from '../report/markdown.ts';
import type { ProposedImage } from '../promotion/advance/wave.ts';
import type { LaneProposal } from '../environments/next-step.ts';
import type { Environments } from '../environments/environments.ts';

/** What of a lane's aim the pull request speaks of. */
export type Telling = Pick<LaneProposal, 'environment' | 'images' | 'next'>;

/** What the pull request of a lane says beside the images. */
export function factsOf(
  aim: Telling,
  gates: readonly GateResult[],
  knowledge: Environments,
): PullRequestFacts {
  const { environment, next } = aim;
  return {
    gates,
    history: historyOf(aim, knowledge),
    next: downstreamOf(knowledge.config, environment).map(({ name }) => name),
    merge: environment.merge,
    nextInLine: next.length === 0 ? undefined : nextLine(next, environment.policy),
  };
}

/** Where the proposed digests are declared already, the first environment first. */
function historyOf({ environment, images }: Telling, knowledge: Environments): readonly EarlierDeclaration[] {
  return allBefore(knowledge.config, environment).flatMap(({ name }) =>
    images.flatMap(({ name: image, digest }): EarlierDeclaration[] => {
      const age = knowledge.ages(name, image, digest);
      if (age === undefined) return [];
      const { at, commit, url, pull } = age;
      return [{ environment: name, image, digest, since: at, commit: { oid: commit, url }, pull }];
    }),
  );
}

function nextLine(next: readonly ProposedImage[], policy: string): string {
  const images = next.map(
    ({ name: image, digest, tag }) =>
      `${code(image)} ${code(`${tag === undefined ? '' : `${tag}@`}${shortDigest(digest)}`)}`,
  );
  const then =
    policy === 'hold'
      ? 'It waits for a person: merge this pull request, or close it.'
      : 'It is proposed when this pull request is merged or closed.';
  return `Next in line: ${images.join(', ')}. ${then}`;
}
