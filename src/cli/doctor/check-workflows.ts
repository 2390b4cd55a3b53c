import { type DoctorFacts, fine, type Finding, missing } from './finding.ts';
import { advances, type UsedAction, verifies, type Workflow } from './workflow.ts';

/** Whether workflows are there, start when they have to, and are of today's Waybill. */
export function checkWorkflows(facts: DoctorFacts): readonly Finding[] {
  if (facts.used.length === 0)
    return [
      missing(
        'No workflow here uses Waybill',
        '"waybill init" shows the two that a config repo needs, --write writes them.',
      ),
    ];
  const found = [...missingEvents(facts), ...outOfDate(facts), ...renamed(facts.workflows, facts.used)];
  return found.length > 0 ? found : [fine('The workflows start when they have to, and are up to date')];
}

/** What has to start a workflow, and why. */
function missingEvents({ used, config, settings, state }: DoctorFacts): readonly Finding[] {
  const { environments } = config;
  const waitsForTime = environments.some(({ gates }) =>
    [gates?.soak, gates?.window, gates?.freeze].some((gate) => gate !== undefined),
  );
  const waitsForHealth = environments.some(
    ({ health, gates }) => health.length > 0 || Array.isArray(gates?.healthy),
  );
  const advancing = used.filter(advances);
  const verifying = used.filter(verifies);
  const hasOrder = environments.some(({ after }) => after.environments.length > 0);
  const queue = settings.rules.ok && settings.rules.value.hasMergeQueue;
  const { branch } = state.base;
  return [
    ...(hasOrder ? startedBy(advancing, ['push'], `nothing moves on when ${branch} changes`) : []),
    ...(hasOrder && waitsForTime
      ? startedBy(advancing, ['schedule'], 'nothing looks when a soak or a window ends')
      : []),
    ...(hasOrder && waitsForHealth
      ? startedBy(
          advancing,
          ['status', 'repository_dispatch'],
          'nothing looks when an agent tells how the cluster is',
        )
      : []),
    ...(hasOrder && advancing.length === 0
      ? [
          missing(
            'No workflow advances: what one environment declares goes no further',
            '"waybill init" shows advance.yml.',
          ),
        ]
      : []),
    ...(verifying.length === 0
      ? [
          missing(
            'No workflow runs verify: other pull requests never get the status "waybill"',
            '"waybill init" shows verify.yml; docs/verify.md explains it.',
          ),
        ]
      : []),
    ...(queue
      ? startedBy(verifying, ['merge_group'], 'the merge queue waits for a status that nobody sets')
      : []),
  ];
}

/** Nothing where nobody does it at all: that is said once. A reusable workflow is started by its caller. */
function startedBy(
  used: readonly UsedAction[],
  events: readonly string[],
  otherwise: string,
): readonly Finding[] {
  const first = used[0];
  if (first === undefined) return [];
  if (used.some(({ workflow }) => events.some((event) => workflow.events.includes(event)))) return [];
  const { path } = first.workflow;
  return [
    missing(
      `${path} is not started by ${events.join(' or ')}: ${otherwise}`,
      `Add "${events[0]}:" below "on:" in ${path}.`,
    ),
  ];
}

/** A tag that a newer major version has left behind, and a branch, which moves without anybody's doing. */
function outOfDate({ used, settings }: DoctorFacts): readonly Finding[] {
  const newest = settings.release.ok ? settings.release.value : undefined;
  const seen = new Set<string>();
  return used.flatMap(({ workflow, repository, path, ref, comment }) => {
    const what = `${workflow.path} uses ${[repository, path].filter((part) => part !== '').join('/')}@${ref}`;
    if (seen.has(what)) return [];
    seen.add(what);
    const isCommit = /^[0-9a-f]{40}$/.test(ref);
    const version = majorOf(isCommit ? (comment ?? '') : ref);
    if (version === undefined && !isCommit)
      return [
        missing(
          `${what}: a branch moves without anybody's doing`,
          `Write a version${newest === undefined ? '' : `: @v${majorOf(newest) ?? 1}`}.`,
        ),
      ];
    const major = majorOf(newest ?? '');
    if (version === undefined || major === undefined || version >= major) return [];
    return [
      missing(
        `${what}, and ${newest} is out`,
        `Read CHANGELOG.md from v${version} on, then write @v${major}.`,
      ),
    ];
  });
}

function majorOf(version: string): number | undefined {
  const [, major] = /^v?(\d+)(?:\.|$)/.exec(version) ?? [];
  return major === undefined ? undefined : Number(major);
}

/** Words that an earlier release used. */
function renamed(workflows: readonly Workflow[], used: readonly UsedAction[]): readonly Finding[] {
  const users = new Set(used.map(({ workflow }) => workflow.path));
  const outputs = workflows
    .filter(({ path, text }) => users.has(path) && /\.outputs\.head-sha\b/.test(text))
    .map(({ path }) =>
      missing(`${path} reads the output head-sha, which is empty now`, 'It is called pull-request-head-sha.'),
    );
  const inputs = used
    .filter(({ path, inputs: given }) => path === 'actions/record' && given['image'] !== undefined)
    .map(({ workflow }) => missing(`${workflow.path} gives "image" to record`, 'It is called "reference".'));
  return [...outputs, ...inputs];
}
