import { describe, expect, test } from '@jest/globals';
import { ORDINARY, type Purpose } from '../../../src/promotion/lane/purpose.ts';
import { banner } from '../../../src/promotion/pull-request/banner.ts';
import { digestOf } from '../gates/a-question.ts';

const lane = { environment: 'prod', unit: 'shop', images: ['api', 'web'] };
const RUN = 'https://github.com/acme/ops/actions/runs/7';
const asked = { by: 'alice', reason: 'loses sessions', run: RUN };

test('nothing stands above an ordinary promotion', () => {
  expect(banner(ORDINARY, lane)).toEqual([]);
});

describe('above a hotfix', () => {
  const hotfix = (more: Partial<Extract<Purpose, { kind: 'hotfix' }>> = {}): Purpose => ({
    kind: 'hotfix',
    asked,
    passedOver: [],
    ...more,
  });

  test('stands who asked, why, in which run, and each gate that was passed over', () => {
    expect(banner(hotfix({ passedOver: ['soak: Soaks.', 'health: Has failed.'] }), lane)).toEqual([
      `> [!WARNING]
> **Hotfix**: it goes straight into \`prod\`. Asked for by \`alice\` in [this run](${RUN}): \`loses sessions\`
>
> Gates that were passed over:
>
> - soak: Soaks.
> - health: Has failed.`,
    ]);
  });

  test.each([
    ['where no run is known', undefined],
    ['where the address of the run is none', 'javascript:alert(1)'],
  ])('stands no gate and no run, %s', (_where, run) => {
    expect(banner(hotfix({ asked: { ...asked, run } }), lane)).toEqual([
      `> [!WARNING]
> **Hotfix**: it goes straight into \`prod\`. Asked for by \`alice\`: \`loses sessions\``,
    ]);
  });
});

test.each([
  [
    true,
    'The same commit holds what it leaves: automation does not bring it back into `prod`. A newer digest passes; a person ends the hold by deleting its entry.',
  ],
  [false, 'What it leaves is not held: the next run that finds it upstream proposes it again.'],
])('above a roll back stands what it leaves, and whether that is held (%s)', (holds, says) => {
  const from = ['api', 'web'].map((name) => ({ name, digest: digestOf('1') }));
  expect(banner({ kind: 'roll-back', asked, from, holds }, lane)).toEqual([
    `> [!CAUTION]
> **Roll back** of \`api\` from \`sha256:111111111111\`, \`web\` from \`sha256:111111111111\`. Asked for by \`alice\` in [this run](${RUN}): \`loses sessions\`
>
> Gates do not apply. ${says}`,
  ]);
});
