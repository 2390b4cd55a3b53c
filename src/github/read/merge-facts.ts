import { z } from 'zod';
import { keepTrying } from '../../errors/keep-trying.ts';
import { no, ok } from '../../errors/result.ts';
import { type Api, READ_TRIES } from '../transport/api.ts';
import { type Operation, ownerAndName } from '../transport/operation.ts';

/**
 * Whether GitHub would merge now, and if not why: its `MergeStateStatus` in lower case. GitHub works it out
 * when somebody asks: after each push to the base the first answer is `unknown`, which says nothing.
 */
type MergeState = 'behind' | 'blocked' | 'clean' | 'dirty' | 'draft' | 'has_hooks' | 'unknown' | 'unstable';

/** What has to be known of an open pull request before it is merged. */
export interface MergeFacts {
  readonly merged: boolean;
  readonly draft: boolean;
  readonly state: MergeState;
  /** The rules of the branch do not hold for this token: GitHub would merge what they hold back. */
  readonly mayBypass: boolean;
  /** Who switched auto-merge on, as GraphQL spells a login; undefined where it is off. */
  readonly autoMergeBy: string | undefined;
  readonly mergeQueue: {
    readonly enabled: boolean;
    /** Who put it into the merge queue; undefined where it is not in it. */
    readonly queuedBy: string | undefined;
    /** The commit that the queue made of it, and checks now. */
    readonly commit?: string | undefined;
  };
}

export const mergeFields =
  'merged isDraft mergeStateStatus viewerCanMergeAsAdmin autoMergeRequest { enabledBy { login } } isMergeQueueEnabled mergeQueueEntry { enqueuer { login } headCommit { oid } }';

const actor = z.object({ login: z.string() }).nullable();

export const mergeShape = {
  merged: z.boolean(),
  isDraft: z.boolean(),
  mergeStateStatus: z.string(),
  viewerCanMergeAsAdmin: z.boolean(),
  autoMergeRequest: z.object({ enabledBy: actor }).nullable(),
  isMergeQueueEnabled: z.boolean(),
  mergeQueueEntry: z
    .object({ enqueuer: actor, headCommit: z.object({ oid: z.string() }).nullish() })
    .nullable(),
};

const pullSchema = z.object(mergeShape);

/** The account of somebody who is gone. */
const GHOST = 'ghost';

export function mergeFactsOf(pull: z.infer<typeof pullSchema>): MergeFacts {
  const { autoMergeRequest, mergeQueueEntry } = pull;
  return {
    merged: pull.merged,
    draft: pull.isDraft,
    state: mergeStateOf(pull.mergeStateStatus),
    mayBypass: pull.viewerCanMergeAsAdmin,
    autoMergeBy: autoMergeRequest === null ? undefined : (autoMergeRequest.enabledBy?.login ?? GHOST),
    mergeQueue: {
      enabled: pull.isMergeQueueEnabled,
      queuedBy: mergeQueueEntry === null ? undefined : (mergeQueueEntry.enqueuer?.login ?? GHOST),
      commit: mergeQueueEntry?.headCommit?.oid,
    },
  };
}

const QUERY = `query ($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) { ${mergeFields} } }
}`;
const answerSchema = z.object({ repository: z.object({ pullRequest: pullSchema }) });

/**
 * Reads how far a pull request is. Where GitHub does not know yet whether it can be merged, it is asked again
 * only if the token may bypass the rules: any other can try to merge, and GitHub then says what is missing.
 */
export async function readMergeFacts(api: Api, repository: string, number: number): Promise<MergeFacts> {
  const operation: Operation = {
    doing: `read whether pull request #${number} of ${repository} can be merged`,
    repository,
    permission: 'pull-requests: read',
  };
  const variables = { ...ownerAndName(repository), number };
  const { pause } = api;
  const read = await keepTrying<MergeFacts, MergeFacts>({ tries: READ_TRIES, pause }, async () => {
    const { data } = await api.query(operation, QUERY, variables, answerSchema);
    const facts = mergeFactsOf(data.repository.pullRequest);
    return facts.state === 'unknown' && facts.mayBypass && !facts.merged ? no(facts) : ok(facts);
  });
  return read.ok ? read.value : read.problem;
}

function mergeStateOf(text: string): MergeState {
  const known: readonly MergeState[] = [
    ...(['behind', 'blocked', 'clean', 'dirty', 'draft', 'has_hooks', 'unstable'] as const),
  ];
  return known.find((state) => state === text.toLowerCase()) ?? 'unknown';
}
