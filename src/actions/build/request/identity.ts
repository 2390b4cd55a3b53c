import { isRemoteContext } from '../../../builder/builder.ts';
import { WaybillError } from '../../../errors/waybill-error.ts';
import { commitTag, treeTag } from '../../../image/tags.ts';
import type { RunContext } from '../../../runner/runner.ts';

/** Which commit of which repository is built. */
export interface BuildIdentity {
  readonly serverUrl: string;
  readonly repository: string;
  readonly commit: string;
  /** Undefined when another commit than the run's is built: the run's ref would be a lie. */
  readonly ref: string | undefined;
  /**
   * The key of what is built, where that is what an image is found again by; the commit is where it is
   * undefined.
   */
  readonly tree?: string;
}

/** The tag under which this build is found again. It is put on last. */
export function ownTag({ commit, tree }: BuildIdentity): string {
  return tree === undefined ? commitTag(commit) : treeTag(tree);
}

/**
 * The identity of a build: the run's repository and commit, or the commit of the input. On `pull_request`
 * that is the merge commit GitHub made, because that is what is checked out. Throws `COMMIT_UNKNOWN` outside
 * of a workflow run.
 */
export function identify(context: RunContext, commit: string | undefined): BuildIdentity {
  const { repository, serverUrl } = context;
  const built = commit ?? context.commit;
  if (repository === undefined || built === undefined) {
    throw new WaybillError('COMMIT_UNKNOWN', 'It is not known which commit of which repository is built', {
      hint: 'Run it in a workflow, or set GITHUB_REPOSITORY to owner/name and GITHUB_SHA to the full commit SHA.',
    });
  }
  return { serverUrl, repository, commit: built, ref: built === context.commit ? context.ref : undefined };
}

/**
 * Checks that what is built is what the image will say. A checked-out workspace must be at the commit; a git
 * context must name a commit that cannot move, because its branch may have another one by now. `head` is the
 * workspace's commit, when it has one. Throws `COMMIT_MISMATCH`.
 */
export function requireCommit(context: string, head: string | undefined, identity: BuildIdentity): void {
  if (isRemoteContext(context)) return requirePinned(context, identity);
  if (head === undefined || head === identity.commit) return;
  throw new WaybillError(
    'COMMIT_MISMATCH',
    `The workspace has commit ${head} checked out; the image would say ${identity.commit}`,
    {
      hint: `Check out the run's commit, or set "commit: ${head}" if that is the one to build.`,
    },
  );
}

function requirePinned(context: string, { serverUrl, repository, commit }: BuildIdentity): void {
  if (/#[0-9a-f]{40}(?:[0-9a-f]{24})?(?::|$)/.test(context)) return;
  throw new WaybillError('COMMIT_MISMATCH', `The context ${context} does not name a commit`, {
    hint: `The image is recorded as built from one commit: write ${serverUrl}/${repository}.git#${commit}, or leave "context" out and check out.`,
  });
}
