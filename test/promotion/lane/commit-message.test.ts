import { describe, expect, test } from '@jest/globals';
import { commitMessage, subject } from '../../../src/promotion/lane/commit-message.ts';
import type { PlacedImage } from '../../../src/promotion/lane/images.ts';
import { ORDINARY, type Purpose } from '../../../src/promotion/lane/purpose.ts';
import { digestOf } from '../gates/a-question.ts';
import { aRecord, NEW, OLD, placed } from '../pull-request/a-description.ts';
import { SITE } from './a-site.ts';

const group = { environment: 'prod', unit: 'shop', images: ['api', 'web'], site: SITE };
const alone = { environment: 'prod', unit: 'api', images: ['api'], site: SITE };

function message(images: readonly PlacedImage[], purpose: Purpose = ORDINARY): string {
  return commitMessage({
    lane: group,
    placed: images,
    key: 'e'.repeat(64),
    tree: 'f'.repeat(40),
    purpose,
  });
}

/** What the message says of one image between subject and trailers. */
function line(image: PlacedImage): string {
  return message([image]).split('\n\n')[1] ?? '';
}

describe('the subject', () => {
  const images = (...names: readonly string[]) => names.map((name) => placed(name).image);
  const name = 'x'.repeat(45);
  test.each([
    [
      'names an image without a tag by its digest',
      alone,
      [placed('api', { tag: undefined }).image],
      'Promote api sha256:222222222222 to prod',
    ],
    ['names each image', group, images('api', 'web'), 'Promote api v2, web v2 to prod'],
    ['of 72 characters names each image', group, images('api', name), `Promote api v2, ${name} v2 to prod`],
    [
      'of 73 characters counts the images of a group',
      group,
      images('api', `${name}x`),
      'Promote shop (2 images) to prod',
    ],
    [
      'of images that are no group counts them',
      alone,
      images('api', 'y'.repeat(72)),
      'Promote 2 images to prod',
    ],
    [
      'of one image alone is never a number',
      alone,
      images('y'.repeat(72)),
      `Promote ${'y'.repeat(72)} v2 to prod`,
    ],
  ])('%s', (_what, lane, named, expected) => {
    expect(subject(lane, named)).toBe(expected);
  });
});

describe('the line of an image', () => {
  test.each<[string, PlacedImage, string]>([
    ['a tag with its digest', placed('api'), 'api: v1 (sha256:111111111111) -> v2 (sha256:222222222222)'],
    [
      'a digest alone',
      placed('api', { tag: undefined }, { tags: [] }),
      'api: sha256:111111111111 -> sha256:222222222222',
    ],
    ['a tag alone', placed('api', {}, { digests: [] }), 'api: v1 -> v2 (sha256:222222222222)'],
    [
      'nothing before',
      placed('api', {}, { tags: [], digests: [] }),
      'api: nothing -> v2 (sha256:222222222222)',
    ],
    [
      'files that differed',
      placed('api', {}, { tags: ['v0', 'v1'], digests: [OLD, digestOf('3')] }),
      'api: v0, v1 (sha256:111111111111, sha256:333333333333) -> v2 (sha256:222222222222)',
    ],
  ])('says from and to: %s', (_what, image, expected) => {
    expect(line(image)).toBe(expected);
  });
});

test('what stood in the file where a tag stands stays one harmless line', () => {
  const tags = ['v1)\n\nWaybill-Image: api, @acme/sre fixes #1'];
  const text = message([placed('api', {}, { digests: [], tags })]);
  expect(text).toContain('api: v1_ Waybill-Image: api_ _at_acme/sre fixes no. 1 -> v2');
  expect(text.match(/^Waybill-Image: .*$/gm)).toEqual([
    `Waybill-Image: api ghcr.io/acme/api:v2@${NEW} (from v1_ Waybill-Image: api_ _at_acme/sre fixes no. 1)`,
  ]);
});

describe('the trailers', () => {
  test('name what is replaced by its digests, else by its tags', () => {
    expect(message([placed('api')])).toContain(`api:v2@${NEW} (from ${OLD})`);
    expect(message([placed('api', {}, { digests: [] })])).toContain(`api:v2@${NEW} (from v1)`);
    expect(message([placed('api', {}, { digests: [], tags: [] })])).toMatch(/api:v2@sha256:2+$/m);
  });

  test('name each source once', () => {
    const source = (commit: string) => ({ record: aRecord({ source: { repository: 'acme/shop', commit } }) });
    const images = [
      placed('api', source('a'.repeat(40))),
      placed('web', source('a'.repeat(40))),
      placed('job', source('b'.repeat(40))),
      placed('db'),
    ];
    expect(message(images).match(/^Waybill-Source: .*$/gm)).toEqual([
      `Waybill-Source: acme/shop@${'a'.repeat(40)}`,
      `Waybill-Source: acme/shop@${'b'.repeat(40)}`,
    ]);
    expect(message([placed('db')])).not.toContain('Waybill-Source');
  });

  test('of a promotion say nothing of a person', () => {
    expect(message([placed('api')])).not.toMatch(/Waybill-(?:Hotfix|Roll-Back|Reason|Run)/);
  });

  test('name no run where none is known', () => {
    const asked = { by: 'alice', reason: 'slow', run: undefined };
    expect(message([placed('api')], { kind: 'hotfix', asked, passedOver: [] })).not.toContain('Waybill-Run');
  });

  test('of a hotfix and of a roll back say who asked, why and in which run', () => {
    const asked = {
      by: 'alice',
      reason: 'loses sessions',
      run: 'https://github.com/acme/ops/actions/runs/7',
    };
    expect(message([placed('api')], { kind: 'hotfix', asked, passedOver: [] })).toContain(
      `Waybill-Hotfix: alice: loses sessions\nWaybill-Run: ${asked.run}\nWaybill-Plan: `,
    );
    const from = [{ name: 'api', digest: OLD }];
    expect(message([placed('api')], { kind: 'roll-back', asked, from, holds: true })).toContain(
      `Waybill-Roll-Back: api ${OLD}\nWaybill-Reason: alice: loses sessions\nWaybill-Run: ${asked.run}\nWaybill-Plan: `,
    );
  });
});
