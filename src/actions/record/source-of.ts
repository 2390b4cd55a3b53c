import { WaybillError } from '../../errors/waybill-error.ts';
import { claimOf, type ImageFacts, type SourceClaim, sourceClaim } from '../../image/derive-record.ts';
import type { ImageRecord } from '../../image/record.ts';
import { sameSource } from '../../image/source.ts';
import type { RunContext } from '../../runner/runner.ts';

export interface FoundSource {
  readonly source: ImageRecord['source'];
  readonly warning: string | undefined;
}

/**
 * The source of an image, from what the inputs say and what the image says. Throws `INPUT_INVALID` when they
 * contradict. A commit without a repository anywhere belongs to the repository of the run.
 *
 * One case is no contradiction: labels that name another *repository* than the input. They come from the base
 * image, and are left aside with a warning. Annotations are never inherited.
 */
export function sourceOf(
  image: Pick<ImageFacts, 'annotations' | 'labels'>,
  asked: SourceClaim,
  context: Pick<RunContext, 'repository' | 'serverUrl' | 'commit' | 'ref'>,
): FoundSource {
  requireAgreement('annotations', claimOf(image.annotations), asked);
  const inherited = isInherited(image, asked);
  const claim: SourceClaim = inherited ? { source: undefined, commit: undefined } : sourceClaim(image);
  requireAgreement('labels', claim, asked);
  const commit = asked.commit ?? claim.commit;
  const own =
    context.repository === undefined
      ? undefined
      : { server: context.serverUrl, repository: context.repository };
  const source = asked.source ?? claim.source ?? (asked.commit === undefined ? undefined : own);
  const warning = inherited
    ? `The labels name ${claimOf(image.labels).source?.repository ?? ''} as source, which is the base image's; the input counts.`
    : undefined;
  if (source === undefined || commit === undefined) {
    if (asked.source !== undefined) throw withoutCommit(asked.source.repository);
    return { source: undefined, warning };
  }
  const server = source.server ?? context.serverUrl;
  const isRunsOwn = own !== undefined && sameSource(own, { ...source, server }) && commit === context.commit;
  const ref = isRunsOwn && context.ref !== undefined ? { ref: context.ref } : {};
  return { source: { repository: source.repository, commit, ...ref, server }, warning };
}

function isInherited(
  { annotations, labels }: Pick<ImageFacts, 'annotations' | 'labels'>,
  asked: SourceClaim,
): boolean {
  if (claimOf(annotations).source !== undefined || asked.source === undefined) return false;
  const labelled = claimOf(labels).source;
  return labelled !== undefined && !sameSource(labelled, asked.source);
}

function requireAgreement(what: string, claim: SourceClaim, asked: SourceClaim): void {
  if (claim.source !== undefined && asked.source !== undefined && !sameSource(claim.source, asked.source)) {
    throw contradiction('source', asked.source.repository, what, claim.source.repository);
  }
  if (claim.commit !== undefined && asked.commit !== undefined && claim.commit !== asked.commit) {
    throw contradiction('commit', asked.commit, what, claim.commit);
  }
}

function contradiction(input: string, asked: string, what: string, claimed: string): WaybillError {
  return new WaybillError(
    'INPUT_INVALID',
    `The input "${input}" is ${asked}, but the ${what} of the image say ${claimed}`,
    {
      hint: `Leave "${input}" out if the image is right. If the tag moved on to another build, record the image by digest.`,
    },
  );
}

function withoutCommit(repository: string): WaybillError {
  return new WaybillError('INPUT_INVALID', `The input "source" is ${repository}, but no commit is known`, {
    hint: 'Set "commit" too: neither labels nor annotations of the image name one.',
  });
}
