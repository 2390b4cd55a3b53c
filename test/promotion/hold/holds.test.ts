import { describe, expect, test } from '@jest/globals';
import { environmentNamed } from '../../../src/config/configured-environments.ts';
import { parseConfig } from '../../../src/config/parse.ts';
import { allHolds, holdOn, holdsAfter, mergeHolds } from '../../../src/promotion/hold/holds.ts';
import { digestOf } from '../gates/a-question.ts';
import { aHold } from './a-hold.ts';

const [BAD, WORSE, GOOD] = [digestOf('a'), digestOf('b'), digestOf('c')];

describe('holds that come together', () => {
  test('keep what was said first of a digest, so that a repeated run writes the same', () => {
    const present = [aHold('api', BAD)];
    const again = aHold('api', BAD, { reason: 'again', at: '2026-02-01T00:00:00Z' });
    expect(mergeHolds(present, [again])).toEqual(present);
  });

  test('have one entry for each image and digest', () => {
    const added = [aHold('api', WORSE), aHold('api', WORSE), aHold('web', BAD)];
    expect(mergeHolds([aHold('api', BAD)], added)).toEqual([
      aHold('api', BAD),
      aHold('api', WORSE),
      aHold('web', BAD),
    ]);
  });

  test('come from waybill.yaml and from the hold file', () => {
    const config = parseConfig(`version: 1
images: { api: { repository: ghcr.io/acme/api } }
environments: { prod: { files: [p], hold: [{ image: api, digest: "${BAD}", reason: slow }] } }
`);
    const holds = allHolds(environmentNamed(config, 'prod'), config.file, [aHold('api', WORSE)]);
    expect(holdOn(holds, 'api', BAD)).toMatchObject({ reason: 'slow', by: undefined, file: 'waybill.yaml' });
    expect(holdOn(holds, 'api', WORSE)).toMatchObject({ by: 'octocat', file: '.waybill/hold/prod.yaml' });
    expect(holdOn(holds, 'api', GOOD)).toBeUndefined();
    expect(holdOn(holds, 'web', BAD)).toBeUndefined();
  });
});

describe('a hold after a commit that brings another digest', () => {
  const present = [aHold('api', BAD), aHold('api', WORSE), aHold('web', BAD)];

  test('ends when no upstream declares what it holds', () => {
    const left = holdsAfter(present, [{ name: 'api', digest: GOOD }], (_, digest) => digest === WORSE);
    expect(left).toEqual([aHold('api', WORSE), aHold('web', BAD)]);
  });

  test('stays when its own image does not arrive', () => {
    expect(holdsAfter(present, [{ name: 'cache', digest: GOOD }], () => false)).toEqual(present);
  });

  test('stays when it is passed over for what it holds', () => {
    expect(holdsAfter([aHold('api', BAD)], [{ name: 'api', digest: BAD }], () => false)).toHaveLength(1);
  });
});
