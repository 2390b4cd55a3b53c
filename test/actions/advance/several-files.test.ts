import { describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import type { GateResult } from '../../../src/promotion/gates/gate.ts';
import { advance, HOUR, kustomization, MINUTE } from './stage.ts';
import { both, environments, stage } from './released-images.ts';
import { yaml } from '../../yaml.ts';

// An environment declares a digest when all of its files do: the last file to come counts, and the first to
// go.

const FILES = ['envs/dev/kustomization.yaml', 'envs/dev/more/kustomization.yaml'];

/** dev in two files, and staging after it, with both at v1. */
async function twoFiles(name: string, staging: string): Promise<SandboxRepository> {
  const repository = await environments(
    name,
    yaml`
      environments:
        dev: { files: ["envs/dev/**"] }
        staging: { after: [dev], files: ["envs/staging/**"], ${staging} }
    `,
    ['dev', 'staging'],
  );
  await bring(repository, 'v1');
  return repository;
}

/** A person brings a version into the first file of dev, and 20 minutes later into the second. */
async function bring(repository: SandboxRepository, version: string, files = FILES): Promise<void> {
  for (const file of files) {
    await repository.push('main', { [file]: kustomization(stage, both(version, 'v1')) });
    stage.wait(20 * MINUTE);
  }
}

/** What the soak of the one lane says. */
async function soakOf(repository: SandboxRepository): Promise<Pick<GateResult, 'state' | 'until'>> {
  const { report } = await advance(stage, repository);
  expect(report.lanes).toHaveLength(1);
  const soak = report.lanes[0]?.gates.find(({ gate }) => gate === 'soak');
  if (soak === undefined) throw new Error('nothing soaks');
  return soak;
}

describe.each([
  ['in their order', FILES],
  ['the other way round', FILES.toReversed()],
])('a digest that came to two files, %s,', (order, files) => {
  test('soaks from the last of them', async () => {
    const repository = await twoFiles(`acme/last-${order.replaceAll(' ', '-')}`, 'gates: { soak: 1h }');
    await bring(repository, 'v2', files);
    expect(await soakOf(repository)).toMatchObject({
      state: 'pending',
      until: new Date(stage.clock.now.getTime() + 40 * MINUTE),
    });
    stage.wait(40 * MINUTE);
    expect(await soakOf(repository)).toMatchObject({ state: 'passed' });
  });

  test.each([
    ['after it soaked', 70, 'queue', 'passed'],
    // In a queue it would give way to v3.
    ['before it soaked', 50, 'hold', 'failed'],
  ])(
    'and left them again %s, from the last that took it to the first that left it',
    async (what, minutes, policy, state) => {
      const name = `acme/span-${what}-${order}`.replaceAll(' ', '-');
      const repository = await twoFiles(name, `policy: ${policy}, gates: { soak: 1h }`);
      await bring(repository, 'v2', files);
      await advance(stage, repository);
      stage.wait((minutes - 20) * MINUTE);
      await bring(repository, 'v3', files);
      expect(await soakOf(repository)).toMatchObject({ state });
      stage.wait(HOUR);
      expect(await soakOf(repository)).toMatchObject({ state });
    },
  );
});

test('nothing is proposed while the files differ', async () => {
  const repository = await twoFiles('acme/half', 'gates: { soak: 1h }');
  await bring(repository, 'v2', FILES.slice(0, 1));
  const { report } = await advance(stage, repository);
  expect(report.lanes).toMatchObject([
    { outcome: 'unchanged', reason: expect.stringContaining('do not agree') },
  ]);
  expect(repository.pullRequests()).toEqual([]);
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
