import { allowed } from '../permissions.ts';
import type { Actor, Repository } from '../state/model.ts';
import { nodeId } from '../state/node-id.ts';
import type { GitHubState } from '../state/github-state.ts';
import { timestamp, userShape } from './people.ts';

/** The address of a repository in the REST API. */
export function repositoryUrl(github: GitHubState, repo: Repository): string {
  return `${github.apiUrl}/repos/${repo.fullName}`;
}

/** GitHub's `repository`, as it stands in other answers. */
export function repositoryShape(github: GitHubState, repo: Repository) {
  const url = repositoryUrl(github, repo);
  const open = [...repo.pulls.values()].filter((pull) => pull.state === 'open').length;
  return {
    id: repo.id,
    node_id: nodeId('R', repo.fullName),
    name: repo.name,
    full_name: repo.fullName,
    private: repo.settings.private,
    visibility: repo.settings.private ? 'private' : 'public',
    owner: userShape(github, repo.owner),
    description: null,
    fork: false,
    url,
    html_url: `${github.url}/${repo.fullName}`,
    ...repositoryLinks(url),
    git_url: `${github.url.replace('http', 'git')}/${repo.fullName}.git`,
    ssh_url: `git@127.0.0.1:${repo.fullName}.git`,
    clone_url: `${github.url}/${repo.fullName}.git`,
    svn_url: `${github.url}/${repo.fullName}`,
    homepage: null,
    language: null,
    license: null,
    mirror_url: null,
    default_branch: repo.settings.defaultBranch,
    archived: repo.settings.archived,
    disabled: false,
    is_template: false,
    topics: [],
    has_downloads: true,
    has_issues: true,
    has_projects: true,
    has_wiki: true,
    has_pages: false,
    has_discussions: false,
    allow_forking: true,
    web_commit_signoff_required: false,
    forks: 0,
    forks_count: 0,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    size: 1,
    open_issues: open,
    open_issues_count: open,
    created_at: timestamp(repo.createdAt),
    updated_at: timestamp(repo.pushedAt),
    pushed_at: timestamp(repo.pushedAt),
  };
}

/** What `GET /repos/{owner}/{repo}` answers: with settings, and what the caller may do. */
export function fullRepositoryShape(github: GitHubState, repo: Repository, actor: Actor) {
  const may = (permission: 'contents' | 'metadata', level: 'read' | 'write'): boolean =>
    allowed(actor, repo, [{ permission, level }]);
  const push = may('contents', 'write');
  return {
    ...repositoryShape(github, repo),
    organization: userShape(github, repo.owner),
    network_count: 0,
    subscribers_count: 0,
    allow_merge_commit: repo.settings.mergeMethods.includes('merge'),
    allow_squash_merge: repo.settings.mergeMethods.includes('squash'),
    allow_rebase_merge: repo.settings.mergeMethods.includes('rebase'),
    allow_auto_merge: repo.settings.allowAutoMerge,
    delete_branch_on_merge: repo.settings.deleteBranchOnMerge,
    allow_update_branch: false,
    permissions: { admin: false, maintain: false, push, triage: push, pull: may('contents', 'read') },
  };
}

function repositoryLinks(url: string) {
  return {
    archive_url: `${url}/{archive_format}{/ref}`,
    assignees_url: `${url}/assignees{/user}`,
    blobs_url: `${url}/git/blobs{/sha}`,
    branches_url: `${url}/branches{/branch}`,
    collaborators_url: `${url}/collaborators{/collaborator}`,
    comments_url: `${url}/comments{/number}`,
    commits_url: `${url}/commits{/sha}`,
    compare_url: `${url}/compare/{base}...{head}`,
    contents_url: `${url}/contents/{+path}`,
    contributors_url: `${url}/contributors`,
    deployments_url: `${url}/deployments`,
    downloads_url: `${url}/downloads`,
    events_url: `${url}/events`,
    forks_url: `${url}/forks`,
    git_commits_url: `${url}/git/commits{/sha}`,
    git_refs_url: `${url}/git/refs{/sha}`,
    git_tags_url: `${url}/git/tags{/sha}`,
    hooks_url: `${url}/hooks`,
    issue_comment_url: `${url}/issues/comments{/number}`,
    issue_events_url: `${url}/issues/events{/number}`,
    issues_url: `${url}/issues{/number}`,
    keys_url: `${url}/keys{/key_id}`,
    labels_url: `${url}/labels{/name}`,
    languages_url: `${url}/languages`,
    merges_url: `${url}/merges`,
    milestones_url: `${url}/milestones{/number}`,
    notifications_url: `${url}/notifications{?since,all,participating}`,
    pulls_url: `${url}/pulls{/number}`,
    releases_url: `${url}/releases{/id}`,
    stargazers_url: `${url}/stargazers`,
    statuses_url: `${url}/statuses/{sha}`,
    subscribers_url: `${url}/subscribers`,
    subscription_url: `${url}/subscription`,
    tags_url: `${url}/tags`,
    teams_url: `${url}/teams`,
    trees_url: `${url}/git/trees{/sha}`,
  };
}
