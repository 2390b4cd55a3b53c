import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Fault, SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { errorsOf, expectRest, expectWhole, openLanesStage, SCENES } from './shared-lanes.ts';
import { advance, type AdvanceStage } from './stage.ts';

/**
 * Every third request, in every run: each of these tests moves many lanes at once, and all of them together
 * would take longer than the rest of the tests. The rows take different thirds.
 */
function struckRequests(count: number, row: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1).filter((nth) => (nth + row) % 3 === 0);
}

let stage: AdvanceStage;
beforeAll(async () => {
  stage = await openLanesStage();
});

const isMutation: Fault['match'] = ({ operation, write }) => write && operation.startsWith('graphql');
const isContent: Fault['match'] = ({ operation }) =>
  /createPullRequest|addComment|^POST .*\/(?:pulls|comments)$/.test(operation);

/** A fault that strikes one repository: what is left of it strikes no later test. */
function within({ fullName }: SandboxRepository, fault: Fault): Fault {
  return { ...fault, match: (entry) => entry.repository === fullName && fault.match?.(entry) !== false };
}

/** What stops a request of several lanes after `amount` of its writes, the `nth` of them. */
const stops = [1, 4, 8].flatMap((amount) => [1, 2, 3, 4].map((nth) => ({ amount, nth })));
const MIDWAY: readonly (readonly [what: string, fault: Fault])[] = [
  ...stops.map(({ amount, nth }): [string, Fault] => [
    `a limit after ${amount} writes of mutation ${nth}`,
    { mode: 'secondary-limit-midway', amount, nth, match: isMutation },
  ]),
  ...stops.map(({ amount, nth }): [string, Fault] => [
    `a cut-off after ${amount} writes of mutation ${nth}`,
    { mode: 'cut-off-midway', amount, nth, match: isMutation },
  ]),
  ...[0, 2, 4].flatMap((amount) =>
    [1, 2].map((nth): [string, Fault] => [
      `new content that comes too quickly after ${amount} of them, for some requests from ${nth} on`,
      { mode: 'too-quickly', amount, nth, times: 3, match: isContent },
    ]),
  ),
];

describe.each(SCENES)('$scene', (scene) => {
  const struck = struckRequests(MIDWAY.length, SCENES.indexOf(scene)).flatMap((nth) =>
    MIDWAY.slice(nth - 1, nth),
  );

  test.each(struck)('are all done in the same run, and once, with %s', async (_what, fault) => {
    const repository = await scene.open(stage);
    stage.github.inject(within(repository, fault));
    const run = await advance(stage, repository);
    expect([errorsOf(run), run.warnings.filter((line) => !line.includes('limits'))]).toEqual([[], []]);
    await expectWhole(stage, repository, scene);
    await expectRest(stage, repository);
  });
});

const LOST: readonly Fault['mode'][] = ['lose-answer', 'bad-gateway-before', 'secondary-limit-as-200'];

describe.each(SCENES)('$scene', (scene) => {
  const struck = LOST.flatMap((mode, row) => struckRequests(14, row).map((nth) => [mode, nth] as const));

  test.each(struck)('are all done in the same run, and once, with %s of write %i', async (mode, nth) => {
    const repository = await scene.open(stage);
    stage.github.inject(within(repository, { mode, nth, match: ({ write }) => write }));
    const run = await advance(stage, repository);
    expect(errorsOf(run)).toEqual([]);
    await expectWhole(stage, repository, scene);
    await expectRest(stage, repository);
  });

  test.each(struckRequests(30, 0))(
    'are finished by the next run after one that ends before request %i',
    async (nth) => {
      const repository = await scene.open(stage);
      let seen = 0;
      let isOver = false;
      const match = (): boolean => !isOver && (seen += 1) >= nth;
      stage.github.inject(within(repository, { mode: 'reset-before', times: 1_000, match }));
      await advance(stage, repository).catch(() => undefined);
      isOver = true;
      await advance(stage, repository);
      await expectWhole(stage, repository, scene);
      await expectRest(stage, repository);
    },
  );
});
