import { moveReferences } from '../actions/move-refs.ts';
import { requireCommits } from '../actions/revisions.ts';
import { listRefs, readRef, ZERO_OID, type Reference } from '../git/refs.ts';
import { created, NO_CONTENT, notFound, ok, unprocessable, type GitHubAnswer } from '../http/answer.ts';
import { optionalFlag, requiredText } from '../http/body.ts';
import { param, repositoryRoute, type RepositoryCall, type GitHubRoute } from '../http/call.ts';
import { listAnswer } from '../http/paging.ts';
import { repositoryUrl } from '../shapes/repository.ts';
import { nodeId } from '../state/node-id.ts';

const READ = [{ permission: 'contents', level: 'read' }] as const;
const WRITE = [{ permission: 'contents', level: 'write' }] as const;

export const refRoutes: readonly GitHubRoute[] = [
  repositoryRoute('GET /repo/git/ref/{ref}', 'git/refs#get-a-reference', READ, getRef),
  repositoryRoute('GET /repo/git/matching-refs/{ref}', 'git/refs#list-matching-references', READ, matching),
  repositoryRoute('POST /repo/git/refs', 'git/refs#create-a-reference', WRITE, createRef),
  repositoryRoute('PATCH /repo/git/refs/{ref}', 'git/refs#update-a-reference', WRITE, updateRef),
  repositoryRoute('DELETE /repo/git/refs/{ref}', 'git/refs#delete-a-reference', WRITE, deleteRef),
];

async function getRef(call: RepositoryCall): Promise<GitHubAnswer> {
  await requireCommits(call.repo);
  const ref = await readRef(call.repo.store, `refs/${param(call, 'ref')}`);
  if (ref === undefined) throw notFound();
  return ok(refShape(call, ref));
}

async function matching(call: RepositoryCall): Promise<GitHubAnswer> {
  await requireCommits(call.repo);
  const refs = await listRefs(call.repo.store, `refs/${param(call, 'ref')}`);
  return listAnswer(call, refs, (ref) => refShape(call, ref));
}

async function createRef(call: RepositoryCall): Promise<GitHubAnswer> {
  await requireCommits(call.repo);
  const name = requiredText(call.body, 'ref');
  const after = requiredText(call.body, 'sha');
  if (!/^[0-9a-f]{40}$/.test(after)) throw unprocessable('At least 40 characters are required');
  await move(call, { name, before: ZERO_OID, after, force: false });
  return created(
    refShape(call, await require(call, name)),
    `${repositoryUrl(call.github, call.repo)}/git/${name}`,
  );
}

async function updateRef(call: RepositoryCall): Promise<GitHubAnswer> {
  await requireCommits(call.repo);
  const name = `refs/${param(call, 'ref')}`;
  const after = requiredText(call.body, 'sha');
  const current = await readRef(call.repo.store, name);
  if (current === undefined) throw unprocessable('Reference does not exist');
  if (!/^[0-9a-f]{40}$/.test(after)) throw unprocessable('Object does not exist');
  await move(call, { name, before: current.oid, after, force: optionalFlag(call.body, 'force') ?? false });
  return ok(refShape(call, await require(call, name)));
}

async function deleteRef(call: RepositoryCall): Promise<GitHubAnswer> {
  await requireCommits(call.repo);
  const name = `refs/${param(call, 'ref')}`;
  await move(call, { name, before: undefined, after: ZERO_OID, force: true });
  return NO_CONTENT;
}

function move(call: RepositoryCall, refMove: Parameters<typeof moveReferences>[3][number]): Promise<void> {
  return moveReferences(call.github, call.repo, call.actor, [refMove]);
}

async function require(call: RepositoryCall, name: string): Promise<Reference> {
  const ref = await readRef(call.repo.store, name);
  if (ref === undefined) throw notFound();
  return ref;
}

function refShape(call: RepositoryCall, ref: Reference) {
  const url = `${repositoryUrl(call.github, call.repo)}/git`;
  return {
    ref: ref.name,
    node_id: nodeId('REF', call.repo.fullName, ref.name),
    url: `${url}/${ref.name}`,
    object: { sha: ref.oid, type: ref.type, url: `${url}/${ref.type}s/${ref.oid}` },
  };
}
