/*
 * The room for changes of a config repo that somebody proposes: what they bring, and whether they may be
 * merged. It reads and decides nothing on its own: that is `verification`. It may not know lanes in the
 * making. `verify-changes.ts` judges pull requests, `explain-digest.ts` a digest that nobody proposes yet.
 */
import type { Config } from '../config/config.ts';
import { isReservedPath } from '../config/globs.ts';
import { tryParseConfig } from '../config/parse.ts';
import type { WaybillError } from '../errors/waybill-error.ts';
import { errorsOf } from '../errors/waybill-error.ts';
import type { Collaborators } from '../environments/collaborators.ts';
import { tagReader } from '../environments/declared/declared-states.ts';
import { readHome, withoutConfig } from '../environments/home.ts';
import type { Environments } from '../environments/environments.ts';
import { readEnvironments } from '../environments/read-environments.ts';
import type { RepositoryState } from '../github/github.ts';
import { isShown, wholeStatus } from '../promotion/status/commit-status.ts';
import { nextLook } from '../promotion/gates/gate.ts';
import { type ChangeVerdict, judgeChange, unavailable } from '../verification/verdict.ts';
import { declaredBefore } from './declared-before.ts';
import type { VerifyRequest } from './request.ts';
import { type JudgeTools, judgeSubject } from './judge-subject.ts';
import { readChange } from './read-change.ts';
import type { VerifiedSubject, VerifyReport } from './report.ts';
import { homeRulesIn, readRuleTexts, rulesOf } from './rule-texts.ts';
import { sharedByChange } from './shared-files.ts';
import { baseBranchesOf, type VerifiedBranch } from './base-branches.ts';
import { type Subject, subjectsOf } from './subjects.ts';
import { weakerByChange } from './weaker.ts';

/** What a run judges with. */
interface Ground {
  readonly request: VerifyRequest;
  readonly home: RepositoryState;
  /** The rules; or why they cannot be read, which leaves only what can touch no environment to pass. */
  readonly rules:
    | { readonly ok: true; readonly value: Config }
    | { readonly ok: false; readonly problem: readonly WaybillError[] };
  readonly branches: readonly VerifiedBranch[];
  readonly collaborators: Collaborators;
}

/**
 * Judges pull requests and merge groups, and sets the status `waybill` on their commits. A pull request that
 * cannot be judged now is pending, and the others go on. Throws where no rules are to be found at all.
 */
export async function verify(request: VerifyRequest, collaborators: Collaborators): Promise<VerifyReport> {
  const { github } = collaborators;
  const home = await readHome(request, collaborators);
  if (home.config === undefined)
    throw withoutConfig(
      home,
      'Add a waybill.yaml that names images and environments: it says which files declare an image.',
    );
  const rules = tryParseConfig(home.config);
  const environments = rules.ok ? rules.value.environments : [];
  const branches = await baseBranchesOf(request.pullsOf, home, environments, github);
  const bases = branches.map(({ state }) => state);
  const subjects = await subjectsOf(request, bases, github);
  const ground = { request, home, rules, branches, collaborators };
  const judges = new Map<string, JudgeTools>();
  const verified: VerifiedSubject[] = [];
  const errors: WaybillError[] = rules.ok ? [] : [...rules.problem];
  for (const subject of subjects) {
    const { verdict, problems } = await attempt(subject, ground, judges);
    errors.push(...problems);
    verified.push(await show(subject, verdict, ground));
  }
  const waiting = verified.map(({ verdict }) => verdict);
  return {
    repository: request.pullsOf,
    verified,
    errors,
    dryRun: request.dryRun,
    nextLook: nextLook(waiting),
  };
}

interface Attempted {
  readonly verdict: ChangeVerdict;
  readonly problems: readonly WaybillError[];
}

async function attempt(
  subject: Subject,
  ground: Ground,
  judges: Map<string, JudgeTools>,
): Promise<Attempted> {
  try {
    return { verdict: await judge(subject, ground, judges), problems: [] };
  } catch (thrown) {
    const problems = errorsOf(thrown);
    if (problems.some(({ party, code }) => party === 'bug' || code === 'TOKEN_REJECTED')) throw thrown;
    return { verdict: unavailable(problems[0]?.message ?? 'It could not be read.'), problems };
  }
}

async function judge(
  subject: Subject,
  ground: Ground,
  judges: Map<string, JudgeTools>,
): Promise<ChangeVerdict> {
  const { rules, branches, collaborators, request } = ground;
  const { github } = collaborators;
  const branch = branches.find(({ state }) => state.base.branch === subject.base.branch);
  const environments = branch?.environments ?? [];
  if (!rules.ok) return withoutRules(subject, ground);
  const source = { repository: request.pullsOf, config: rules.value, environments, github };
  const read = { ...source, readTag: tagReader(collaborators) };
  const change = await readChange(subject, read);
  const { home } = ground;
  const texts = await readRuleTexts(subject, change, { ...source, home });
  const after = rulesOf(homeRulesIn(texts)?.after);
  const shared = await sharedByChange(subject, change, read, { home, rules: after });
  const tools = judges.get(subject.base.branch) ?? toolsFor(rules.value, branch, ground);
  judges.set(subject.base.branch, tools);
  const weaker = weakerByChange(texts);
  return judgeSubject(subject, change, { shared, weaker }, { ...tools, config: change.config });
}

/**
 * With a mistake in `waybill.yaml` nobody knows which files are an environment's. The pull request that mends
 * it can be merged all the same: no pattern makes that file an environment's.
 */
async function withoutRules(
  { base, commit }: Subject,
  { request, collaborators }: Ground,
): Promise<ChangeVerdict> {
  const { paths } = await collaborators.github.compareCommits(request.pullsOf, base.oid, commit);
  if (paths === undefined || !paths.every(isReservedPath))
    return unavailable('waybill.yaml of the base branch has a mistake, so nothing can be judged.');
  const nothing = { others: [], objections: [], environments: [], weaker: [] };
  return judgeChange({ isLane: false, otherChanges: 'allow', ...nothing });
}

function toolsFor(
  config: Config,
  branch: VerifiedBranch | undefined,
  { home, branches, collaborators }: Ground,
): JudgeTools {
  // Into a branch that declares no environment goes no lane.
  const { state: base, environments } = branch ?? { state: home, environments: [] };
  let known: Promise<Environments> | undefined;
  const nobody = () => ({ labels: [], reviewers: [] });
  const question = { home, config, selected: environments, namesFor: nobody };
  return {
    config,
    home,
    base,
    environments,
    known: () => (known ??= readEnvironments(question, collaborators).then((read) => read.environments)),
    readTag: tagReader(collaborators),
    readRecord: collaborators.readRecord,
    prove: collaborators.prove,
    wasDeclared: (environment, images) =>
      declaredBefore({ config, environment, home, branches }, images, collaborators.github),
  };
}

/** Sets the status where it says something new. A token that may not is told so, and the run says it. */
async function show(
  { pull, commit, present }: Subject,
  verdict: ChangeVerdict,
  { request, collaborators }: Ground,
): Promise<VerifiedSubject> {
  const { targetUrl: url, ...status } = wholeStatus(verdict, request.run);
  const stands = isShown({ ...status, targetUrl: url }, present);
  const { pullsOf: repository, dryRun } = request;
  const isWritten =
    !dryRun && !stands && (await collaborators.github.showStatus({ repository, commit, ...status, url }));
  return {
    pull: { number: pull.number, url: pull.url },
    commit,
    verdict,
    isWritten,
    isShown: stands || isWritten,
  };
}
