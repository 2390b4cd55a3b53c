import type { NamedTest, RealityRow } from './registries.ts';

const EVENTS = 'test/sandbox/github/workflow-events.test.ts';
const GIT = 'test/sandbox/github/git.test.ts';
const PULLS = 'test/sandbox/github/pull-requests.test.ts';
const REFUSED = 'test/sandbox/github/refused-pull-requests.test.ts';
const REFUSED_GIT = 'test/sandbox/github/refused-git.test.ts';
const ACCESS = 'test/sandbox/github/access.test.ts';
const FAULTS = 'test/sandbox/github/faults.test.ts';
const FIRST = 'test/actions/promote/promotion/first-promotion.test.ts';
const API = 'test/github/transport/api.test.ts';
const STEPS = 'test/runner/step-files.test.ts';

const at = (file: string, ...titles: string[]): readonly NamedTest[] =>
  titles.map((title) => ({ file, title }));

/** The platform's own rules, one by one: the runner, commits, pull requests, limits and agents. */
export const PLATFORM: readonly RealityRow[] = [
  {
    fact: 'Runner: an input is a variable in which only spaces became underscores.',
    standIn: [],
    product: at(
      'test/runner/inputs.test.ts',
      'an input is read from its variable, where only spaces become underscores',
    ),
  },
  {
    fact: 'Runner: outputs go through a file, with delimiters that nobody can guess.',
    standIn: [],
    product: at(STEPS, 'an output keeps its lines, and a value cannot set another output'),
  },
  {
    fact: 'Runner: a job summary over 1 MiB is not shown.',
    standIn: [],
    product: at(STEPS, 'is cut at a line below 1 MiB, and says so'),
  },
  {
    fact: 'Runner: at most 500 lines of artifacts, each name with one digest.',
    standIn: [],
    product: at(STEPS, 'never gives one name two digests, which would fail the step', 'ends at 500 lines'),
  },
  {
    fact: 'Runner: what is minted is masked at once.',
    standIn: [],
    product: at(
      'test/e2e/promote-anywhere.test.ts',
      'of the registry and of GitHub are nowhere but in masks (fault: %s)',
    ),
  },
  {
    fact: 'Runner: actions run on Node 24.',
    standIn: [],
    product: at('test/e2e/node-versions.test.ts', 'the command line on Node %d'),
  },
  {
    fact: 'Commits: an entry of a tree has a mode of its own, which an edit keeps.',
    standIn: at(GIT, 'clone brings files, modes and symlinks'),
    product: at(FIRST, 'keeps the executable bit of a file'),
  },
  {
    fact: 'Commits: GitHub signs those of a bot that name no author.',
    standIn: at(GIT, 'a commit of a bot is signed by GitHub, one of a person is not'),
    product: at(FIRST, 'carries trailers and no author of its own'),
  },
  {
    fact: 'Commits: a branch that is put back to its base closes the pull request.',
    standIn: at(
      PULLS,
      'it is closed when its branch is put back to the base',
      'the same when the API moves the branch',
    ),
    product: at('test/actions/promote/lane/lane-life.test.ts', 'is rebuilt on the base when it conflicts'),
  },
  {
    fact: 'Commits: a branch is moved from the head that was read, or not at all.',
    standIn: at(REFUSED_GIT, 'moving sideways needs force'),
    product: at(
      'test/actions/promote/concurrency.test.ts',
      'and a person who pushes between reading and writing keeps the commit',
    ),
  },
  {
    fact: 'Commits: files of workflows need a permission that the workflow token never has.',
    standIn: at(ACCESS, 'workflow files need their own permission, which the workflow token never has'),
    product: at('test/config/globs.test.ts', '%j comes with what to write'),
  },
  {
    fact: 'Pull requests: a second one for a branch is refused.',
    standIn: at(REFUSED, 'twice for the same branch'),
    product: at(
      'test/actions/promote/lag.test.ts',
      'a run that does not see the open pull request yet does not open another',
    ),
  },
  {
    fact: 'Pull requests: a list does not know one that was opened a moment ago.',
    standIn: at(FAULTS, 'a list does not know the pull request that was just opened'),
    product: at('test/actions/promote/lag.test.ts', 'is found although %i lists do not show it'),
  },
  {
    fact: 'Pull requests: a description has at most 65,536 characters.',
    standIn: at(REFUSED, 'with a body over 65,536 characters'),
    product: at(
      'test/promotion/pull-request/pull-request.test.ts',
      'has at most 65,536 characters with %i commits, and a whole marker',
    ),
  },
  {
    fact: "Pull requests: those of the workflow's own token start workflows after a person approves the run.",
    standIn: at(
      EVENTS,
      "a pull request of a workflow's own token starts workflows after a person approves the run",
    ),
    // Nothing waits for such a run: the run that proposes sets the status that a rule requires.
    product: at(
      'test/workflows/kustomize-road.test.ts',
      'promote what a person names, with the token of the workflow',
    ),
  },
  {
    fact: 'Pull requests: the workflow token opens none before a setting lets it, and none elsewhere.',
    standIn: [
      ...at(REFUSED, 'with the workflow token where the setting is off, and not where it is on'),
      ...at(ACCESS, 'the workflow token reads another public repository and does not write to it'),
    ],
    product: at('test/e2e/promote-errors.test.ts', 'a token without %s is told which permission it is'),
  },
  {
    fact: 'Pull requests: a merge names the head that was reviewed.',
    standIn: at(REFUSED, 'another head than the one that was reviewed'),
    product: at(
      'test/actions/advance/faults.test.ts',
      'on write %i of a promotion that is merged: one pull request, merged once',
    ),
  },
  {
    fact: 'Limits: an answer says how long to wait, and it is waited.',
    standIn: at(FAULTS, 'limits say how long: retry-after, or when the hour ends'),
    product: at(
      API,
      'is waited out by %s, also by a write',
      'beyond the deadline fails at once, with the time',
    ),
  },
  {
    fact: 'Limits: a lost answer to a write is no reason to write again.',
    standIn: at(FAULTS, 'lose-answer cuts the connection'),
    product: at(API, 'whose answer is %s is not sent again when it was done'),
  },
  {
    fact: 'Metadata: blame tells which commit brought a line, whatever the way it was merged.',
    standIn: at('test/sandbox/github/graphql.test.ts', 'history and blame tell which commit brought a line'),
    product: at(
      'test/github/read/limits.test.ts',
      'is no reason to wait or to be cut off where many files are blamed',
    ),
  },
  {
    fact: 'Agents: Flux says success and failure on the commit that it applied, under a name with the part of an id.',
    standIn: [],
    product: at('test/agents/flux-recorded.test.ts', 'counts for what it says: %j'),
  },
  {
    fact: 'Agents: Argo CD says on the synced revision what a template makes of it.',
    standIn: at(
      'test/agents/argo-notifications.test.ts',
      'is taken by the stand-in, and counts for the commit that it names',
    ),
    product: at(
      'test/agents/argo-notifications.test.ts',
      'say nothing while dev rolls out, and then, as a real Argo CD was seen to, that it is well',
    ),
  },
];
