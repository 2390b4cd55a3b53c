/** The repository that an image says it was built from. */
export interface SourceRepository {
  /** `https://github.com`, without a slash at the end; undefined when only a name was given. */
  readonly server: string | undefined;
  /** `owner/repository`. */
  readonly repository: string;
}

const REPOSITORY = /^[\w.-]+\/[\w.-]+$/;
const COMMIT = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/**
 * Reads `org.opencontainers.image.source` in the spellings found in images: a web address, a clone address
 * (`https://….git`, `git@host:owner/repository.git`, `ssh://…`), or `owner/repository`. Undefined for
 * anything else. A path of more than two parts is undefined too, because a group inside a group is not a
 * GitHub repository.
 */
export function parseSource(text: string): SourceRepository | undefined {
  const trimmed = text.trim().replace(/^git\+/, '');
  if (REPOSITORY.test(trimmed)) return named(undefined, trimmed);
  const scp = /^[\w.-]+@([\w.-]+):(.+)$/.exec(trimmed);
  if (scp?.[1] !== undefined && scp[2] !== undefined) return named(`https://${scp[1]}`, scp[2]);
  if (!/^(?:https?|ssh|git):\/\//.test(trimmed) || !URL.canParse(trimmed)) return undefined;
  const url = new URL(trimmed);
  const server = url.protocol === 'http:' ? `http://${url.host}` : `https://${webHost(url)}`;
  return named(server, url.pathname);
}

/** A port of SSH or of the git protocol is not the port of the web server. */
function webHost(url: URL): string {
  return url.protocol === 'https:' ? url.host : url.hostname;
}

function named(server: string | undefined, path: string): SourceRepository | undefined {
  const repository = path.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '');
  return REPOSITORY.test(repository) && !/(?:^|\/)\.{1,2}(?:\/|$)/.test(repository)
    ? { server, repository }
    : undefined;
}

/** True when both name the same repository: GitHub ignores case, and a missing server is any server. */
export function sameSource(a: SourceRepository, b: SourceRepository): boolean {
  const sameServer =
    a.server === undefined || b.server === undefined || a.server.toLowerCase() === b.server.toLowerCase();
  return sameServer && a.repository.toLowerCase() === b.repository.toLowerCase();
}

/** A full commit SHA (SHA-1 or SHA-256) in lowercase, or undefined. */
export function parseCommit(text: string): string | undefined {
  const commit = text.trim().toLowerCase();
  return COMMIT.test(commit) ? commit : undefined;
}
