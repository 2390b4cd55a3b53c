import type { NamedTest, RealityRow } from './registries.ts';

const HOUSE = 'test/house/examples.test.ts';
const GHES = 'test/scripts/ghes-workflows.test.ts';
const ACCESS = 'test/sandbox/github/access.test.ts';
const EVENTS = 'test/sandbox/github/workflow-events.test.ts';
const TOKENS = 'test/sandbox/github/app-tokens.test.ts';
const BUILD_AND_PROMOTE = 'test/workflows/build-and-promote.test.ts';

const at = (file: string, ...titles: string[]): readonly NamedTest[] =>
  titles.map((title) => ({ file, title }));

/** What GitHub makes of workflows, and of the tokens that they act with. */
export const WORKFLOWS: readonly RealityRow[] = [
  {
    fact: 'A parser that does not know `concurrency.queue` refuses the whole file: older Enterprise Servers, act, actionlint.',
    standIn: [],
    product: [
      ...at(
        GHES,
        'a workflow for GitHub Enterprise Server is the first without queue',
        'none of the copies has a queue in any form',
      ),
      ...at(
        'test/workflows/lint.test.ts',
        'finds nothing in our workflows, those of the examples and those on the pages',
      ),
    ],
  },
  {
    fact: "Each status of an App's token is an event: a run of many lanes starts many runs.",
    standIn: at(EVENTS, "an App's status, push, merge and dispatch start workflows"),
    product: [
      ...at(
        HOUSE,
        'are no news where a status of our own or a pending one starts them, and so wait in no queue',
      ),
      ...at('test/workflows/kustomize-road.test.ts', 'look once an hour, and wait in a queue for news alone'),
    ],
  },
  {
    fact: 'A schedule of every 15 minutes is billed, and ends in a public repository without activity.',
    standIn: [],
    product: at(HOUSE, 'run once an hour where they run by the clock'),
  },
  {
    fact: 'A pull request starts workflows when it is opened, pushed to or edited; a run of Dependabot gets no secrets.',
    standIn: at(
      'test/sandbox/github/workflow-events.test.ts',
      'a pull request that is opened, gets another head or another text starts workflows',
    ),
    product: at(
      'test/workflows/verify.test.ts',
      'judges what people open and push, and lets it through a merge queue: %s',
      'looks again when a pull request goes into another branch: %s',
      "judges Dependabot's pull requests, whose runs get no secrets, by the clock and by hand: %s",
    ),
  },
  {
    fact: 'A caller that pins a reusable workflow by its commit still runs the tag inside of it.',
    standIn: [],
    product: at(
      'test/workflows/release.test.ts',
      'is a child of what it releases that changes only the actions of called workflows',
    ),
  },
  {
    fact: 'The caller of a reusable workflow cannot add a step to its job.',
    standIn: [],
    product: [
      ...at(
        HOUSE,
        'give our reusable workflows inputs and secrets that they have, and the permissions they ask for',
      ),
      ...at(
        'test/workflows/advance.test.ts',
        'logs in to another registry, acts with its own token where there is no App, and tells when to look',
      ),
    ],
  },
  {
    fact: 'The token of an App has the permissions that are named where it is minted, and no others.',
    standIn: [
      ...at(TOKENS, 'reaches the repositories that are named, with the permissions that are named'),
      ...at(TOKENS, 'reaches all that the App is installed on where nothing is named, and no more'),
      ...at(
        ACCESS,
        'without members: read, a token sees no team, neither by name nor where one is asked already',
        'without issues: write, a token puts labels on a pull request, and makes none',
      ),
    ],
    product: at(
      BUILD_AND_PROMOTE,
      'asks for no more of the App than it has',
      'builds, records and proposes what was pushed, with reviewers and a new label',
      'asks for less where the App may less',
    ),
  },
  {
    fact: 'An App is registered by a link with its permissions filled in.',
    standIn: [],
    product: at(
      'test/house/documents.test.ts',
      'the links that register the App fill in what the reusable workflows ask of it, and no more',
    ),
  },
  {
    fact: 'The text of a file is cut at 512,000 bytes.',
    standIn: at('test/sandbox/github/graphql.test.ts', 'text is cut at 512 KiB, and binary files have none'),
    product: at('test/github/read/read-files.test.ts', 'comes of a large file as of a small one'),
  },
];
