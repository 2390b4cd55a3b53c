import { describe, expect, test } from '@jest/globals';
import { problemsIn } from '../problems-of.ts';
import { yaml } from '../../yaml.ts';

const DIGITS = 'version: 1';
const images = 'images: { api: { repository: ghcr.io/acme/api }, web: { repository: ghcr.io/acme/web } }';
const environments = 'environments: { dev: { files: [a] }, staging: { files: [b], after: [dev] } }';

describe('names that point to something else', () => {
  test.each([
    [
      'a member that is no image',
      [images, 'groups: { shop: [api, wbe] }', environments],
      '3:23 groups.shop[1]: there is no image "wbe" | Did you mean "web"? There is: api, web.',
    ],
    [
      'a member that is no image, of a group that joins',
      [images, 'groups: { shop: { images: [api, wbe], join: true } }', environments],
      '3:33 groups.shop.images[1]: there is no image "wbe" | Did you mean "web"? There is: api, web.',
    ],
    [
      'an image in two groups',
      [images, 'groups: { a: [api], b: [web, api] }', environments],
      '3:30 groups.b[1]: the image "api" is in the group "a" already | An image moves with one group, or alone: keep it in one place.',
    ],
    [
      'an image twice in one group',
      [images, 'groups: { a: [api, api] }', environments],
      '3:20 groups.a[1]: the image "api" is twice in this group | An image moves with one group, or alone: keep it in one place.',
    ],
    [
      'an upstream that does not exist',
      [images, 'environments: { dev: { files: [a] }, prod: { files: [b], after: [deev] } }'],
      '3:66 environments.prod.after[0]: there is no environment "deev" | Did you mean "dev"? There is: dev, prod.',
    ],
    [
      'an upstream that does not exist, among any',
      [images, 'environments: { dev: { files: [a] }, prod: { files: [b], after: { any: [dev, qa] } } }'],
      '3:78 environments.prod.after.any[1]: there is no environment "qa" | There is: dev, prod.',
    ],
    [
      'an upstream that is named twice',
      [images, 'environments: { dev: { files: [a] }, prod: { files: [b], after: [dev, dev] } }'],
      '3:71 environments.prod.after[1]: "dev" is there twice | Keep one of them.',
    ],
    [
      'an image that is held and does not exist',
      [
        images,
        `environments: { dev: { files: [a], hold: [{ image: apo, digest: "sha256:${'a'.repeat(64)}", reason: x }] } }`,
      ],
      '3:52 environments.dev.hold[0].image: there is no image "apo" | Did you mean "api"? There is: api, web.',
    ],
    [
      'an image that is counted and does not exist',
      [images, 'environments: { dev: { files: [a], expect: { apo: 1 } } }'],
      '3:46 environments.dev.expect.apo: there is no image "apo" | Did you mean "api"? There is: api, web.',
    ],
  ])('%s', (_, lines, expected) => {
    expect(problemsIn([DIGITS, ...lines, ''].join('\n'))).toEqual([`CONFIG_INVALID ${expected}`]);
  });
});

describe('names that become branches', () => {
  test.each(['a b', 'a/b', '-a', 'a..b', 'a.lock', 'a.', '.a', 'ä', 'a~b', 'a^', 'a:b', 'x'.repeat(64)])(
    'an environment cannot be called %j',
    (name) => {
      const [problem] = problemsIn(
        yaml`
          ${DIGITS}
          ${images}
          environments: { ${JSON.stringify(name)}: { files: [a] } }
        `,
      );
      expect(problem).toMatch(
        /^CONFIG_INVALID 3:17 environments has the name ".*", which cannot be a name \|/,
      );
    },
  );

  test('two that differ in case only would be one file on many disks', () => {
    expect(
      problemsIn(yaml`
        ${DIGITS}
        ${images}
        environments: { dev: { files: [a] }, Dev: { files: [a] } }
      `),
    ).toEqual([
      expect.stringMatching(
        /3:38 environments\.Dev differs in upper and lower case alone from environments\.dev \| Branches are named after environments,/,
      ),
    ]);
  });

  test('a group and an image cannot share one', () => {
    expect(
      problemsIn(yaml`
        ${DIGITS}
        ${images}
        groups: { api: [web] }
        ${environments}
      `),
    ).toEqual([expect.stringContaining('3:11 groups.api has the name of images.api')]);
  });
});

test('two images cannot have one repository, in whatever spelling', () => {
  const text = yaml`
    ${DIGITS}
    images: { a: { repository: nginx }, b: { repository: docker.io/library/nginx } }
    ${environments}
  `;
  expect(problemsIn(text)).toEqual([
    'CONFIG_INVALID 2:54 images.b has the repository of images.a, "docker.io/library/nginx" | One repository is one image: a reference in a file could not be told apart. Remove one of the two.',
  ]);
});

describe('a circle of environments', () => {
  const graph = (after: Readonly<Record<string, readonly string[]>>): string =>
    [
      DIGITS,
      images,
      'environments:',
      ...Object.entries(after).map(
        ([name, names]) => `  ${name}: { files: [x], after: [${names.join(', ')}] }`,
      ),
      '',
    ].join('\n');

  test.each([
    ['of one', { a: ['a'] }, 'a → a', '4:28'],
    ['of two', { a: ['b'], b: ['a'] }, 'a → b → a', '4:28'],
    ['of three, behind a tail', { t: ['a'], a: ['b'], b: ['c'], c: ['a'] }, 'a → c → b → a', '5:28'],
    ['with another upstream', { a: [], b: ['a', 'c'], c: ['b'] }, 'b → c → b', '5:31'],
  ])('%s is printed whole', (_, after, circle, place) => {
    expect(problemsIn(graph(after))).toEqual([
      expect.stringContaining(
        `${place} The environments come after each other in a circle: ${circle} | A digest travels from the first environment`,
      ),
    ]);
  });

  test('two circles are two errors', () => {
    expect(problemsIn(graph({ a: ['b'], b: ['a'], c: ['d'], d: ['c'] }))).toHaveLength(2);
  });

  test('fan-out and fan-in are none', () => {
    expect(problemsIn(graph({ a: [], b: ['a'], c: ['a'], d: ['b', 'c'] }))).toEqual([]);
  });
});

test('links are checked in the same run as shapes', () => {
  const text = yaml`
    ${DIGITS}
    images: { api: { repository: 7 } }
    groups: { shop: [wbe] }
    environments: { dev: { files: [], after: [qa] } }
  `;
  expect(problemsIn(text).map((problem) => problem.split(' ')[1])).toEqual(['2:30', '3:18', '4:31', '4:43']);
});

test('two images cannot both decide the version of a chart', () => {
  const both =
    'images: { api: { repository: a, app-version: true }, web: { repository: b, app-version: true } }';
  expect(problemsIn([DIGITS, both, 'environments: { dev: { files: [a] } }'].join('\n'))).toEqual([
    'CONFIG_INVALID 2:89 images.web has app-version, and images.api has it already | Keep it for one image; for another chart write "# waybill: <image> tag" behind its appVersion.',
  ]);
});
