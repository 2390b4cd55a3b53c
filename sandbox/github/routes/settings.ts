import { notFound, ok, type GitHubAnswer } from '../http/answer.ts';
import {
  callerRoute,
  param,
  repositoryRoute,
  type Call,
  type GitHubRoute,
  type RepositoryCall,
  type RequiredPermission,
} from '../http/call.ts';
import { pageOf } from '../http/paging.ts';
import { acceptedPermissions, grants, notAccessible } from '../permissions.ts';
import { EPOCH, userShape } from '../shapes/people.ts';
import { repositoryShape } from '../shapes/repository.ts';
import type { Protection } from '../state/model.ts';
import { installationShape } from './app-tokens.ts';

const METADATA = [{ permission: 'metadata', level: 'read' }] as const;

/** What people look at under "Settings", as programs read it. */
export const settingsRoutes: readonly GitHubRoute[] = [
  repositoryRoute('GET /repo/rules/branches/{branch}', 'repos/rules#get-rules-for-a-branch', METADATA, rules),
  repositoryRoute(
    'GET /repo/actions/permissions/workflow',
    'actions/permissions#get-default-workflow-permissions-for-a-repository',
    METADATA,
    workflowPermissions,
  ),
  repositoryRoute(
    'GET /repo/actions/variables/{name}',
    'actions/variables#get-a-repository-variable',
    METADATA,
    variable,
  ),
  callerRoute('GET /orgs/{org}/installations', 'orgs/orgs#list-app-installations-for-an-organization', apps),
  callerRoute(
    'GET /orgs/{org}/packages/{package_type}/{package_name}',
    'packages/packages#get-a-package-for-an-organization',
    packageOf,
  ),
];

/** Rules of rulesets alone: a branch protection of the old kind is not among them. */
function rules(call: RepositoryCall): GitHubAnswer {
  const rule = call.repo.protections.get(param(call, 'branch'));
  if (rule?.isRuleset !== true) return ok([]);
  const source = { ruleset_source_type: 'Repository', ruleset_source: call.repo.fullName, ruleset_id: 1 };
  return ok(rulesOf(rule, call.github.apps).map((entry) => ({ ...entry, ...source })));
}

function rulesOf(rule: Protection, known: readonly { readonly slug: string; readonly id: number }[]) {
  const { requiredContexts, requiredReviews, mergeMethods, statusApp } = rule;
  const app = known.find(({ slug }) => slug === statusApp);
  const checks = requiredContexts.map((context) => ({
    context,
    ...(app === undefined ? {} : { integration_id: app.id }),
  }));
  const pull = {
    dismiss_stale_reviews_on_push: false,
    require_code_owner_review: false,
    require_last_push_approval: false,
    required_approving_review_count: requiredReviews,
    required_review_thread_resolution: false,
    ...(mergeMethods === undefined ? {} : { allowed_merge_methods: mergeMethods }),
  };
  return [
    ...(checks.length > 0
      ? [
          {
            type: 'required_status_checks',
            parameters: { strict_required_status_checks_policy: false, required_status_checks: checks },
          },
        ]
      : []),
    ...(rule.requirePullRequest || requiredReviews > 0 || mergeMethods !== undefined
      ? [{ type: 'pull_request', parameters: pull }]
      : []),
    ...(rule.linearHistory ? [{ type: 'required_linear_history' }] : []),
    ...(rule.creation ? [{ type: 'creation' }] : []),
  ];
}

/** Settings are for those who administer, also of a repository that everybody can read. */
function requireGrant(call: Call, need: RequiredPermission): void {
  if (!grants(call.actor, need)) throw notAccessible(call.actor, [need]);
}

function workflowPermissions(call: RepositoryCall): GitHubAnswer {
  requireGrant(call, { permission: 'administration', level: 'read' });
  return ok({
    default_workflow_permissions: call.repo.settings.workflowTokenMayWrite ? 'write' : 'read',
    can_approve_pull_request_reviews: call.repo.settings.actionsMayCreatePullRequests,
  });
}

function variable(call: RepositoryCall): GitHubAnswer {
  requireGrant(call, { permission: 'actions_variables', level: 'read' });
  const name = param(call, 'name');
  const value = call.repo.settings.variables[name.toUpperCase()];
  if (value === undefined) throw notFound();
  return ok({ name: name.toUpperCase(), value, created_at: EPOCH, updated_at: EPOCH });
}

/** For the owners of the organization alone; others are not told that it is there. */
function apps(call: Call): GitHubAnswer {
  const need = { permission: 'organization_administration', level: 'read' } as const;
  const owner = param(call, 'org').toLowerCase();
  if (call.github.people.get(owner)?.type !== 'Organization') throw notFound();
  requireGrant(call, need);
  const installed = call.github.apps.filter((app) => app.owner.toLowerCase() === owner);
  const { number, size } = pageOf(call);
  const shapes = installed.slice((number - 1) * size, number * size).map((app) => ({
    ...installationShape(call, app),
    ...(call.github.endedInstallations.get(`${app.slug}[bot]`) === 'suspended'
      ? { suspended_at: EPOCH }
      : {}),
  }));
  return ok({ total_count: installed.length, installations: shapes }, acceptedPermissions([need]));
}

/** A package of a container image. Where the token may not read packages, there is none. */
function packageOf(call: Call): GitHubAnswer {
  const [owner, type, name] = ['org', 'package_type', 'package_name'].map((part) => param(call, part));
  const need = { permission: 'packages', level: 'read' } as const;
  const held = [...call.github.repositories.values()].flatMap((repo) =>
    repo.shown.packages.map((shown) => ({ repo, shown })),
  );
  const found = held.find(
    ({ repo, shown }) => repo.owner.toLowerCase() === owner?.toLowerCase() && shown.name === name,
  );
  if (found === undefined || type !== 'container' || !grants(call.actor, need)) throw notFound();
  const { repo, shown } = found;
  const url = `${call.github.apiUrl}/orgs/${repo.owner}/packages/container/${shown.name}`;
  return ok({
    id: repo.id,
    name: shown.name,
    package_type: 'container',
    owner: userShape(call.github, repo.owner),
    version_count: Object.keys(shown.tags()).length,
    visibility: shown.isPrivate ? 'private' : 'public',
    url,
    repository: repositoryShape(call.github, repo),
    created_at: EPOCH,
    updated_at: EPOCH,
    html_url: `${call.github.url}/orgs/${repo.owner}/packages/container/package/${shown.name}`,
  });
}
