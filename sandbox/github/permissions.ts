import { notFound, GitHubRefusal } from './http/answer.ts';
import type { RequiredPermission } from './http/call.ts';
import { appOfJsonWebToken } from './state/apps.ts';
import type { Actor, Repository } from './state/model.ts';
import type { GitHubState } from './state/github-state.ts';

const LEVELS = ['none', 'read', 'write', 'admin'];

/** Recognises who sends a request by its `authorization` header. An unknown or expired token is a 401. */
export function authenticate(github: GitHubState, header: string | undefined): Actor {
  if (header === undefined || header === '') return { kind: 'anonymous', login: '' };
  const text = tokenText(header);
  const app = appOfJsonWebToken(github.apps, text, github.now());
  if (app !== undefined && 'refusal' in app) throw new GitHubRefusal(401, app.refusal);
  if (app !== undefined) return { kind: 'app', login: app.slug, app };
  const token = github.tokens.get(text);
  if (token === undefined) throw badCredentials();
  const ended = github.endedInstallations.get(token.grant.login);
  if (ended === 'uninstalled') throw badCredentials();
  if (ended === 'suspended') throw new GitHubRefusal(403, SUSPENDED);
  if (token.expires !== undefined && token.expires <= github.now()) throw badCredentials();
  token.uses += 1;
  if (token.grant.validFor !== undefined && token.uses > token.grant.validFor) throw badCredentials();
  return github.actorOf(token);
}

export const SUSPENDED = 'This installation has been suspended';

export function badCredentials(): GitHubRefusal {
  return new GitHubRefusal(401, 'Bad credentials', { documentation: '/rest' });
}

/** Throws GitHub's answer when the actor may not see the repository, or may not do what is needed there. */
export function authorize(actor: Actor, repo: Repository, needs: readonly RequiredPermission[]): void {
  if (!canSee(actor, repo)) throw notFound();
  const writes = needs.some((need) => need.level === 'write');
  if (!allowed(actor, repo, needs)) {
    if (actor.kind === 'anonymous') throw new GitHubRefusal(401, 'Requires authentication');
    throw notAccessible(actor, needs);
  }
  if (writes && repo.settings.archived)
    throw new GitHubRefusal(403, 'Repository was archived so is read-only.');
}

/** Whether the repository exists for the actor at all. */
export function canSee(actor: Actor, repo: Repository): boolean {
  return !repo.settings.private || actor.kind === 'outside' || covers(actor, repo);
}

/** Whether a token has a permission itself, however much everybody may read. */
export function grants(actor: Actor, { permission, level }: RequiredPermission): boolean {
  if (actor.kind === 'outside') return true;
  const granted = actor.kind === 'token' ? actor.token.grant.permissions[permission] : undefined;
  return LEVELS.indexOf(granted ?? 'none') >= LEVELS.indexOf(level);
}

/** Whether one of the alternatives is met. */
export function allowed(actor: Actor, repo: Repository, needs: readonly RequiredPermission[]): boolean {
  if (actor.kind === 'outside' || needs.length === 0) return true;
  return needs.some(({ permission, level }) => {
    if (level === 'read' && !repo.settings.private) return true;
    if (actor.kind !== 'token' || !covers(actor, repo)) return false;
    if (permission === 'metadata' && level === 'read') return true;
    const granted = actor.token.grant.permissions[permission] ?? 'none';
    // The workflow token is never given this one, whatever the workflow asks for.
    if (permission === 'workflows' && actor.token.grant.kind === 'workflow') return false;
    return LEVELS.indexOf(granted) >= LEVELS.indexOf(level);
  });
}

/**
 * Whether the actor may see the teams of an organization. That is a permission of the organization: the
 * workflow token never has it.
 */
export function maySeeTeams(actor: Actor): boolean {
  if (actor.kind === 'outside') return true;
  if (actor.kind !== 'token' || actor.token.grant.kind === 'workflow') return false;
  return LEVELS.indexOf(actor.token.grant.permissions.members ?? 'none') >= LEVELS.indexOf('read');
}

/** The 403 that names no permission in its text; the header does. */
export function notAccessible(actor: Actor, needs: readonly RequiredPermission[]): GitHubRefusal {
  const pat = actor.kind === 'token' && actor.token.grant.kind === 'pat';
  const text = `Resource not accessible by ${pat ? 'personal access token' : 'integration'}`;
  return new GitHubRefusal(403, text, { headers: acceptedPermissions(needs) });
}

export function acceptedPermissions(needs: readonly RequiredPermission[]): Record<string, string> {
  if (needs.length === 0) return {};
  return {
    'x-accepted-github-permissions': needs
      .map(({ permission, level }) => `${permission}=${level}`)
      .join('; '),
  };
}

/** Commits of bots are signed by GitHub; those of people are not. */
export function isBot(actor: Actor): boolean {
  return actor.kind === 'token' && actor.token.grant.kind !== 'pat';
}

/** Whether the rules of branches do not hold for the actor. */
export function bypassesRules(actor: Actor): boolean {
  return actor.kind === 'token' && actor.token.grant.bypassesRules === true;
}

function covers(actor: Actor, repo: Repository): boolean {
  if (actor.kind !== 'token') return actor.kind === 'outside';
  const { repositories, unknownFor = 0 } = actor.token.grant;
  if (actor.token.uses <= unknownFor) return false;
  return (
    repositories === undefined ||
    repositories.some((name) => name.toLowerCase() === repo.fullName.toLowerCase())
  );
}

function tokenText(header: string): string {
  const [scheme = '', value = ''] = header.split(/\s+/, 2);
  if (scheme.toLowerCase() !== 'basic') return value;
  const [user = '', password = ''] = Buffer.from(value, 'base64').toString('utf8').split(':', 2);
  return password === '' || password === 'x-oauth-basic' ? user : password;
}
