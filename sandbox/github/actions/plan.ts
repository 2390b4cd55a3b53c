import type { RepositorySettings } from '../sandbox-github.ts';
import type { Repository } from '../state/model.ts';

/** Whether the plan of the owner gives a private repository rules, auto-merge and drafts. */
export function hasPaidParts({ settings }: Repository): boolean {
  return !settings.private || settings.plan !== 'free';
}

/** Throws where somebody switches on, in the browser, what the plan of the owner does not have. */
export function refuseBeyondPlan(
  repo: Repository,
  wish: RepositorySettings & { readonly rule?: boolean },
): void {
  const { settings, fullName } = repo;
  if ((wish.rule === true || wish.allowAutoMerge === true) && !hasPaidParts(repo))
    throw new Error(
      `${fullName}: Upgrade to GitHub Pro or make this repository public to enable this feature.`,
    );
  if (wish.mergeQueue === true && settings.private && settings.plan !== 'enterprise')
    throw new Error(`${fullName}: a private repository has a merge queue on GitHub Enterprise Cloud alone.`);
}
