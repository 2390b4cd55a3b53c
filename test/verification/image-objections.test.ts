import { expect, test } from '@jest/globals';
import { parseConfig } from '../../src/config/parse.ts';
import { parseDigest } from '../../src/image/digest.ts';
import { allHolds, holdOn } from '../../src/promotion/hold/holds.ts';
import { imageObjections, type SeenImage } from '../../src/verification/image-objections.ts';
import { yaml } from '../yaml.ts';

const HEX = '1'.repeat(64);
const digest = parseDigest(`sha256:${HEX}`);
const config = (more = ''): ReturnType<typeof parseConfig> =>
  parseConfig(yaml`
    version: 1
    images: { api: { repository: ghcr.io/acme/api, platforms: [linux/amd64, linux/arm64] } }
    environments: { prod: { files: ["envs/prod/**"] } }
    ${more}
  `);
const both: SeenImage = { kind: 'there', platforms: ['linux/amd64', 'linux/arm64', 'linux/s390x'] };

test.each<[string, SeenImage, string, readonly string[]]>([
  ['is there', both, '', []],
  ['lacks a platform', { kind: 'there', platforms: ['linux/amd64'] }, '', ['PLATFORM_MISSING failed']],
  ['has no platform at all', { kind: 'there', platforms: [] }, '', ['PLATFORM_MISSING failed']],
  ['is gone', { kind: 'gone' }, '', ['MANIFEST_MISSING failed']],
  ['is not known', { kind: 'unanswered' }, '', ['EVIDENCE_UNAVAILABLE pending']],
  ['is revoked', both, `revoked: ["sha256:${HEX}"]`, ['REVOKED failed']],
  ['is revoked and gone', { kind: 'gone' }, `revoked: ["sha256:${HEX}"]`, ['REVOKED failed']],
  ['is not the one that is revoked', both, `revoked: ["sha256:${'2'.repeat(64)}"]`, []],
])('an image that %s', (_, seen, more, expected) => {
  const image = { name: 'api', digest, tag: 'v1', resolved: false, places: [] };
  const said = imageObjections('prod', image, seen, config(more));
  expect(said.map(({ reason, state }) => `${reason} ${state}`)).toEqual(expected);
});

test('what is revoked is held in every environment, and says why', () => {
  const { environments } = config(`revoked: [{ digest: "sha256:${HEX}", reason: CVE-2026-1 }]`);
  expect(environments[0]?.hold).toEqual([{ image: 'api', digest, reason: 'revoked: CVE-2026-1' }]);
});

test('what is revoked is held for the images of a pattern, too', () => {
  const { environments } = parseConfig(yaml`
    version: 1
    images: { "team-*": { repository: "ghcr.io/team/*" } }
    environments: { prod: { files: ["envs/prod/**"] } }
    revoked: ["sha256:${HEX}"]
  `);
  const [prod] = environments;
  const holds = prod === undefined ? [] : allHolds(prod, 'waybill.yaml', []);
  expect(holdOn(holds, 'team-api', digest)?.reason).toBe('revoked');
  expect(holdOn(holds, 'other-api', digest)).toBeUndefined();
});
