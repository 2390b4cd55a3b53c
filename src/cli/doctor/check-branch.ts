import type { BranchRules } from '../../github/github.ts';
import { type DoctorFacts, fine, type Finding, missing, settingsPage, unknown } from './finding.ts';
import { theApp } from './the-app.ts';

const STATUS = 'waybill';

/** The rules of the branch, and what the repository lets GitHub merge. */
export function checkBranch(facts: DoctorFacts): readonly Finding[] {
  const { rules } = facts.settings;
  const { branch } = facts.state.base;
  if (!rules.ok)
    return [
      unknown(
        `The rules of ${branch} could not be read: ${rules.problem}`,
        'Give the token "contents: read".',
      ),
      ...autoMerge(facts),
    ];
  return [
    ...requiredStatus(facts, rules.value),
    ...pullRequests(facts, rules.value),
    ...autoMerge(facts),
    ...mergeMethods(facts, rules.value),
  ];
}

function requiredStatus(facts: DoctorFacts, { checks }: BranchRules): readonly Finding[] {
  const { branch } = facts.state.base;
  const rulesets = settingsPage(facts, 'rules');
  const single = checks.filter(({ context }) => context.toLowerCase().startsWith(`${STATUS}/`));
  const others = single.map(({ context }) =>
    missing(
      `The rules of ${branch} require the status "${context}", which not every pull request gets`,
      `Take it out at ${rulesets}: "${STATUS}" says the whole verdict.`,
    ),
  );
  const own = checks.filter(({ context }) => context.toLowerCase() === STATUS);
  if (own.length === 0)
    return [
      missing(
        `The rules of ${branch} do not require the status "${STATUS}": a pull request can be merged whatever its gates say`,
        `At ${rulesets}, add a branch ruleset for ${branch} with "Require status checks to pass", and there "${STATUS}" with your App as its source.`,
      ),
      ...others,
    ];
  return [boundTo(facts, own.find(({ app }) => app !== undefined)?.app), ...others];
}

/** Whose status it has to be: anybody with `statuses: write` can set one. */
function boundTo(facts: DoctorFacts, bound: number | undefined): Finding {
  const { branch } = facts.state.base;
  const rulesets = settingsPage(facts, 'rules');
  if (bound === undefined)
    return missing(
      `The rules of ${branch} take the status "${STATUS}" from anybody who may write statuses`,
      `At ${rulesets}, choose your App as the source of "${STATUS}".`,
    );
  const { apps } = facts.settings;
  const named = apps.ok ? apps.value.find(({ id }) => id === bound) : undefined;
  const app = theApp(facts);
  if (named === undefined || app === undefined)
    return unknown(
      `The rules of ${branch} take the status "${STATUS}" from the App ${named?.slug ?? `number ${bound}`} alone; whether that is the App of your workflows could not be read`,
      `Compare it with the App whose client id the workflows use: ${rulesets}.`,
    );
  if (named.id === app.id) return fine(`${branch} requires the status "${STATUS}" of the App ${app.slug}`);
  return missing(
    `The rules of ${branch} take the status "${STATUS}" from the App ${named.slug}, and the workflows use ${app.slug}`,
    `At ${rulesets}, choose ${app.slug} as the source of "${STATUS}".`,
  );
}

function pullRequests(facts: DoctorFacts, { isPullRequestNeeded: needed }: BranchRules): readonly Finding[] {
  const { branch } = facts.state.base;
  if (needed === true) return [fine(`${branch} is changed by pull requests alone`)];
  const page = settingsPage(facts, needed === 'unknown' ? 'branches' : 'rules');
  if (needed === 'unknown')
    return [
      unknown(
        `Whether ${branch} is changed by pull requests alone is told to administrators`,
        `Look at ${page}: "Require a pull request before merging".`,
      ),
    ];
  return [
    missing(
      `Who may write the repository can push to ${branch} past every gate`,
      `At ${page}, add "Require a pull request before merging" to the ruleset of ${branch}.`,
    ),
  ];
}

/** Only for environments that are merged by themselves, in this repository. */
function autoMerge(facts: DoctorFacts): readonly Finding[] {
  const { state, config } = facts;
  const own = config.environments.filter(
    ({ merge, repository }) => merge === 'auto' && (repository ?? state.fullName) === state.fullName,
  );
  if (own.length === 0) return [];
  const names = own.map(({ name }) => name).join(', ');
  if (state.autoMergeAllowed) return [fine(`GitHub may merge by itself what waits for rules (${names})`)];
  return [
    missing(
      `Auto-merge is off, and ${names} ${own.length === 1 ? 'is' : 'are'} to be merged without a person: what waits for a review or another check stays open`,
      `At ${settingsPage(facts, '')} switch on "Allow auto-merge", or: gh api -X PATCH repos/${state.fullName} -F allow_auto_merge=true`,
    ),
  ];
}

function mergeMethods(facts: DoctorFacts, rules: BranchRules): readonly Finding[] {
  const { state, config } = facts;
  const left = state.mergeMethods.filter(
    (method) => (rules.mergeMethods?.includes(method) ?? true) && !(rules.isLinear && method === 'merge'),
  );
  const mend = `Allow a method that the rules allow too: ${settingsPage(facts, '')} and ${settingsPage(facts, 'rules')}.`;
  if (left.length === 0)
    return [missing('No merge method is left: the rules allow none that the repository allows', mend)];
  const wrong = config.environments.flatMap(({ name, 'merge-method': method }) =>
    method === undefined || left.includes(method)
      ? []
      : [
          missing(
            `environments.${name} is merged with "${method}", which is not allowed: what is left is ${left.join(', ')}`,
            `Write "merge-method: ${left[0]}" in ${config.file}, or allow "${method}": ${settingsPage(facts, '')}.`,
          ),
        ],
  );
  return wrong.length > 0 ? wrong : [fine(`A merge method is left: ${left.join(', ')}`)];
}
