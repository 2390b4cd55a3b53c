import { readRef } from '../git/refs.ts';
import { created, notFound, ok, validationFailed, type GitHubAnswer } from '../http/answer.ts';
import { optionalFlag, optionalText, requiredText } from '../http/body.ts';
import { param, repositoryRoute, type RepositoryCall, type GitHubRoute } from '../http/call.ts';
import { timestamp, userShape } from '../shapes/people.ts';
import { repositoryUrl } from '../shapes/repository.ts';
import { nodeId } from '../state/node-id.ts';
import type { Release } from '../state/model.ts';

const READ = [{ permission: 'contents', level: 'read' }] as const;
const WRITE = [{ permission: 'contents', level: 'write' }] as const;

export const releaseRoutes: readonly GitHubRoute[] = [
  repositoryRoute('POST /repo/releases', 'releases/releases#create-a-release', WRITE, create),
  repositoryRoute(
    'GET /repo/releases/tags/{tag}',
    'releases/releases#get-a-release-by-tag-name',
    READ,
    byTag,
  ),
  repositoryRoute('GET /repo/releases/latest', 'releases/releases#get-the-latest-release', READ, latest),
];

/** The stand-in makes releases of tags that are there; GitHub would make a tag that is missing. */
async function create(call: RepositoryCall): Promise<GitHubAnswer> {
  const tag = requiredText(call.body, 'tag_name');
  const wrong = (code: string): Error => validationFailed({ resource: 'Release', field: 'tag_name', code });
  if ((await readRef(call.repo.store, `refs/tags/${tag}`)) === undefined) throw wrong('invalid');
  if (call.repo.releases.some((release) => release.tag === tag)) throw wrong('already_exists');
  const notes = optionalFlag(call.body, 'generate_release_notes') === true ? "## What's Changed" : '';
  const release: Release = {
    id: call.github.nextId(),
    tag,
    name: optionalText(call.body, 'name') ?? tag,
    body: optionalText(call.body, 'body') ?? notes,
    author: call.actor.login,
    immutable: call.repo.settings.immutableReleases,
    createdAt: call.github.now(),
  };
  call.repo.releases.push(release);
  const shape = releaseShape(call, release);
  return created(shape, shape.url);
}

function byTag(call: RepositoryCall): GitHubAnswer {
  const found = call.repo.releases.find(({ tag }) => tag === param(call, 'tag'));
  if (found === undefined) throw notFound();
  return ok(releaseShape(call, found));
}

function latest(call: RepositoryCall): GitHubAnswer {
  const found = call.repo.releases.at(-1);
  if (found === undefined) throw notFound();
  return ok(releaseShape(call, found));
}

function releaseShape({ github, repo }: RepositoryCall, release: Release) {
  const url = `${repositoryUrl(github, repo)}/releases/${release.id}`;
  const time = timestamp(release.createdAt);
  return {
    id: release.id,
    node_id: nodeId('R', repo.fullName, release.tag),
    url,
    assets_url: `${url}/assets`,
    upload_url: `${url}/assets{?name,label}`,
    html_url: `${github.url}/${repo.fullName}/releases/tag/${release.tag}`,
    tarball_url: `${repositoryUrl(github, repo)}/tarball/${release.tag}`,
    zipball_url: `${repositoryUrl(github, repo)}/zipball/${release.tag}`,
    tag_name: release.tag,
    target_commitish: repo.settings.defaultBranch,
    name: release.name,
    body: release.body,
    draft: false,
    prerelease: false,
    immutable: release.immutable,
    author: userShape(github, release.author),
    assets: [],
    created_at: time,
    published_at: time,
    updated_at: time,
  };
}
