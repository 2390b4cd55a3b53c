import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { parseConfig } from '../../src/config/parse.ts';
import { configJsonSchema } from '../../src/config/schema/schema.ts';
import { weakerRules } from '../../src/verification/weaker/weaker-rules.ts';
import { yaml } from '../yaml.ts';

const HELD = `sha256:${'a'.repeat(64)}`;

/** The words about a change of the lines of `prod`, and of what stands at the top. */
function weaker(before: string, after: string): readonly string[] {
  return weakerRules(parseConfig(before), parseConfig(after));
}

const prod = (line: string): string => yaml`
  version: 1
  images:
    api: { repository: ghcr.io/acme/api, source: acme/shop }
    web: { repository: ghcr.io/acme/web }
  environments:
    dev: { files: ["envs/dev/**"], health: ["kustomization/dev/*"] }
    qa: { files: ["envs/qa/**"] }
    prod: { files: ["envs/prod/**"]${line === '' ? '' : `, ${line}`} }
`;

const gates = (line: string): string =>
  prod(line === '' ? 'after: [dev]' : `after: [dev], gates: { ${line} }`);

const whole = (images: string, groups: string, more = ''): string => yaml`
  version: 1
  images: { api: { repository: ghcr.io/acme/api, ${images} }, web: { repository: ghcr.io/acme/web } }
  groups: { shop: ${groups} }
  environments: { dev: { files: ["envs/dev/**"] } }
  ${more}
`;

describe('what a change makes weaker', () => {
  const WINDOW = 'window: { days: [mon, tue], hours: "09:00-16:00", timezone: Europe/Berlin }';
  const BUILT = 'workflow: .github/workflows/build.yml';
  test.each<[string, string, string, string]>([
    [
      'a digest that is revoked no more',
      whole('', '[api]', `revoked: ["${HELD}"]`),
      whole('', '[api]'),
      `${HELD} is no longer revoked.`,
    ],
    [
      'a platform that is asked for no more',
      whole('platforms: [linux/amd64, linux/arm64]', '[api]'),
      whole('platforms: [linux/amd64]', '[api]'),
      'api no longer has to have linux/arm64.',
    ],
    ['a shorter soak', gates('soak: 24h'), gates('soak: 30m'), 'prod: soak is 30 minutes, was 24 hours.'],
    ['no soak', gates('soak: 24h'), gates(''), 'prod: soak is gone, was 24 hours.'],
    [
      'a soak that goes on',
      gates('soak: 24h'),
      gates('soak: { for: 24h, replaced: counts }'),
      'prod: the soak of a digest that is replaced goes on.',
    ],
    [
      'no health',
      gates('healthy: true'),
      gates(''),
      'prod: healthy is gone: nobody asks how the environments before are.',
    ],
    [
      'fewer statuses',
      gates('healthy: ["a", "b"]'),
      gates('healthy: ["a"]'),
      'prod: healthy no longer asks for b.',
    ],
    ['no version', gates('version: ">=1.0.0"'), gates(''), 'prod: version is gone, was ">=1.0.0".'],
    ['a wider version', gates('version: "^2"'), gates('version: ">=1"'), 'prod: version is ">=1", was "^2".'],
    ['no window', gates(WINDOW), gates(''), 'prod: window is gone: it may be merged at any time.'],
    [
      'a window of more days',
      gates(WINDOW),
      gates(WINDOW.replace('tue]', 'tue, fri]')),
      'prod: window changes, and is open when it was closed.',
    ],
    [
      'a window of more hours',
      gates(WINDOW),
      gates(WINDOW.replace('16:00', '17:00')),
      'prod: window changes, and is open when it was closed.',
    ],
    [
      'a shorter freeze',
      gates('freeze: [{ from: 2026-12-20, to: 2027-01-04 }]'),
      gates('freeze: [{ from: 2026-12-20, to: 2026-12-27 }]'),
      'prod: the freeze from 2026-12-20 to 2027-01-04 is gone or shorter.',
    ],
    ['no approval', gates('manual: true'), gates(''), 'prod: manual is gone: nobody has to approve.'],
    [
      'no provenance',
      gates(`provenance: { ${BUILT} }`),
      gates(''),
      'prod: provenance is gone: nobody asks who built the image.',
    ],
    [
      'provenance of more refs',
      gates(`provenance: { ${BUILT}, refs: ["refs/heads/main"] }`),
      gates(`provenance: { ${BUILT}, refs: ["refs/heads/main", "refs/heads/x"] }`),
      'prod: provenance takes refs/heads/x too.',
    ],
    [
      'provenance of any ref',
      gates(`provenance: { ${BUILT}, refs: ["refs/heads/main"] }`),
      gates(`provenance: { ${BUILT} }`),
      'prod: provenance takes any ref too.',
    ],
    [
      'provenance of more events',
      gates(`provenance: { ${BUILT}, events: [push] }`),
      gates(`provenance: { ${BUILT}, events: [push, release] }`),
      'prod: provenance takes the event release too.',
    ],
    [
      'provenance of more runners',
      gates(`provenance: { ${BUILT} }`),
      gates(`provenance: { ${BUILT}, runner: any }`),
      'prod: provenance takes runners of your own too.',
    ],
    [
      'provenance of any age',
      gates(`provenance: { ${BUILT}, max-age: 7d }`),
      gates(`provenance: { ${BUILT} }`),
      'prod: provenance may be however old, was 7 days.',
    ],
    [
      'provenance of any ref of a reusable workflow',
      gates(
        'provenance: { workflow: acme/ci/.github/workflows/build.yml, workflow-refs: ["refs/heads/main"] }',
      ),
      gates('provenance: { workflow: acme/ci/.github/workflows/build.yml }'),
      'prod: provenance takes any ref of the workflow too.',
    ],
    [
      'provenance of a ref of a workflow that had to be of the commit',
      gates(`provenance: { ${BUILT} }`),
      gates(`provenance: { ${BUILT}, workflow-refs: ["refs/heads/*"] }`),
      'prod: provenance takes refs/heads/* of the workflow too.',
    ],
    [
      'no number of the source',
      prod('').replace('source: acme/shop', 'source: acme/shop, source-id: 7'),
      prod(''),
      'api: its source-id is gone, was 7.',
    ],
    [
      'no kind of resource',
      whole('', '[api]', 'kinds: [{ kind: Cluster, paths: [spec.imageName] }]'),
      whole('', '[api]'),
      'Images in resources of the kind Cluster are no longer read.',
    ],
    ['no order', prod('after: [dev, qa]'), prod('after: [dev]'), 'prod: it no longer comes after qa.'],
    [
      'one of two is enough',
      prod('after: [dev, qa]'),
      prod('after: { any: [dev, qa] }'),
      'prod: it comes after any of dev or qa, not after all of them.',
    ],
    [
      'one more is enough',
      prod('after: { any: [dev] }'),
      prod('after: { any: [dev, qa] }'),
      'prod: it may come after qa too.',
    ],
    [
      'it merges by itself',
      prod('merge: manual'),
      prod('merge: auto'),
      'prod: it merges by itself, was left to a person.',
    ],
    ['a hotfix', prod(''), prod('hotfix: true'), 'prod: a hotfix may go straight into it.'],
    [
      'nobody is asked',
      prod('reviewers: ["acme/sre"]'),
      prod(''),
      'prod: acme/sre is no longer asked to review.',
    ],
    [
      'no hold',
      prod(`hold: [{ image: api, digest: "${HELD}" }]`),
      prod(''),
      'prod: the hold of api sha256:aaaaaaaaaaaa is gone.',
    ],
    ['by tag alone', prod(''), prod('pin: tag'), 'prod: images may be pinned by tag alone.'],
    ['no count', prod('expect: { api: 2 }'), prod(''), 'prod: api is no longer expected in 2 places.'],
    [
      'health of the one before',
      gates('healthy: true'),
      gates('healthy: true').replace('kustomization/dev/*', 'other/dev/*'),
      'dev: health no longer asks for kustomization/dev/*.',
    ],
    [
      'a file less',
      prod('').replace('["envs/prod/**"]', '["envs/prod/**", "more/**"]'),
      prod(''),
      'prod: "more/**" no longer belongs to it, and is not judged.',
    ],
    [
      'no environment',
      prod(''),
      prod('').replace(/^ {2}qa: .*\n/m, ''),
      'qa is gone: nothing is judged in its files.',
    ],
    [
      'no image',
      prod(''),
      prod('').replace(/^ {2}web: .*\n/m, ''),
      'web is gone: nothing is judged that brings it.',
    ],
    [
      'no source',
      prod(''),
      prod('').replace(', source: acme/shop', ''),
      'api: its source is gone, and says which build is older.',
    ],
    [
      'a group of one less',
      whole('', '[api, web]'),
      whole('', '[api]'),
      'The group shop no longer waits for web.',
    ],
    [
      'a group that joins',
      whole('', '[api, web]'),
      whole('', '{ images: [api, web], join: true }'),
      'The group shop no longer waits until it is whole.',
    ],
    [
      'a group of any commits',
      whole('', '{ images: [api, web], same: commit }'),
      whole('', '[api, web]'),
      'The group shop no longer asks for the same commit.',
    ],
    [
      'other changes',
      whole('', '[api]', 'verify: { other-changes: refuse }'),
      whole('', '[api]'),
      'verify lets other changes than images pass.',
    ],
  ])('is said of %s, and nothing is said of the way back', (_what, before, after, words) => {
    expect(weaker(before, after)).toEqual([words]);
    expect(weaker(after, before).filter((said) => !said.startsWith('dev: health'))).toEqual([]);
    expect(weaker(before, before)).toEqual([]);
  });

  test('names every gate', () => {
    expect(weaker(gates('soak: 1h, manual: true'), gates(''))).toHaveLength(2);
  });

  test('of a file that is gone or has a mistake is everything', () => {
    expect(weakerRules(parseConfig(prod('')), undefined)).toEqual([
      'No gate is left: waybill.yaml is gone or has a mistake.',
    ]);
  });
});

describe('every key of waybill.yaml', () => {
  const object = z.looseObject({ properties: z.record(z.string(), z.unknown()).default({}) });
  const named = z.looseObject({ additionalProperties: object });
  const root = object.parse(configJsonSchema()).properties;
  const environment = named.parse(root['environments']).additionalProperties.properties;
  const gatesOf = object.parse(environment['gates']).properties;
  const keys = [
    ...Object.keys(root),
    ...Object.keys(named.parse(root['images']).additionalProperties.properties),
    ...Object.keys(environment),
    ...Object.keys(gatesOf),
    ...Object.keys(object.parse(gatesOf['provenance']).properties),
  ];
  /** What makes no gate weaker, whatever it says. */
  const HARMLESS =
    'version path fill-empty-tag app-version merge-method rebuild url metrics drift policy labels draft title-prefix rollback overlap'.split(
      ' ',
    );

  test.each([...new Set(keys)].filter((key) => !HARMLESS.includes(key)))(
    'is looked at, or known to make nothing weaker: %s',
    (key) => {
      const rules = readdirSync('src/verification/weaker').map((file) =>
        readFileSync(`src/verification/weaker/${file}`, 'utf8'),
      );
      expect(rules.join('\n')).toMatch(new RegExp(`[.'{ ]${key}\\b`));
    },
  );
});
