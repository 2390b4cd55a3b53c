import { spawn } from 'node:child_process';
import type { ServerResponse } from 'node:http';
import { dirname } from 'node:path';

import { settle } from '../actions/settle.ts';
import { recordPush } from '../actions/workflow-events.ts';
import { GitHubRefusal } from './answer.ts';
import type { Incoming } from './request.ts';
import { allowed, authenticate, authorize } from '../permissions.ts';
import type { Actor, Repository } from '../state/model.ts';
import type { GitHubState } from '../state/github-state.ts';
import { listRefs } from '../git/refs.ts';
import { gitEnvironment } from '../git/run-git.ts';

const WORKFLOWS = [{ permission: 'workflows', level: 'write' }] as const;

/** `git clone` and `git push`. Git's own CGI program does the work, and this decides who may do what. */
export async function serveGit(
  github: GitHubState,
  incoming: Incoming,
  response: ServerResponse,
): Promise<void> {
  const match = /^\/([^/]+)\/([^/]+)\.git(\/.*)$/.exec(incoming.url.pathname);
  const repo = match === null ? undefined : github.repository(`${match[1]}/${match[2]}`);
  const push =
    incoming.url.pathname.endsWith('/git-receive-pack') ||
    incoming.url.searchParams.get('service') === 'git-receive-pack';
  const actor = admit(github, incoming, response, { repo, push });
  if (repo === undefined || actor === undefined) return;
  const path = match?.[3] ?? '/';
  if (!push) return sendCgi(await runBackend(repo, incoming, actor, path), response);
  await github.exclusive(async () => {
    const before = new Map((await listRefs(repo.store, 'refs/')).map((ref) => [ref.name, ref.oid]));
    const output = await runBackend(repo, incoming, actor, path);
    const after = await listRefs(repo.store, 'refs/');
    const changed = after.filter((ref) => before.get(ref.name) !== ref.oid);
    const moved = changed.map((ref) => ref.name);
    const gone = [...before.keys()].filter((name) => !after.some((ref) => ref.name === name));
    if (moved.length + gone.length > 0) {
      repo.pushedAt = github.now();
      const pushed = changed.map(({ name, oid }) => ({ name, after: oid }));
      recordPush(github, repo, actor.login, pushed);
      await settle(github, repo, { movedRefs: [...moved, ...gone], by: actor.login });
    }
    sendCgi(output, response);
  });
}

/** The actor, or undefined after having answered 401, 403 or 404. */
function admit(
  github: GitHubState,
  incoming: Incoming,
  response: ServerResponse,
  { repo, push }: { readonly repo: Repository | undefined; readonly push: boolean },
): Actor | undefined {
  try {
    const actor = authenticate(github, incoming.headers['authorization']);
    if (repo === undefined) throw new GitHubRefusal(404, 'Repository not found.');
    authorize(actor, repo, [{ permission: 'contents', level: push ? 'write' : 'read' }]);
    return actor;
  } catch (error) {
    if (!(error instanceof GitHubRefusal)) throw error;
    const anonymous = incoming.headers['authorization'] === undefined;
    const status = anonymous ? 401 : error.status;
    response.writeHead(status, {
      'content-type': 'text/plain',
      ...(status === 401 ? { 'www-authenticate': 'Basic realm="GitHub"' } : {}),
    });
    response.end(`${error.message}\n`);
    return undefined;
  }
}

async function runBackend(repo: Repository, incoming: Incoming, actor: Actor, path: string): Promise<Buffer> {
  const locked = repo.releases.flatMap(({ tag, immutable }) => (immutable ? [`refs/tags/${tag}`] : []));
  const protections = [...repo.protections.keys(), ...locked].join('\n');
  const child = spawn('git', ['http-backend'], {
    env: {
      ...gitEnvironment(),
      GIT_PROJECT_ROOT: dirname(repo.store.gitDirectory),
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: `/${repo.store.gitDirectory.split('/').at(-1)}${path}`,
      QUERY_STRING: incoming.url.search.slice(1),
      REQUEST_METHOD: incoming.method,
      CONTENT_TYPE: incoming.headers['content-type'] ?? '',
      CONTENT_LENGTH: String(incoming.bytes.length),
      HTTP_CONTENT_ENCODING: incoming.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: incoming.headers['git-protocol'] ?? '',
      REMOTE_USER: actor.login,
      REMOTE_ADDR: '127.0.0.1',
      SANDBOX_PROTECTED: protections,
      SANDBOX_WORKFLOWS: allowed(actor, repo, WORKFLOWS) ? 'allowed' : '',
    },
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.stdin.on('error', () => undefined);
  child.stdin.end(incoming.bytes);
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk));
  await ended;
  return Buffer.concat(chunks);
}

/** A CGI answer is headers, an empty line and the body. */
function sendCgi(output: Buffer, response: ServerResponse): void {
  const split = output.indexOf('\r\n\r\n');
  const head = split < 0 ? '' : output.toString('latin1', 0, split);
  let status = 200;
  for (const line of head.split('\r\n')) {
    const at = line.indexOf(':');
    const name = line.slice(0, at).toLowerCase();
    const value = line.slice(at + 1).trim();
    if (name === 'status') status = Number(value.slice(0, 3));
    else if (name !== '') response.setHeader(name, value);
  }
  response.writeHead(split < 0 ? 500 : status);
  response.end(split < 0 ? output : output.subarray(split + 4));
}

/**
 * Runs inside git for each reference that a push moves. A workflow may come when its content is on a branch
 * already. Any other workflow needs the permission, as on GitHub.
 */
export const UPDATE_HOOK = `#!/bin/sh
branch="\${1#refs/heads/}"
if printf '%s\\n' "$SANDBOX_PROTECTED" | grep -qxF -- "$branch"; then
  echo "error: GH006: Protected branch update failed for $1." >&2
  echo "error: Changes must be made through a pull request." >&2
  exit 1
fi
case "$1" in refs/heads/gh-readonly-queue/*)
  echo "error: GH006: Protected branch update failed for $1." >&2
  exit 1
esac
[ -z "$SANDBOX_WORKFLOWS" ] || exit 0
case "$3" in *[!0]*) ;; *) exit 0 ;; esac
git ls-tree -r "$3" -- .github/workflows | while read -r mode type oid path; do
  known=$(git for-each-ref --format='%(refname)' refs/heads | while read -r ref; do
    git ls-tree "$ref" -- "$path" | grep -F "$oid"
  done)
  [ -n "$known" ] && continue
  echo "refusing to allow a GitHub App to create or update workflow \\\`$path\\\` without \\\`workflows\\\` permission" >&2
  exit 1
done
`;
