import type { NamedTest, RealityRow } from './registries.ts';

const MERGES = 'test/sandbox/github/merging.test.ts';
const PULLS = 'test/sandbox/github/pull-requests.test.ts';
const QUEUE = 'test/sandbox/github/merge-queue.test.ts';
const LIMITS = 'test/sandbox/github/query-limits.test.ts';
const GATES_PASSED = 'test/actions/advance/merging/gates-passed.test.ts';
const METHOD = 'test/actions/advance/merging/method.test.ts';
const PROMOTION = 'test/actions/promote/promotion';
const READS = 'test/github/read/limits.test.ts';
const API = 'test/github/transport/api.test.ts';
const PACE = 'test/github/transport/pace.test.ts';

const at = (file: string, ...titles: string[]): readonly NamedTest[] =>
  titles.map((title) => ({ file, title }));

/** How GitHub merges and answers, where its reference does not lead one to expect it. */
export const GITHUB: readonly RealityRow[] = [
  {
    fact: 'Whether a pull request can be merged is worked out when somebody asks: the first answer after a push is UNKNOWN.',
    standIn: at(
      MERGES,
      'is not known by the first request that asks, after it was opened and after each push',
      'is not known in REST either, where null stands for it',
    ),
    product: [
      ...at(METHOD, 'a lane that waited is merged by the run that a push to the base starts'),
      ...at('test/actions/promote/lane/lane-life.test.ts', 'is rebuilt on the base when it conflicts'),
    ],
  },
  {
    fact: 'Auto-merge is refused for what is clean or unstable, where no rule is configured, and where it is off, as in a new repository.',
    standIn: [
      ...at(
        PULLS,
        'is refused where the setting is off',
        'is refused where no rule of the base branch has to be waited for',
        'is refused for what can be merged now',
      ),
      ...at(MERGES, 'a new repository allows every method, and no auto-merge'),
    ],
    product: [
      ...at(`${PROMOTION}/labels-and-merging.test.ts`, 'merge at once where nothing has to be waited for'),
      ...at(
        GATES_PASSED,
        'and GitHub asks for a review, auto-merge waits for it',
        'and auto-merge is switched off, the next run merges once GitHub lets it',
      ),
      ...at(METHOD, 'no other reason is given than the one that GitHub has'),
    ],
  },
  {
    fact: 'After a merge into the same base another one is refused, although nobody pushed; it passes by itself.',
    standIn: at(
      MERGES,
      'is refused once, although nobody pushed',
      'is done where somebody asked about it in between',
    ),
    product: at(METHOD, 'several lanes merge in one run, although GitHub says that the base was modified'),
  },
  {
    fact: 'A linear history or a ruleset refuses a method that the repository allows.',
    standIn: at(
      MERGES,
      'by the repository',
      'by a branch with a linear history, although the repository allows it',
      'by a ruleset that lists methods',
      'and what is offered first is one that the repository allows',
    ),
    product: at(
      METHOD,
      'is the next one where the branch forbids merge commits, and no other lane tries them again',
      'is the one that a ruleset lets',
      'is what the environment says, and no other one',
      'of the input goes before the one of waybill.yaml',
    ),
  },
  {
    fact: 'A private repository of a free plan has no rules, no auto-merge, no merge queue and no drafts.',
    standIn: at(
      MERGES,
      'has no rules, no auto-merge, no merge queue and no drafts',
      'has what its owner pays for',
    ),
    product: at(
      `${PROMOTION}/labels-and-merging.test.ts`,
      'do with a private repository of a free plan, which has neither drafts nor auto-merge',
    ),
  },
  {
    fact: 'A required status holds back every pull request of the branch, for ever where nobody sets it.',
    standIn: at(
      MERGES,
      'a status that a branch requires holds back every pull request until somebody sets it',
      'a required status is the same in capitals, as GitHub takes contexts',
    ),
    product: at(
      'test/e2e/verify.test.ts',
      'a lane has its status as soon as it is open',
      "a person's pull request waits until verify has judged it, and no longer",
      'a pull request without secrets is told by exit code, and judged by the scheduled run',
    ),
  },
  {
    fact: 'A merge queue takes only what the rules let merge; they then ask for their statuses on a commit of its own, which may never get them.',
    standIn: at(
      QUEUE,
      'refuses a pull request that lacks what the rules require',
      'stands on the base branch, on a branch of its own, and is merged as it was judged',
      'needs the required status itself: that of the head is not enough, and without it the queue waits',
      'that fails takes the pull request out of the queue',
      'names both commits, and starts workflows',
      "the branches of a queue are GitHub's own: nobody else makes, moves or deletes one",
    ),
    product: [
      ...at(
        GATES_PASSED,
        'a merge queue that the rules do not let it into yet gets it from auto-merge, or from a later run',
        'stays with %s as long as nothing changes',
      ),
      ...at('test/e2e/verify.test.ts', 'the commit of a merge group gets its own status'),
    ],
  },
  {
    fact: 'A token that may bypass the rules merges what they hold back.',
    standIn: at(MERGES, 'merges what they hold back, and is told that it could'),
    product: at(GATES_PASSED, 'waits for the review all the same (%p)'),
  },
  {
    fact: 'A token without "members: read" sees no team, and one without "issues: write" makes no label.',
    standIn: at(
      'test/sandbox/github/access.test.ts',
      'without members: read, a token sees no team, neither by name nor where one is asked already',
      'without issues: write, a token puts labels on a pull request, and makes none',
    ),
    product: at(
      'test/github/write/follow-ups.test.ts',
      'a token without %s is told which permission is missing',
    ),
  },
  {
    fact: 'A token is not known to all servers for some seconds after it was made: they answer 404.',
    standIn: at(
      'test/sandbox/github/access.test.ts',
      'a token that was made a moment ago is not known everywhere: what is private is not found',
    ),
    product: at('test/actions/promote/errors.test.ts', 'that was made a moment ago is waited for'),
  },
  {
    fact: 'The token of an App that is suspended, uninstalled or expired is worth nothing, with words of their own.',
    standIn: at(
      'test/sandbox/github/access.test.ts',
      'the token of an App that is %s is worth nothing',
      'an unknown token, an expired one, and none',
    ),
    product: at(
      'test/actions/promote/errors.test.ts',
      'of an App that is suspended is rejected, and says whose decision that was',
      'that GitHub does not know is rejected',
    ),
  },
  {
    fact: 'A token without a permission is refused with words that name none, once for each lane.',
    standIn: at('test/sandbox/github/access.test.ts', 'an App without %s'),
    product: at(
      'test/actions/advance/faults.test.ts',
      'a token that may write nothing is one message, however many lanes there are',
    ),
  },
  {
    fact: 'An App that is limited to the config repo does not see a private source repository.',
    standIn: at(
      'test/sandbox/github/access.test.ts',
      'a private repository outside the token does not exist',
    ),
    product: at(
      `${PROMOTION}/first-promotion.test.ts`,
      'reads the source with a token of its own, which may not touch the config repo',
    ),
  },
  {
    fact: "What a workflow's own token pushes, merges, says or queues starts no workflow.",
    standIn: [
      ...at(
        'test/sandbox/github/workflow-events.test.ts',
        "an App's status, push, merge and dispatch start workflows",
        "of what a workflow's own token does, only a dispatch starts workflows",
      ),
      ...at(QUEUE, "does not come where a workflow's own token put it into the queue: the status never does"),
    ],
    product: [
      ...at(
        'test/workflows/kustomize-road.test.ts',
        'take a push from the build into dev, and on into staging when dev is well',
        'promote what a person names, with the token of the workflow',
      ),
      ...at(
        'test/workflows/advance.test.ts',
        'takes the example with Helm and Flux from dev to prod, with the token of an App',
      ),
    ],
  },
  {
    fact: 'A query that asks for too much comes back in part, with an error for what is missing.',
    standIn: at(
      LIMITS,
      'comes back in part, with an error for what is missing',
      'counts what a connection asks for as often as it is opened',
    ),
    product: [
      ...at(
        READS,
        'is asked for in parts: no open pull request of a lane is missing',
        'a pull request of which GitHub keeps silent stops the run: nothing is taken for a lane without one',
      ),
      ...at(API, 'of GraphQL that takes a part of the data away is asked for again'),
    ],
  },
  {
    fact: 'A query that blames many files is cut off with 502.',
    standIn: at(LIMITS, 'is cut off with 502 where it makes GitHub walk through the history of many files'),
    product: at(READS, 'is no reason to wait or to be cut off where many files are blamed'),
  },
  {
    fact: 'A secondary limit comes with 403 or 200, with or without a type, with or without a time.',
    standIn: at(
      LIMITS,
      'of GraphQL can come with status 200, without a type and without a time',
      'can come with 403 and without a time',
    ),
    product: at(READS, '%s is waited out'),
  },
  {
    fact: 'A new tree may hold another one several times, and is answered with the id of each of its folders.',
    standIn: at(
      'test/sandbox/github/git.test.ts',
      'a tree that holds another one several times changes in the named folder alone, as in git',
    ),
    product: at(
      'test/github/write/write-commits.test.ts',
      'have the trees that they have alone, and share the requests for them',
      'on write %i changes no tree of commits that are made together',
    ),
  },
  {
    fact: 'New content that comes too quickly is refused, of one request some of it; the words name no limit.',
    standIn: at(
      'test/sandbox/github/midway.test.ts',
      'is done in part where GitHub finds that content comes too quickly, and each other field says so',
      'content that comes too quickly is refused by REST with a code and no words',
    ),
    product: at(
      'test/actions/advance/shared-requests.test.ts',
      'are all done in the same run, and once, with %s',
    ),
  },
  {
    fact: 'A mutation of several fields can be done in part.',
    standIn: at(
      'test/sandbox/github/midway.test.ts',
      'is done in part where a secondary limit comes in the middle of it',
      'is done in part where it takes too long, and nobody learns of which',
    ),
    product: [
      ...at(
        'test/actions/advance/shared-requests.test.ts',
        'are all done in the same run, and once, with %s',
        'are all done in the same run, and once, with %s of write %i',
        'are finished by the next run after one that ends before request %i',
      ),
      ...at(
        'test/actions/advance/shared-refusals.test.ts',
        'whose branch is protected is refused, and the others go on',
        'whose branch a person moves is left to the person, and the others go on',
      ),
    ],
  },
  {
    fact: 'A tree of more than about 200 files with their text, or 2 MB of it, takes too long.',
    standIn: at('test/sandbox/github/refused-git.test.ts', 'a tree of so %s that it takes too long'),
    product: at(
      'test/github/write/write-commits.test.ts',
      'are cut into requests by their bytes, not by their characters',
    ),
  },
  {
    fact: "A workflow's own token has 1,000 points an hour for each repository.",
    standIn: at('test/sandbox/github/faults.test.ts', 'every answer counts against the limit of its token'),
    product: at(
      'test/actions/advance/budget.test.ts',
      'with 100 open pull requests and nothing to do take at most 13 requests and no write',
    ),
  },
  {
    fact: 'GitHub asks for a second between writes, and lets 80 of content through in a minute and 500 in an hour.',
    standIn: [],
    product: [
      ...at(
        PACE,
        'keeps a second between new pull requests, comments and merges',
        'lets 500 of them through in an hour',
        'does not hold up the few other writes of one lane, and one a second of many',
      ),
      ...at(
        'test/actions/advance/budget.test.ts',
        'with 100 lanes to move keep the pace that GitHub asks for, and say so',
      ),
    ],
  },
];
