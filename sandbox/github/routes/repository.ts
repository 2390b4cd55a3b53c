import { branchHead, findCommit, requireCommits } from '../actions/revisions.ts';
import { listRefs } from '../git/refs.ts';
import { ok, GitHubRefusal, type GitHubAnswer } from '../http/answer.ts';
import { param, repositoryRoute, type RepositoryCall, type GitHubRoute } from '../http/call.ts';
import { listAnswer } from '../http/paging.ts';
import { commitShape } from '../shapes/commit.ts';
import { fullRepositoryShape, repositoryUrl } from '../shapes/repository.ts';
import type { Protection } from '../state/model.ts';

const METADATA = [{ permission: 'metadata', level: 'read' }] as const;
const READ = [{ permission: 'contents', level: 'read' }] as const;

export const repositoryRoutes: readonly GitHubRoute[] = [
  repositoryRoute('GET /repo', 'repos/repos#get-a-repository', METADATA, getRepository),
  repositoryRoute('GET /repo/branches', 'branches/branches#list-branches', READ, listBranches),
  repositoryRoute('GET /repo/branches/{branch}', 'branches/branches#get-a-branch', READ, getBranch),
  repositoryRoute(
    'GET /repo/branches/{branch}/protection',
    'branches/branch-protection#get-branch-protection',
    METADATA,
    getProtection,
  ),
];

function getRepository(call: RepositoryCall): GitHubAnswer {
  return ok(fullRepositoryShape(call.github, call.repo, call.actor));
}

async function listBranches(call: RepositoryCall): Promise<GitHubAnswer> {
  const refs = await listRefs(call.repo.store, 'refs/heads/');
  return listAnswer(call, refs, ({ name, oid }) => {
    const branch = name.slice('refs/heads/'.length);
    const url = `${repositoryUrl(call.github, call.repo)}/commits/${oid}`;
    return { name: branch, commit: { sha: oid, url }, protected: call.repo.protections.has(branch) };
  });
}

async function getBranch(call: RepositoryCall): Promise<GitHubAnswer> {
  await requireCommits(call.repo);
  const name = param(call, 'branch');
  const head = await branchHead(call.repo, name);
  const commit = head === undefined ? undefined : await findCommit(call.repo, head);
  if (commit === undefined) throw new GitHubRefusal(404, 'Branch not found');
  const url = `${repositoryUrl(call.github, call.repo)}/branches/${encodeURIComponent(name)}`;
  const rule = classic(call, name);
  return ok({
    name,
    commit: commitShape(call.github, call.repo, commit),
    _links: { self: url, html: `${call.github.url}/${call.repo.fullName}/tree/${name}` },
    protected: call.repo.protections.has(name),
    protection: {
      enabled: rule !== undefined,
      required_status_checks: {
        enforcement_level: rule === undefined ? 'off' : 'everyone',
        contexts: rule?.requiredContexts ?? [],
        checks: checksOf(call, rule),
      },
    },
    protection_url: `${url}/protection`,
  });
}

/** A rule of a ruleset has routes of its own. */
function classic({ repo }: RepositoryCall, branch: string): Protection | undefined {
  const rule = repo.protections.get(branch);
  return rule?.isRuleset === true ? undefined : rule;
}

function checksOf({ github }: RepositoryCall, rule: Protection | undefined) {
  const app = github.apps.find(({ slug }) => slug === rule?.statusApp);
  return (rule?.requiredContexts ?? []).map((context) => ({ context, app_id: app?.id ?? null }));
}

async function getProtection(call: RepositoryCall): Promise<GitHubAnswer> {
  const name = param(call, 'branch');
  if ((await branchHead(call.repo, name)) === undefined) throw new GitHubRefusal(404, 'Branch not found');
  const rule = classic(call, name);
  if (rule === undefined) throw new GitHubRefusal(404, 'Branch not protected');
  const url = `${repositoryUrl(call.github, call.repo)}/branches/${encodeURIComponent(name)}/protection`;
  return ok(protectionShape(call, url, rule));
}

function protectionShape(call: RepositoryCall, url: string, rule: Protection) {
  const reviews = {
    url: `${url}/required_pull_request_reviews`,
    dismiss_stale_reviews: false,
    require_code_owner_reviews: false,
    required_approving_review_count: rule.requiredReviews,
    require_last_push_approval: false,
  };
  const checks = {
    url: `${url}/required_status_checks`,
    strict: false,
    contexts: rule.requiredContexts,
    contexts_url: `${url}/required_status_checks/contexts`,
    checks: checksOf(call, rule),
  };
  const asksReview = rule.requirePullRequest || rule.requiredReviews > 0;
  return {
    url,
    ...(asksReview ? { required_pull_request_reviews: reviews } : {}),
    ...(rule.requiredContexts.length > 0 ? { required_status_checks: checks } : {}),
    required_linear_history: { enabled: rule.linearHistory },
    enforce_admins: { url: `${url}/enforce_admins`, enabled: true },
    allow_force_pushes: { enabled: false },
    allow_deletions: { enabled: false },
    block_creations: { enabled: rule.creation },
  };
}
