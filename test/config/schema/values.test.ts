import { describe, expect, test } from '@jest/globals';
import { errorsIn, problemsIn, withEnvironment } from '../problems-of.ts';
import { yaml } from '../../yaml.ts';

/** The message and hint of the one thing that is wrong with a line below an environment. */
/** Some gates ask about the environment before. */
function fileWith(line: string): string {
  return line.startsWith('gates:')
    ? `${withEnvironment(line, 'after: [base]')}  base: { files: [b/**] }\n`
    : withEnvironment(line);
}

function faultOf(line: string): string {
  const problems = errorsIn(fileWith(line)).map(({ message, hint }) => `${message} | ${hint}`);
  expect(problems).toHaveLength(1);
  return problems[0] ?? '';
}

describe('a value that is accepted', () => {
  test.each([
    'gates: { soak: 90s }',
    'gates: { soak: 1w }',
    'gates: { soak: 365d }',
    'reviewers: ["@octocat", "@acme/sre"]',
    'gates: { window: { hours: "22:00-04:00" } }',
    'gates: { window: { hours: "00:00-24:00", timezone: UTC } }',
    'gates: { window: [{ days: [mon] }, { days: [sat], hours: "10:00-12:00" }] }',
    'gates: { freeze: [{ from: 2028-02-29, to: 2028-02-29 }] }',
    'gates: { version: "1.x || >=2.5.0 <3" }',
    'gates: { provenance: { workflow: acme/flows/.github/workflows/build.yaml } }',
    'gates: { manual: true }',
    'gates: { healthy: [kustomization/apps, "argocd/api"] }',
    'branch: release/1.x',
    'repository: acme/prod.config',
    'url: http://staging.internal:8080/',
    `hold: [{ image: api, digest: "sha256:${'a'.repeat(64)}", reason: "leaks" }]`,
    'expect: { api: 3 }',
    'hotfix: true',
    'policy: queue',
    'pin: tag',
    'title-prefix: "chore(dev): "',
  ])('%s', (line) => {
    expect(problemsIn(fileWith(line))).toEqual([]);
  });
});

describe('a value that is refused', () => {
  test.each([
    ['gates: { soak: 24hours }', 'is "24hours", which is not a duration', ': 24h.'],
    ['gates: { soak: -1h }', 'which is not a duration', '30m'],
    ['gates: { soak: 366d }', 'which is longer than a year', '365d'],
    ['gates: { window: { hours: "9:00-16:00" } }', 'which is not a range of hours', '"09:00-16:00"'],
    ['gates: { window: { hours: "09:00-25:00" } }', 'which is not a range of hours', '"09:00-16:00"'],
    ['gates: { window: { hours: "09:00-09:00" } }', 'which is empty', 'leave "hours" out'],
    ['gates: { window: { days: [] } }', 'window.days is empty', 'at least one'],
    ['gates: { window: { days: [tues] } }', 'days[0] is "tues"', 'Did you mean "tue"?'],
    ['gates: { window: { timezone: Europe/Berln } }', 'which is not a time zone', 'IANA'],
    ['gates: { window: { timezone: "+02:00" } }', 'which is not a time zone', 'IANA'],
    ['gates: { window: [] }', 'window is empty', 'at least one'],
    [
      'gates: { freeze: [{ from: 2026-02-29, to: 2026-03-01 }] }',
      'from is "2026-02-29", which is not a date',
      '2026-12-20',
    ],
    ['gates: { freeze: [{ from: 2026-13-01, to: 2027-01-01 }] }', 'which is not a date', '2026-12-20'],
    [
      'gates: { freeze: [{ from: 2026-03-02, to: 2026-03-01 }] }',
      'to is "2026-03-01", which is before "from"',
      'earlier',
    ],
    ['gates: { freeze: [{ from: 2026-03-02 }] }', 'gates.freeze[0].to is missing', 'a text'],
    ['gates: { manual: yes }', 'gates.manual is "yes", not true or false', 'Write true or false'],
    ['gates: { version: latest }', 'which is not a range of versions', '">=1.0.0"'],
    ['gates: { version: " " }', 'which is not a range of versions', 'semver'],
    [
      'gates: { provenance: { workflow: build.yml } }',
      'which is not the path of a workflow',
      '.github/workflows',
    ],
    ['gates: { provenance: { refs: ["refs/heads/main"] } }', 'provenance.workflow is missing', 'needed'],
    [
      'gates: { provenance: { workflow: .github/workflows/b.yml, refs: [main] } }',
      'which is not a full ref',
      'refs/heads/main',
    ],
    [
      'gates: { healty: [x] }',
      'environments.dev.gates has the unknown key "healty"',
      'Did you mean "healthy"?',
    ],
    [
      'gates: { window: { hour: "09:00-10:00" } }',
      'gates.window has the unknown key "hour"',
      'Did you mean "hours"?',
    ],
    [
      'gates: { window: [{ hour: "09:00-10:00" }] }',
      'gates.window[0] has the unknown key "hour"',
      'Did you mean "hours"?',
    ],
    ['after: dev', 'after is "dev", not a list', '["dev"]'],
    ['after: { every: [dev] }', 'after has the unknown key "every"', 'all, any'],
    ['after: {}', 'after is {}, which needs one of "all" and "any"', 'below "any"'],
    ['branch: refs/heads/main', 'which cannot be a branch', 'main'],
    ['branch: "a..b"', 'which cannot be a branch', 'main'],
    ['branch: "a b"', 'which cannot be a branch', 'main'],
    ['branch: x.lock', 'which cannot be a branch', 'main'],
    ['repository: acme', 'which is not a repository', 'acme/shop'],
    ['repository: https://github.com/acme/conf.git', 'which is not a repository', 'acme/conf'],
    ['repository: acme/..', 'which is not a repository', 'acme/shop'],
    ['url: staging', 'which is not an address', 'https://'],
    ['url: "httpsx://staging"', 'which is not an address', 'https://'],
    ['url: "javascript:alert(1)"', 'which is not an address', 'https://'],
    ['merge: automatic', 'merge is "automatic"', 'manual, auto'],
    ['merge:', 'merge is empty', 'manual, auto'],
    ['policy: superseed', 'policy is "superseed"', 'Did you mean "supersede"?'],
    ['pin: digests', 'pin is "digests"', 'Did you mean "digest"?'],
    ['reviewers: ["@a/b/c"]', 'which is neither a user nor a team', 'acme/sre'],
    ['reviewers: [a/b/c]', 'which is neither a user nor a team', 'acme/sre'],
    ['labels: [""]', 'labels[0] is empty', 'leave the key out'],
    [`labels: [${'x'.repeat(51)}]`, 'labels[0] is too long', '50'],
    ['draft: "yes"', 'draft is "yes", not true or false', 'true or false'],
    ['hotfix: yes', 'hotfix is "yes", not true or false', 'true or false'],
    ['hold: [{ image: api, digest: latest }]', 'which is not a SHA-256 digest', 'sha256:'],
    [
      `hold: [{ image: apo, digest: "sha256:${'a'.repeat(64)}" }]`,
      'there is no image "apo"',
      'Did you mean "api"?',
    ],
    ['expect: { apo: 1 }', 'there is no image "apo"', 'Did you mean "api"?'],
    ['expect: { api: 0 }', 'expect.api is 0, which is not a number of places', 'from 1 on'],
    ['expect: { api: 1.5 }', 'expect.api is 1.5, which is not a number of places', 'a whole number'],
    ['expect: { api: "3" }', 'expect.api is "3"', 'a number'],
    ['file: [x]', 'has the unknown key "file"', 'Did you mean "files"?'],
  ])('%s', (line, message, hint) => {
    const fault = faultOf(line);
    const [said = '', todo = ''] = fault.split(' | ');
    expect(said).toContain(message);
    expect(todo).toContain(hint);
  });
});

test('of a value that may be written in two ways, the mistakes are those of the way that was taken', () => {
  const faults = errorsIn(fileWith('gates: { window: { days: [tues], hours: "9-10" } }'));
  expect(faults.map(({ message }) => message)).toEqual([
    'environments.dev.gates.window.days[0] is "tues"',
    'environments.dev.gates.window.hours is "9-10", which is not a range of hours',
  ]);
});

test('a long value is quoted by its beginning', () => {
  expect(faultOf(`policy: ${'x'.repeat(200)}`)).toContain(`policy is "${'x'.repeat(78)}… |`);
});

describe('images', () => {
  const image = (body: string): string =>
    yaml`
      version: 1
      images: { api: { ${body} } }
      environments: { dev: { files: [a] } }
    `;

  test.each([
    ['repository: ghcr.io/acme/api:v1', 'which has a tag or a digest', 'ghcr.io/acme/api.'],
    ['repository: GHCR.io/Acme/api', 'which is not the repository of an image', 'ghcr.io/acme/api'],
    ['repository: "https://ghcr.io/a/b"', 'which is not the repository of an image', 'scheme: ghcr.io/a/b'],
    ['source: acme/shop', 'images.api.repository is missing', 'needed'],
    ['repository: a/b, sourse: a/b', 'unknown key "sourse"', 'Did you mean "source"?'],
    ['repository: a/b, source: "git@github.com:acme/shop.git"', 'which is not a repository', 'acme/shop.'],
    ['repository: a/b, path: /abs', 'which is not a folder of the repository', 'services/api'],
    ['repository: a/b, path: ../up', 'which is not a folder of the repository', 'services/api'],
    ['repository: a/b, path: a/./b', 'which is not a folder of the repository', 'services/api'],
    ['repository: a/b, path: a//b', 'which is not a folder of the repository', 'services/api'],
    ['repository: a/b, path: a/', 'which is not a folder of the repository', 'services/api'],
  ])('%s', (body, message, hint) => {
    const problems = problemsIn(image(body));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
    expect(problems[0]).toContain(hint);
  });
});

describe('kinds', () => {
  const kinds = (entry: string): string => `${withEnvironment()}kinds: [${entry}]\n`;

  test('name a custom resource and the paths in it', () => {
    expect(
      problemsIn(kinds('{ kind: Cluster, paths: [spec.imageName, "spec.steps[].image", "spec.*.image"] }')),
    ).toEqual([]);
  });

  test.each([
    ['{ kind: cluster, paths: [a] }', 'which is not a kind'],
    ['{ kind: Cluster, group: apps, paths: [a] }', 'unknown key "group"'],
    ['{ kind: Cluster, paths: ["spec..image"] }', 'which is not a path'],
    ['{ kind: Cluster, paths: [".spec"] }', 'which is not a path'],
    ['{ kind: Cluster, paths: ["spec[0]"] }', 'which is not a path'],
    ['{ kind: Cluster, paths: [] }', 'paths is empty'],
    ['{ kind: Cluster }', 'paths is missing'],
  ])('%s is refused', (entry, message) => {
    const problems = problemsIn(kinds(entry));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
  });
});
