import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isBranch } from '../../../src/config/schema/names.ts';
import { parseDigest } from '../../../src/image/digest.ts';
import { laneBranch } from '../../../src/promotion/lane/lane.ts';
import { planKey } from '../../../src/promotion/lane/plan-key.ts';
import { rounds } from '../../rounds.ts';

describe('the branch of a lane', () => {
  test.each([
    ['dev', 'api', 'waybill/dev/api'],
    ['prod-eu', 'web.app', 'waybill/prod-eu/web.app'],
    ['Prod', 'API', 'waybill/Prod/API'],
  ])('of %s and %s is %s', (environment, unit, branch) => {
    expect(laneBranch({ environment, unit })).toBe(branch);
  });

  test('is a branch that git accepts, whatever the names', () => {
    const name = fc.oneof(fc.string({ minLength: 1 }), fc.string({ unit: 'binary', minLength: 1 }));
    fc.assert(
      fc.property(name, name, (environment, unit) => {
        const branch = laneBranch({ environment, unit });
        expect(isBranch(branch)).toBe(true);
        expect(branch).toMatch(/^waybill\/[A-Za-z0-9._-]+\/[A-Za-z0-9._-]+$/);
      }),
      rounds(1000),
    );
  });

  test.each([
    ['a..b', 'a-b'],
    ['x.lock', 'x-lock'],
    ['ä', 'ö'],
  ])('differs for %s and %s', (one, other) => {
    const branch = (unit: string): string => laneBranch({ environment: 'dev', unit });
    expect(branch(one)).not.toBe(branch(other));
  });
});

describe("a plan's key", () => {
  const digest = parseDigest(`sha256:${'a'.repeat(64)}`);
  const base = { repository: 'acme/config', branch: 'main' };
  const lane = { environment: 'dev', unit: 'shop' };
  const api = { name: 'api', repository: 'ghcr.io/acme/api', digest };
  const web = { name: 'web', repository: 'docker.io/library/web', digest };
  const key = planKey(base, lane, [api, web]);

  test.each([
    ['the order of the images', planKey(base, lane, [web, api])],
    ['the spelling of a repository', planKey(base, lane, [api, { ...web, repository: 'web' }])],
    ['the case of the config repo', planKey({ ...base, repository: 'Acme/Config' }, lane, [api, web])],
  ])('does not depend on %s', (_what, other) => {
    expect(other).toBe(key);
  });

  test.each([
    [
      'another digest',
      planKey(base, lane, [{ ...api, digest: parseDigest(`sha256:${'b'.repeat(64)}`) }, web]),
    ],
    ['another environment', planKey(base, { ...lane, environment: 'prod' }, [api, web])],
    ['another lane', planKey(base, { ...lane, unit: 'api' }, [api, web])],
    ['another base branch', planKey({ ...base, branch: 'next' }, lane, [api, web])],
    ['fewer images', planKey(base, lane, [api])],
  ])('differs for %s', (_what, other) => {
    expect(other).not.toBe(key);
  });
});
