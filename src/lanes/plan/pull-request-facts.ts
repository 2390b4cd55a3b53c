import type { EnvironmentConfig } from '../../config/config.ts';
import { allBefore, downstreamOf } from '../../config/configured-environments.ts';
import { shortDigest } from '../../image/digest.ts';
import type { GateResult } from '../../promotion/gates/gate.ts';
import type { EarlierDeclaration, PullRequestFacts } from '../../promotion/pull-request/facts.ts';
import { code } from '../../report/markdown.ts';
import type { ProposedImage } from '../../promotion/lane/images.ts';
import type { Environments } from '../../environments/environments.ts';

/**
 * What a pull request proposes: into which environment, which images, and what is next in line behind them.
 */
export interface FactsQuestion {
  readonly environment: EnvironmentConfig;
  readonly images: readonly ProposedImage[];
  readonly next: readonly ProposedImage[];
}

/** What the pull request of a lane says beside the images. */
export function pullRequestFacts(
  question: FactsQuestion,
  gates: readonly GateResult[],
  environments: Environments,
): PullRequestFacts {
  const { environment, next } = question;
  return {
    gates,
    history: historyOf(question, environments),
    next: downstreamOf(environments.config, environment).map(({ name }) => name),
    merge: environment.merge,
    nextInLine: next.length === 0 ? undefined : nextLine(next, environment.policy),
  };
}

/** Where the proposed digests are declared already, the first environment first. */
function historyOf(
  { environment, images }: FactsQuestion,
  environments: Environments,
): readonly EarlierDeclaration[] {
  return allBefore(environments.config, environment).flatMap(({ name }) =>
    images.flatMap(({ name: image, digest }): EarlierDeclaration[] => {
      const since = environments.of(name).since(image, digest);
      if (since === undefined) return [];
      const { at, commit, url, pull } = since;
      return [{ environment: name, image, digest, since: at, commit: { oid: commit, url }, pull }];
    }),
  );
}

function nextLine(next: readonly ProposedImage[], policy: EnvironmentConfig['policy']): string {
  const images = next.map(
    ({ name: image, digest, tag }) =>
      `${code(image)} ${code(`${tag === undefined ? '' : `${tag}@`}${shortDigest(digest)}`)}`,
  );
  const then = THEN[policy];
  return `Next in line: ${images.join(', ')}. ${then}`;
}

/** What becomes of the next in line, by the policy of the environment. */
const THEN: Readonly<Record<EnvironmentConfig['policy'], string>> = {
  supersede: 'It takes over once it has passed its own gates.',
  queue: 'It is proposed when this pull request is merged or closed.',
  hold: 'It waits for a person: merge this pull request, or close it.',
};
