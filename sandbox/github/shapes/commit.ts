import { isVerified, type Commit, type Signature } from '../git/commit-format.ts';
import type { FileDiff } from '../git/diff.ts';
import type { Repository } from '../state/model.ts';
import { nodeId } from '../state/node-id.ts';
import type { GitHubState } from '../state/github-state.ts';
import { personOfEmail, timestamp, userShape } from './people.ts';
import { repositoryUrl } from './repository.ts';

/** GitHub's `git-commit`: the object itself. */
export function gitCommitShape(github: GitHubState, repo: Repository, commit: Commit) {
  const url = repositoryUrl(github, repo);
  const html = `${github.url}/${repo.fullName}/commit`;
  return {
    sha: commit.oid,
    node_id: nodeId('C', repo.fullName, commit.oid),
    url: `${url}/git/commits/${commit.oid}`,
    html_url: `${html}/${commit.oid}`,
    author: signatureShape(commit.author),
    committer: signatureShape(commit.committer),
    tree: { sha: commit.tree, url: `${url}/git/trees/${commit.tree}` },
    message: apiMessage(commit.message),
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${url}/git/commits/${sha}`,
      html_url: `${html}/${sha}`,
    })),
    verification: verificationShape(commit),
  };
}

/** GitHub's `commit`: the object with the accounts behind its addresses. */
export function commitShape(github: GitHubState, repo: Repository, commit: Commit) {
  const url = `${repositoryUrl(github, repo)}/commits`;
  const plain = gitCommitShape(github, repo, commit);
  const account = (email: string) => {
    const person = personOfEmail(github, email);
    return person === undefined ? null : userShape(github, person.login);
  };
  return {
    sha: commit.oid,
    node_id: plain.node_id,
    url: `${url}/${commit.oid}`,
    html_url: plain.html_url,
    comments_url: `${url}/${commit.oid}/comments`,
    commit: {
      url: plain.url,
      author: plain.author,
      committer: plain.committer,
      message: plain.message,
      tree: plain.tree,
      comment_count: 0,
      verification: plain.verification,
    },
    author: account(commit.author.email),
    committer: account(commit.committer.email),
    parents: plain.parents.map((parent) => ({ ...parent, url: `${url}/${parent.sha}` })),
  };
}

/** GitHub's `diff-entry`. */
export function fileShape(github: GitHubState, repo: Repository, commit: string, file: FileDiff) {
  const path = file.path.split('/').map(encodeURIComponent).join('/');
  const html = `${github.url}/${repo.fullName}`;
  return {
    sha: file.oid,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${html}/blob/${commit}/${path}`,
    raw_url: `${html}/raw/${commit}/${path}`,
    contents_url: `${repositoryUrl(github, repo)}/contents/${path}?ref=${commit}`,
    ...(file.patch === undefined ? {} : { patch: file.patch }),
    ...(file.previousPath === undefined ? {} : { previous_filename: file.previousPath }),
  };
}

/** A message as the API shows it: without the newline that git puts at the end. */
export function apiMessage(message: string): string {
  return message.replace(/\n$/, '');
}

export function signatureDate(signature: Signature): string {
  return timestamp(new Date(signature.seconds * 1000));
}

function signatureShape(signature: Signature) {
  return { name: signature.name, email: signature.email, date: signatureDate(signature) };
}

function verificationShape(commit: Commit) {
  const verified = isVerified(commit);
  const reason = verified ? 'valid' : commit.signed === undefined ? 'unsigned' : 'unknown_key';
  return {
    verified,
    reason,
    signature: commit.signed?.signature ?? null,
    payload: commit.signed?.payload ?? null,
    verified_at: verified ? signatureDate(commit.committer) : null,
  };
}
