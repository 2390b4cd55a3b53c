import { makeCommit } from '../actions/make-commit.ts';
import { requireCommits } from '../actions/revisions.ts';
import type { Signature } from '../git/commit-format.ts';
import { created, notFound, ok, unprocessable, type GitHubAnswer } from '../http/answer.ts';
import { optionalObject, optionalText, optionalTexts, requiredText, type Body } from '../http/body.ts';
import { param, repositoryRoute, type RepositoryCall, type GitHubRoute } from '../http/call.ts';
import { gitCommitShape } from '../shapes/commit.ts';
import { repositoryUrl } from '../shapes/repository.ts';
import { nodeId } from '../state/node-id.ts';

const READ = [{ permission: 'contents', level: 'read' }] as const;
const WRITE = [{ permission: 'contents', level: 'write' }] as const;

export const objectRoutes: readonly GitHubRoute[] = [
  repositoryRoute('GET /repo/git/blobs/{file_sha}', 'git/blobs#get-a-blob', READ, getBlob),
  repositoryRoute('POST /repo/git/blobs', 'git/blobs#create-a-blob', WRITE, createBlob),
  repositoryRoute('GET /repo/git/commits/{commit_sha}', 'git/commits#get-a-commit-object', READ, getCommit),
  repositoryRoute('POST /repo/git/commits', 'git/commits#create-a-commit', WRITE, createCommit),
];

async function getBlob(call: RepositoryCall): Promise<GitHubAnswer> {
  await requireCommits(call.repo);
  const sha = param(call, 'file_sha');
  const content = /^[0-9a-f]{40}$/.test(sha) ? await call.repo.store.blob(sha) : undefined;
  if (content === undefined) throw notFound();
  if (call.accept.includes('raw')) return { status: 200, bytes: content };
  return ok({
    sha,
    node_id: nodeId('B', call.repo.fullName, sha),
    size: content.length,
    url: `${repositoryUrl(call.github, call.repo)}/git/blobs/${sha}`,
    content: wrapped(content),
    encoding: 'base64',
  });
}

async function createBlob(call: RepositoryCall): Promise<GitHubAnswer> {
  await requireCommits(call.repo);
  const encoding = optionalText(call.body, 'encoding') ?? 'utf-8';
  if (encoding !== 'utf-8' && encoding !== 'base64') throw unprocessable('Invalid encoding');
  const bytes = Buffer.from(requiredText(call.body, 'content'), encoding === 'base64' ? 'base64' : 'utf8');
  const sha = await call.repo.store.writeBlob(bytes);
  const url = `${repositoryUrl(call.github, call.repo)}/git/blobs/${sha}`;
  return created({ sha, url }, url);
}

async function getCommit(call: RepositoryCall): Promise<GitHubAnswer> {
  await requireCommits(call.repo);
  const sha = param(call, 'commit_sha');
  const commit = /^[0-9a-f]{40}$/.test(sha) ? await call.repo.store.commit(sha) : undefined;
  if (commit === undefined) throw notFound();
  return ok(gitCommitShape(call.github, call.repo, commit));
}

async function createCommit(call: RepositoryCall): Promise<GitHubAnswer> {
  await requireCommits(call.repo);
  const { store } = call.repo;
  const message = requiredText(call.body, 'message');
  const tree = requiredText(call.body, 'tree');
  const object = /^[0-9a-f]{40}$/.test(tree) ? await store.info(tree) : undefined;
  if (object?.type !== 'tree') throw unprocessable('Tree SHA does not exist');
  const parents = optionalTexts(call.body, 'parents') ?? [];
  for (const parent of parents) {
    const found = /^[0-9a-f]{40}$/.test(parent) ? await store.info(parent) : undefined;
    if (found?.type !== 'commit') throw unprocessable('Parent SHA does not exist or is not a commit object');
  }
  const author = readSignature(call, optionalObject(call.body, 'author'));
  const committer = readSignature(call, optionalObject(call.body, 'committer'));
  const oid = await makeCommit(call.github, call.repo, call.actor, {
    tree,
    parents,
    message,
    author,
    committer,
  });
  const commit = await store.commit(oid);
  if (commit === undefined) throw new Error(`The commit ${oid} was written and is not there`);
  const shape = gitCommitShape(call.github, call.repo, commit);
  return created(shape, shape.url);
}

function readSignature(call: RepositoryCall, given: Body | undefined): Signature | undefined {
  if (given === undefined) return undefined;
  const date = optionalText(given, 'date');
  const moment = date === undefined ? call.github.now() : new Date(date);
  if (Number.isNaN(moment.getTime())) throw unprocessable(`Invalid request.\n\n${date} is not a valid date.`);
  return {
    name: requiredText(given, 'name'),
    email: requiredText(given, 'email'),
    seconds: Math.floor(moment.getTime() / 1000),
    offset: '+0000',
  };
}

/** Base64 as GitHub sends it: lines of 60 characters. */
export function wrapped(content: Buffer): string {
  return content.toString('base64').replace(/.{1,60}/g, '$&\n');
}
