/** The release that a workflow publishes. */
export interface Publication {
  readonly apiUrl: string;
  readonly repository: string;
  readonly token: string;
  readonly tag: string;
  readonly commit: string;
}

type Answer = { readonly status: number; readonly body: Readonly<Record<string, unknown>> };

/**
 * Makes the release of a tag, checks that GitHub has locked it, and moves the tag of the major version to it.
 * A run that was cut off can be run again: what is there already is left.
 */
export async function publish(release: Publication): Promise<void> {
  const { tag, commit } = release;
  const at = await ask(release, 'GET', `git/ref/tags/${tag}`);
  if (at.status !== 200) throw new Error(`The tag ${tag} is not in the repository: ${said(at)}`);
  let made = await ask(release, 'GET', `releases/tags/${tag}`);
  if (made.status === 404)
    made = await ask(release, 'POST', 'releases', { tag_name: tag, generate_release_notes: true });
  if (made.status >= 300) throw new Error(`The release was not made: ${said(made)}`);
  if (made.body['immutable'] !== true)
    throw new Error(
      'Turn on immutable releases in the settings, then delete this release and run this again.',
    );
  const major = tag.split('.')[0] ?? tag;
  let moved = await ask(release, 'PATCH', `git/refs/tags/${major}`, { sha: commit, force: true });
  if (moved.status === 422 || moved.status === 404)
    moved = await ask(release, 'POST', 'git/refs', { ref: `refs/tags/${major}`, sha: commit });
  if (moved.status >= 300) throw new Error(`The tag ${major} was not moved: ${said(moved)}`);
}

async function ask(
  { apiUrl, repository, token }: Publication,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const answer = await fetch(`${apiUrl}/repos/${repository}/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, accept: 'application/vnd.github+json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Answer['body'] };
}

function said({ status, body }: Answer): string {
  return `${status} ${String(body['message'])}`;
}
