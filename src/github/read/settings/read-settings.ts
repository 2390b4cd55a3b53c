import { z } from 'zod';
import { errorsOf } from '../../../errors/waybill-error.ts';
import { no, ok, type Result } from '../../../errors/result.ts';
import type { Api } from '../../transport/api.ts';
import { type Operation, ownerAndRepo } from '../../transport/operation.ts';
import { type BranchRules, readBranchRules } from './branch-rules.ts';

/** What is looked at: a branch of a repository, and what belongs to it elsewhere. */
export interface SettingsRequest {
  readonly repository: string;
  readonly branch: string;
  /** The variable of Actions that holds the client id of the App. */
  readonly variable: string;
  /** The owner of the packages, and their names. */
  readonly packages: readonly PackageName[];
  /** Whose newest release is looked up. */
  readonly releasesOf: string;
}

export interface PackageName {
  readonly owner: string;
  readonly name: string;
}

/** What could not be read, in GitHub's words: a token seldom has every permission. */
export type Asked<Value> = Result<Value>;

/** The settings of a repository, as far as the token may read them. */
export interface RepositorySettings {
  readonly rules: Asked<BranchRules>;
  readonly workflow: Asked<{ readonly mayCreatePulls: boolean }>;
  /** The value of the variable. */
  readonly clientId: Asked<string>;
  /** The Apps that are installed on the owner. */
  readonly apps: Asked<readonly InstalledApp[]>;
  readonly packages: readonly (PackageName & { readonly visibility: Asked<string> })[];
  /** The tag of the newest release. */
  readonly release: Asked<string>;
}

/** An App with what its installation may do: `contents` to `write`. */
export interface InstalledApp {
  readonly id: number;
  readonly clientId: string | undefined;
  readonly slug: string;
  readonly page: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly isSuspended: boolean;
}

/** Reads all of it side by side. What one question is refused does not keep the others from being asked. */
export async function readSettings(api: Api, request: SettingsRequest): Promise<RepositorySettings> {
  const { repository, variable, releasesOf } = request;
  const [rules, workflow, clientId, apps, release, packages] = await Promise.all([
    asked(() => readBranchRules(api, repository, request.branch)),
    asked(() => workflowSettings(api, repository)),
    asked(() => variableOf(api, repository, variable)),
    asked(() => installedApps(api, repository)),
    asked(() => latestRelease(api, releasesOf)),
    Promise.all(
      request.packages.map(async (name) => ({
        ...name,
        visibility: await asked(() => visibilityOf(api, repository, name)),
      })),
    ),
  ]);
  return { rules, workflow, clientId, apps, packages, release };
}

/** GitHub answers alike for what is not there and for what the token may not see. */
const NONE = 'there is none, or the token may not see it';

async function asked<Value>(question: () => Promise<Value>): Promise<Asked<Value>> {
  try {
    return ok(await question());
  } catch (thrown) {
    const [error] = errorsOf(thrown);
    if (error === undefined || error.party === 'bug' || error.code === 'TOKEN_REJECTED') throw thrown;
    return no(error.code === 'REPOSITORY_NOT_FOUND' ? NONE : error.message);
  }
}

async function workflowSettings(api: Api, repository: string) {
  const found = await api.read(
    about(repository, 'read what workflows may do', 'administration: read'),
    'GET /repos/{owner}/{repo}/actions/permissions/workflow',
    ownerAndRepo(repository),
    z.object({ can_approve_pull_request_reviews: z.boolean() }),
  );
  return { mayCreatePulls: found.can_approve_pull_request_reviews };
}

async function variableOf(api: Api, repository: string, name: string): Promise<string> {
  const found = await api.read(
    about(repository, `read the variable ${name}`, 'variables: read'),
    'GET /repos/{owner}/{repo}/actions/variables/{name}',
    { ...ownerAndRepo(repository), name },
    z.object({ value: z.string() }),
  );
  return found.value;
}

const installations = z.object({
  total_count: z.number(),
  installations: z.array(
    z.object({
      app_id: z.number(),
      client_id: z.string().optional(),
      app_slug: z.string(),
      html_url: z.string(),
      permissions: z.record(z.string(), z.unknown()),
      suspended_at: z.string().nullable(),
    }),
  ),
});

async function installedApps(api: Api, repository: string): Promise<readonly InstalledApp[]> {
  const { owner } = ownerAndRepo(repository);
  const apps: z.infer<typeof installations>['installations'] = [];
  // An App that is on a page nobody read would be called missing.
  for (let page = 1, total = 1; apps.length < total; page += 1) {
    const found = await api.read(
      about(repository, `list the Apps of ${owner}`, 'organization administration: read'),
      'GET /orgs/{org}/installations',
      { org: owner, per_page: 100, page },
      installations,
    );
    if (found.installations.length === 0) break;
    apps.push(...found.installations);
    total = found.total_count;
  }
  return apps.map((app) => ({
    id: app.app_id,
    clientId: app.client_id,
    slug: app.app_slug,
    page: app.html_url,
    permissions: Object.fromEntries(
      Object.entries(app.permissions).map(([name, level]) => [name, String(level)]),
    ),
    isSuspended: app.suspended_at !== null,
  }));
}

async function visibilityOf(api: Api, repository: string, { owner, name }: PackageName): Promise<string> {
  const found = await api.read(
    about(repository, `read the package ${owner}/${name}`, 'packages: read'),
    'GET /orgs/{org}/packages/{package_type}/{package_name}',
    { org: owner, package_type: 'container', package_name: name },
    z.object({ visibility: z.string() }),
  );
  return found.visibility;
}

async function latestRelease(api: Api, repository: string): Promise<string> {
  const found = await api.read(
    about(repository, 'read the newest release', 'contents: read'),
    'GET /repos/{owner}/{repo}/releases/latest',
    ownerAndRepo(repository),
    z.object({ tag_name: z.string() }),
  );
  return found.tag_name;
}

function about(repository: string, doing: string, permission: string): Operation {
  return { doing, repository, permission };
}
