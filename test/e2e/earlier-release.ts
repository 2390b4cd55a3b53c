import { planKey } from '../../src/promotion/lane/plan-key.ts';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import type { AdvanceStage } from '../actions/advance/stage.ts';
import { text } from '../actions/stage.ts';

/** A lane as release 0.1.0 left it: its branch, the trailers of its commit, and its open pull request. */
export interface OldLane {
  readonly environment: string;
  readonly image: string;
  readonly title: string;
  /** Versions as `tag@digest`, and what the files hold on the branch. */
  readonly from: string;
  readonly to: string;
  readonly files: Readonly<Record<string, string>>;
  /** Trailers between the image and the plan: those of a roll back. */
  readonly trailers?: readonly string[];
  /** What a roll back is told from a promotion by. */
  readonly purpose?: Parameters<typeof planKey>[3];
}

/**
 * Writes what release 0.1.0 wrote, as its bundle did: a commit whose trailers name neither lane nor home, on
 * the branch with the plain name, and a pull request whose marker has the first version.
 */
export async function leaveAsBefore(
  stage: AdvanceStage,
  repository: SandboxRepository,
  lane: OldLane,
): Promise<void> {
  const { environment, image, title, from, to, files } = lane;
  const api = client(stage, repository.fullName);
  const base = (await repository.head('main')) ?? '';
  const reference = `${stage.images}/${image}`;
  const [oldDigest = '', digest = ''] = [from, to].map((version) => version.split('@')[1]);
  const where = { repository: repository.fullName, branch: 'main' };
  const images = [{ name: image, repository: reference, digest: digest as `sha256:${string}` }];
  const key = planKey(where, { environment, unit: image }, images as never, lane.purpose);
  const tree = await api('git/trees', {
    base_tree: await treeOf(stage, repository.fullName, base),
    tree: Object.entries(files).map(([path, content]) => ({ path, content, mode: '100644', type: 'blob' })),
  });
  const message = [
    ...[title, '', `${image}: ${from.split('@')[0] ?? ''} -> ${to.split('@')[0] ?? ''}`, ''],
    `Waybill-Environment: ${environment}`,
    `Waybill-Image: ${image} ${reference}:${to} (from ${oldDigest})`,
    ...(lane.trailers ?? []),
    `Waybill-Plan: ${key} ${tree}`,
  ].join('\n');
  const commit = await api('git/commits', { message, tree, parents: [base] });
  const branch = `waybill/${environment}/${image}`;
  await api('git/refs', { ref: `refs/heads/${branch}`, sha: commit });
  const marker = { v: 1, key, environment, unit: image, images: { [image]: digest }, superseded: [] };
  const body = `Moves the image \`${image}\` into \`${environment}\` by digest.\n\n<!-- waybill-gates -->\n\n<!-- /waybill-gates -->\n\n<!-- waybill ${JSON.stringify(marker)} -->`;
  await api('pulls', { title, head: branch, base: 'main', body });
}

/** The text of a file of an environment on `main` with another version in it. */
export async function withVersion(
  repository: SandboxRepository,
  path: string,
  from: string,
  to: string,
): Promise<Readonly<Record<string, string>>> {
  const [[oldTag = '', oldDigest = ''], [tag = '', digest = '']] = [from.split('@'), to.split('@')];
  const before = await text(repository, 'main', path);
  const at = before.indexOf(oldDigest);
  const line = before.lastIndexOf(`newTag: ${oldTag}`, at);
  const after = `${before.slice(0, line)}newTag: ${tag}${before.slice(line + `newTag: ${oldTag}`.length)}`;
  return { [path]: after.replace(oldDigest, digest) };
}

function client({ github, token }: AdvanceStage, repository: string) {
  return async (path: string, body: unknown): Promise<string> => {
    const answer = await fetch(`${github.apiUrl}/repos/${repository}/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const { sha = '' } = (await answer.json()) as { readonly sha?: string };
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return sha;
  };
}

async function treeOf({ github, token }: AdvanceStage, repository: string, commit: string): Promise<string> {
  const answer = await fetch(`${github.apiUrl}/repos/${repository}/git/commits/${commit}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { tree } = (await answer.json()) as { readonly tree: { readonly sha: string } };
  return tree.sha;
}
