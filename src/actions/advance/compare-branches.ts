import { groupBy } from '../../errors/group-by.ts';
import type { GitHub } from '../../github/github.ts';
import { isOfPlan, isOldHead, isWritten, type LanePlan } from '../../lanes/plan/plan-lane.ts';
import { isLeftBehind, mergeOutcomeOf, type StandingCommit } from '../../promotion/lane/rebuild.ts';
import type { PlannedProposal } from './plan-proposals.ts';

/**
 * The plans with what their branches hold by now, or come to when GitHub merges them. Only the planned files
 * are compared, in one request for all lanes of a base branch, and another for those that fell behind. The
 * message of a commit only claims that the commit is ours, so the files themselves decide what may be merged
 * without a person.
 */
export async function withBranches(
  proposals: readonly PlannedProposal[],
  github: GitHub,
): Promise<readonly PlannedProposal[]> {
  const right = new Set<LanePlan>();
  const unproven = new Set<LanePlan>();
  for (const [baseBranch, own] of groupBy(proposals, ({ step }) => step.baseBranch)) {
    const { fullName } = baseBranch.state;
    const mayStay = own.filter(isNotWrong);
    const heads = mayStay.map(({ plan }) => ({ plan, commit: plan.state.head?.oid ?? '' }));
    for (const plan of await havingFiles(heads, fullName, github)) right.add(plan);
    const behind = mayStay.filter(({ plan }) => !right.has(plan) && isOfPlan(plan.situation));
    const outcomes = behind.map((proposal) => ({
      plan: proposal.plan,
      outcome: mergeOutcomeOf(standingCommit(proposal)),
    }));
    const merges = outcomes.flatMap(({ plan, outcome }) =>
      outcome.kind === 'known' ? [{ plan, commit: outcome.commit }] : [],
    );
    for (const plan of await havingFiles(merges, fullName, github)) right.add(plan);
    for (const { plan, outcome } of outcomes) if (outcome.kind === 'unknown') unproven.add(plan);
  }
  return proposals.map(({ step, plan }) => {
    const isUnproven = unproven.has(plan);
    const situation = { ...plan.situation, branchIsRight: isUnproven || right.has(plan), isUnproven };
    return { step, plan: { ...plan, situation } };
  });
}

function isNotWrong(proposal: PlannedProposal): boolean {
  return (
    changesNoMore(proposal) && !isOldHead(proposal.plan.situation) && !isLeftBehind(standingCommit(proposal))
  );
}

function standingCommit({
  step: { baseBranch, environment },
  plan: { state },
}: PlannedProposal): StandingCommit {
  return { state, base: baseBranch.state.base.oid, rebuild: environment.rebuild ?? 'conflicting' };
}

/** The plans all of whose files are at a commit, byte for byte. */
async function havingFiles(
  commits: readonly { readonly plan: LanePlan; readonly commit: string }[],
  repository: string,
  github: Pick<GitHub, 'fileOids'>,
): Promise<readonly LanePlan[]> {
  const asked = commits.flatMap(({ plan, commit }) =>
    plan.files.map(({ path, after }) => ({ plan, path, after, commit })),
  );
  if (asked.length === 0) return commits.map(({ plan }) => plan);
  const found = await github.fileOids(repository, asked);
  const wrong = new Set(
    asked.filter((file, index) => !isWritten(file, found[index])).map(({ plan }) => plan),
  );
  return commits.map(({ plan }) => plan).filter((plan) => !wrong.has(plan));
}

/**
 * Whether the open pull request changes no file beside the planned ones; what a branch without one changes is
 * not known.
 */
function changesNoMore({ step: { open }, plan: { state, situation, files } }: PlannedProposal): boolean {
  if (state.head === undefined || open === undefined) return false;
  // A person's additions are looked at by a person; that the planned files are right is still worth knowing.
  if (situation.standing.kind !== 'ours') return true;
  const planned = new Set(files.map(({ path }) => path));
  const { count, paths } = open.changes;
  return count > paths.length ? count === planned.size : paths.every((path) => planned.has(path));
}
