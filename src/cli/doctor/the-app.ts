import type { InstalledApp } from '../../github/github.ts';
import { type DoctorFacts, fine, type Finding, missing, settingsPage, unknown } from './finding.ts';

/** What the App needs in the config repo, by the names of GitHub's API, and for what. */
const NEEDED: readonly (readonly [string, 'read' | 'write', string])[] = [
  ['contents', 'write', 'its branches and merging'],
  ['pull_requests', 'write', 'its pull requests'],
  ['statuses', 'write', 'the status "waybill"'],
];
const LEVELS = ['read', 'write', 'admin'];
const CLIENT_ID = /\bclient-id:\s*\$\{\{\s*vars\.([A-Za-z_]\w*)\s*\}\}/;

/** The variable that the workflows take the client id of their App from; undefined where none does. */
export function variableOf(texts: readonly string[]): string | undefined {
  return texts.map((text) => CLIENT_ID.exec(text)?.[1]).find((name) => name !== undefined);
}

/** The App of the workflows; undefined where it could not be read which one that is. */
export function theApp({
  settings: { clientId, apps },
}: Pick<DoctorFacts, 'settings'>): InstalledApp | undefined {
  if (!clientId.ok || !apps.ok) return undefined;
  return apps.value.find((app) => app.clientId === clientId.value);
}

/** The App of the workflows and what it may do; or the workflow's own token, where they have no App. */
export function checkApp(facts: DoctorFacts): readonly Finding[] {
  const variable = variableOf(facts.workflows.map(({ text }) => text));
  const ownToken = facts.used.some(
    ({ path, inputs }) => opensPulls(path) && inputs['github-token'] === undefined,
  );
  return [
    ...(variable === undefined ? [] : checkInstallation(facts, variable)),
    ...(ownToken ? [mayCreatePulls(facts)] : []),
  ];
}

function opensPulls(path: string): boolean {
  return path === '' || path === 'actions/rollback' || path === 'actions/pause';
}

function checkInstallation(facts: DoctorFacts, variable: string): readonly Finding[] {
  const { clientId, apps } = facts.settings;
  const [owner = ''] = facts.state.fullName.split('/');
  const list = `${facts.server}/organizations/${owner}/settings/installations`;
  if (!clientId.ok)
    return [
      unknown(
        `The workflows take an App from the variable ${variable}, which could not be read: ${clientId.problem}`,
        `Look at ${settingsPage(facts, 'variables/actions')}; it holds the client id of the App, also where it is a variable of the organization.`,
      ),
    ];
  if (!apps.ok)
    return [
      unknown(
        `The Apps of ${owner} could not be read: ${apps.problem}`,
        `An owner of ${owner} sees them at ${list}: contents, pull requests and statuses with "write".`,
      ),
    ];
  const app = theApp(facts);
  if (app === undefined)
    return [
      missing(
        `No App with the client id ${clientId.value} is installed on ${owner}`,
        `Install it on ${facts.state.fullName} (${list}), or correct the variable ${variable}: ${settingsPage(facts, 'variables/actions')}.`,
      ),
    ];
  if (app.isSuspended)
    return [missing(`The App ${app.slug} is suspended`, `An owner lets it in again: ${app.page}.`)];
  return checkPermissions(facts, app);
}

function checkPermissions({ config }: DoctorFacts, app: InstalledApp): readonly Finding[] {
  const asksTeams = config.environments.some(({ reviewers }) => reviewers.teams.length > 0);
  const needed = asksTeams ? [...NEEDED, ['members', 'read', 'asking teams for a review'] as const] : NEEDED;
  const lacking = needed.filter(
    ([name, level]) => LEVELS.indexOf(app.permissions[name] ?? '') < LEVELS.indexOf(level),
  );
  const provenance = readsProvenance(config, app);
  if (lacking.length === 0) return [fine(`The App ${app.slug} may do what Waybill does`), ...provenance];
  const found = lacking.map(([name, level, what]) =>
    missing(
      `The App ${app.slug} lacks "${name.replace('_', '-')}: ${level}", for ${what}`,
      `In the settings of the App, "Permissions & events", choose it; an owner then accepts it: ${app.page}.`,
    ),
  );
  return [...found, ...provenance];
}

/** Of a public source repository everybody reads who built an image; of a private one nobody by himself. */
function readsProvenance({ environments }: DoctorFacts['config'], app: InstalledApp): readonly Finding[] {
  const asks = environments.some(({ gates }) => gates?.provenance !== undefined);
  if (!asks || app.permissions['attestations'] !== undefined) return [];
  return [
    unknown(
      `The App ${app.slug} lacks "attestations: read", which the gate provenance needs where a source repository is private`,
      `If one is, choose it in the settings of the App, "Permissions & events"; an owner then accepts it: ${app.page}.`,
    ),
  ];
}

function mayCreatePulls(facts: DoctorFacts): Finding {
  const { workflow } = facts.settings;
  const page = settingsPage(facts, 'actions');
  const name = '"Allow GitHub Actions to create and approve pull requests"';
  if (!workflow.ok)
    return unknown(
      `What workflows may do could not be read: ${workflow.problem}`,
      `Look at ${page}: ${name} has to be on, because a workflow opens pull requests with its own token.`,
    );
  if (workflow.value.mayCreatePulls) return fine('Workflows may open pull requests with their own token');
  return missing(
    'A workflow opens pull requests with its own token, and may not',
    `At ${page} switch on ${name}, or: gh api -X PUT repos/${facts.state.fullName}/actions/permissions/workflow -F can_approve_pull_request_reviews=true -f default_workflow_permissions=read`,
  );
}
