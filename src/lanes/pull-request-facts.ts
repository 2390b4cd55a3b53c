import { allBefore, downstreamOf } from '../config/environments.ts';
import { shortDigest } from '../image/digest.ts';
import type { GateResult } from '../promotion/gates/gate.ts';
import type { RoadMark, Story } from '../promotion/story.ts';
import { code } from '../report/markdown.ts';
import type { Aimed } from '../promotion/advance/wave.ts';
import type { Bring } from '../environments/next-step.ts';
import type { Knowledge } from '../environments/environments.ts';

/** What of a lane's aim the pull request speaks of. */
export type Telling = Pick<Bring, 'environment' | 'images' | 'next'>;

/** What the pull request of a lane says beside the images. */
export function storyOf(aim: Telling, gates: readonly GateResult[], knowledge: Knowledge): Story {
  const { environment, next } = aim;
  return {
    gates,
    road: roadOf(aim, knowledge),
    next: downstreamOf(knowledge.config, environment).map(({ name }) => name),
    merge: environment.merge,
    nextInLine: next.length === 0 ? undefined : nextLine(next, environment.policy),
  };
}

/** Where the proposed digests are declared already, the first environment first. */
function roadOf({ environment, images }: Telling, knowledge: Knowledge): readonly RoadMark[] {
  return allBefore(knowledge.config, environment).flatMap(({ name }) =>
    images.flatMap(({ image, digest }): RoadMark[] => {
      const age = knowledge.ages(name, image, digest);
      if (age === undefined) return [];
      const { at, commit, url, pull } = age;
      return [{ environment: name, image, digest, since: at, commit: { oid: commit, url }, pull }];
    }),
  );
}

function nextLine(next: readonly Aimed[], policy: string): string {
  const images = next.map(
    ({ image, digest, tag }) =>
      `${code(image)} ${code(`${tag === undefined ? '' : `${tag}@`}${shortDigest(digest)}`)}`,
  );
  const then =
    policy === 'hold'
      ? 'It waits for a person: merge this pull request, or close it.'
      : 'It is proposed when this pull request is merged or closed.';
  return `Next in line: ${images.join(', ')}. ${then}`;
}
