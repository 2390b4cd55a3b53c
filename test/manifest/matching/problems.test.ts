import { describe, expect, test } from '@jest/globals';
import type { ImageChange } from '../../../src/manifest/plan.ts';
import { planEdits } from '../../../src/manifest/plan-edits.ts';
import {
  NEW,
  OLD,
  plan,
  REPOSITORY,
  toldPassedOver,
  toldRefusals,
  TO_V2,
  writtenFiles,
} from '../promotion.ts';

const LINE = `image: ${REPOSITORY}:v1\n`;
const TAIL = 'it is another repository';

describe('nothing found', () => {
  const found = (message: string, at?: string, of = 'the repository of app') => [
    {
      code: 'REFERENCE_NOT_FOUND',
      image: 'app',
      message: `no file declares ${REPOSITORY}${message}`,
      hint: `Check ${of} and which files are looked at, or point at the place with a "# waybill: app" comment.`,
      at,
    },
  ];

  test('and nothing like it', () => {
    expect(toldRefusals(plan({ 'values.yaml': 'image: x\n' }))).toEqual(found(''));
  });

  test('of an image without a name of its own', () => {
    const [refusal, ...others] = toldRefusals(plan({ 'values.yaml': 'image: x\n' }, { name: REPOSITORY }));
    expect(others).toEqual([]);
    expect(refusal?.hint).toBe(
      `Check how the repository is written and which files are looked at, or point at the place with a "# waybill: ${REPOSITORY}" comment.`,
    );
  });

  test('and a name that is nearly the same', () => {
    expect(toldRefusals(plan({ 'values.yaml': '#\nimage: ghcr.io/acme/ap:v1\n' }))).toEqual(
      found(`. Near misses:\n  values.yaml:2: "ghcr.io/acme/ap:v1": ${TAIL}`, 'values.yaml:2:8'),
    );
  });

  test('and a digest of an image that no file names, which may be it', () => {
    const reason = (part: string) =>
      `it is the ${part} of an image that no file names; if it is this one, write "# waybill: app ${part}" in the line above it`;
    expect(toldRefusals(plan({ 'values.yaml': `image:\n  digest: "${OLD}"\n` }))).toEqual(
      found(`. Near misses:\n  values.yaml:2: "${OLD}": ${reason('digest')}`, 'values.yaml:2:11'),
    );
    expect(toldRefusals(plan({ 'values.yaml': `image:\n  tag: v1\n  digest: "${OLD}"\n` }))).toEqual(
      found(`. Near misses:\n  values.yaml:2: "v1": ${reason('tag')}`, 'values.yaml:2:8'),
    );
  });

  test('in a file that cannot be read is said of the file alone', () => {
    const result = plan({
      'values.yaml': `image: [${REPOSITORY}:v1\n`,
      'b.yaml': 'image: mirror.dev/x/app:v1\n',
    });
    expect(result.refusals.map(({ code }) => code)).toEqual(['FILE_UNREADABLE']);
  });

  test.each([
    [10, 11, /m9\.dev\/acme\/app\) with the same last part$/],
    [11, 12, /\n {2}and 1 more$/],
  ])('beside %i lookalikes lists ten and counts the rest', (count, lines, end) => {
    const files = Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`v${index}.yaml`, `image: m${index}.dev/acme/app:v1\n`]),
    );
    const [refusal, ...others] = plan(files).refusals;
    expect(others).toEqual([]);
    expect(refusal?.message.split('\n')).toHaveLength(lines);
    expect(refusal?.message).toMatch(end);
    expect(refusal?.location).toMatchObject({ file: 'v0.yaml', line: 1 });
  });
});

describe('repositories that may be the image', () => {
  const told = (many: string, list: string, at: string) => [
    {
      code: 'REFERENCE_AMBIGUOUS',
      image: 'app',
      message: `the files hold ${many} repositories that could be app:${list}`,
      hint: 'If it is another image, name its repository under "images" in waybill.yaml, or mark its line with "# waybill: ignore"; if it is the same one, mark it with "# waybill: app".',
      at,
    },
  ];

  test('are listed behind the first place of the image', () => {
    const text = `a: {image: "m.dev/x/app:v1"}\nb: {image: "${REPOSITORY}:v1"}\nc: {image: "${REPOSITORY}:v0"}\n`;
    const result = plan({ 'values.yaml': text });
    expect(result.files).toEqual([]);
    expect(toldRefusals(result)).toEqual(
      told('two', `\n  values.yaml:2: ${REPOSITORY}:v1\n  values.yaml:1: m.dev/x/app:v1`, 'values.yaml:1:12'),
    );
  });

  test('are several, and ten of them are listed', () => {
    const names = Array.from({ length: 12 }, (_, index) => `m${index}.dev/x/app:v1`);
    const text = [`${REPOSITORY}:v1`, ...names]
      .map((name, index) => `i${index}: {image: "${name}"}\n`)
      .join('');
    const list = names.slice(0, 10).map((name, index) => `\n  values.yaml:${index + 2}: ${name}`);
    expect(toldRefusals(plan({ 'values.yaml': text }))).toEqual(
      told('several', `\n  values.yaml:1: ${REPOSITORY}:v1${list.join('')}`, 'values.yaml:2:13'),
    );
  });
});

describe('what is left alone is told once', () => {
  test.each([
    [
      'a line of an unknown language',
      'main.tf',
      `image = "${REPOSITORY}:v1"\n`,
      `app main.tf:1:10: image = "${REPOSITORY}:v1": it names the repository, but no known shape puts an image reference there; a "# waybill:" comment would`,
    ],
    [
      'a place behind a marker that says to ignore it',
      'a.yaml',
      `image: ${REPOSITORY}:v1 # waybill: ignore\n`,
      `app a.yaml:1:8: ${REPOSITORY}:v1: a marker says to ignore it`,
    ],
  ])('%s', (_name, path, text, line) => {
    const result = plan({ [path]: text, 'values.yaml': LINE });
    expect(result.refusals).toEqual([]);
    expect(writtenFiles(result)).toEqual({ 'values.yaml': `image: ${REPOSITORY}:v2@${NEW}\n` });
    expect(toldPassedOver(result)).toEqual([line]);
  });

  test('each place of several', () => {
    const result = plan({
      'a.yaml': `image: ${REPOSITORY}:v1 # waybill: ignore\n`,
      'main.tf': `image = "${REPOSITORY}:v1"\n`,
      'other.tf': `image = "${REPOSITORY}:v1"\n`,
      'values.yaml': LINE,
    });
    expect(result.passedOver.map(({ location }) => location.file)).toEqual(['a.yaml', 'main.tf', 'other.tf']);
  });

  test('and not of another image', () => {
    const web: ImageChange = { ...TO_V2, name: 'web', repository: 'ghcr.io/acme/web' };
    const files = [
      { path: 'a.yaml', text: `image: ${web.repository}:v1 # waybill: ignore\n` },
      { path: 'b.tf', text: `image = "${web.repository}:v1"\n` },
      { path: 'values.yaml', text: `${LINE}b: {image: "${web.repository}:v1"}\n` },
    ];
    const result = planEdits({ files, images: [TO_V2, web] });
    expect(result.refusals).toEqual([]);
    expect(result.passedOver.map(({ image, location }) => `${image} ${location.file}`)).toEqual([
      'web a.yaml',
      'web b.tf',
    ]);
  });
});

describe('a key that stands twice in one map', () => {
  test('is refused with its place', () => {
    const result = plan({ 'values.yaml': `a: 1\n${LINE}a: 2\n` });
    expect(result).toMatchObject({ files: [], edits: [] });
    expect(result.refused.map(({ at }) => at)).toEqual(['image']);
    expect(toldRefusals(result)).toEqual([
      {
        code: 'REFERENCE_UNEDITABLE',
        image: 'app',
        message: 'values.yaml holds app and a key that stands twice in one map',
        hint: 'Remove one of the two keys; readers disagree on which one counts.',
        at: 'values.yaml:3:1',
      },
    ]);
  });

  test.each([
    ['around the text that holds the image', 'a: 1\na: 2\n', '', 2],
    ['in the text that holds the image', '', 'a: 1\n    a: 2\n    ', 5],
  ])('is refused %s', (_name, outer, inner, line) => {
    const text = `${outer}kind: ConfigMap\ndata:\n  values.yaml: |\n    ${inner}${LINE}`;
    const result = plan({ 'cm.yaml': text });
    expect(result).toMatchObject({ files: [], edits: [] });
    expect(result.refused.map(({ at }) => at)).toEqual(['data["values.yaml"] → image']);
    expect(result.refusals).toMatchObject([
      { message: 'cm.yaml holds app and a key that stands twice in one map', location: { line } },
    ]);
  });

  test('is no obstacle in a file without the image', () => {
    const result = plan({ 'values.yaml': LINE, 'other.yaml': 'a: 1\na: 2\n' });
    expect(result.refusals).toEqual([]);
    expect(result.files).toHaveLength(1);
  });

  test.each([
    [10, 10],
    [11, 10],
  ])('%i of them are told %i times', (count, times) => {
    const keys = Array.from({ length: count }, (_, index) => `k${index}: 1\nk${index}: 2\n`).join('');
    expect(plan({ 'values.yaml': keys + LINE }).refusals).toHaveLength(times);
  });
});

describe('two images of one repository', () => {
  const both = (second: Partial<ImageChange>, first: Partial<ImageChange> = {}) =>
    planEdits({
      files: [{ path: 'values.yaml', text: LINE }],
      images: [
        { ...TO_V2, ...first },
        { ...TO_V2, name: 'twin', ...second },
      ],
    });
  const told = (names: string, repository: string) => ({
    code: 'REFERENCE_AMBIGUOUS',
    image: 'twin',
    message: `${names} have one repository, ${repository}, and two different targets`,
    hint: 'Promote one of the two, or give them different repositories.',
    at: undefined,
  });

  test('go to one target together', () => {
    const result = both({});
    expect(result.refusals).toEqual([]);
    expect(writtenFiles(result)).toEqual({ 'values.yaml': `image: ${REPOSITORY}:v2@${NEW}\n` });
  });

  test.each<[string, Partial<ImageChange>, Partial<ImageChange>, string]>([
    ['two tags', { tag: 'v3' }, {}, REPOSITORY],
    ['two digests', { digest: OLD }, {}, REPOSITORY],
    ['a tag and none', { tag: undefined }, {}, REPOSITORY],
    [
      'two spellings of the repository',
      { tag: 'v3', repository: 'docker.io/library/nginx' },
      { repository: 'nginx' },
      'docker.io/library/nginx',
    ],
    ['what is no repository', { tag: 'v3', repository: 'A B' }, { repository: 'A B' }, 'A B'],
  ])('are refused with %s', (_name, second, first, repository) => {
    const result = both(second, first);
    expect(result.files).toEqual([]);
    expect(toldRefusals(result)[0]).toEqual(told('app and twin', repository));
  });

  test('are no pair where the repositories differ', () => {
    const result = both({ tag: 'v3', repository: 'ghcr.io/acme/web' });
    expect(result.refusals.map(({ code }) => code)).toEqual(['REFERENCE_NOT_FOUND']);
  });
});

describe('a number of places that was said', () => {
  const files = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`v${index}.yaml`, `\n${LINE}`]));
  const told = (message: string, count: number) => [
    {
      code: 'REFERENCE_MISCOUNTED',
      image: 'app',
      message: `app is declared in ${message}`,
      hint: `Mend the files, or write "expect: { app: ${count} }" for the environment in waybill.yaml.`,
      at: 'v0.yaml:2:8',
    },
  ];

  test.each([
    [1, 2, 'one place, and 2 places are expected:\n  v0.yaml:2: image'],
    [2, 1, '2 places, and one place is expected:\n  v0.yaml:2: image\n  v1.yaml:2: image'],
    [1, 0, 'one place, and 0 places are expected:\n  v0.yaml:2: image'],
  ])('is refused for %i where it is %i, with all places', (count, app, message) => {
    const result = plan(files(count), {}, { places: { app } });
    expect(result.files).toEqual([]);
    expect(toldRefusals(result)).toEqual(told(message, count));
  });

  test.each([
    [20, ''],
    [21, '\n  and 1 more'],
    [22, '\n  and 2 more'],
  ])('lists twenty of %i places', (count, more) => {
    const list = Array.from({ length: 20 }, (_, index) => `\n  v${index}.yaml:2: image`).join('');
    expect(toldRefusals(plan(files(count), {}, { places: { app: 1 } }))).toEqual(
      told(`${count} places, and one place is expected:${list}${more}`, count),
    );
  });

  test.each([
    ['the number fits', { app: 2 }],
    ['the number is said of another image', { web: 1 }],
    ['nothing is said', {}],
  ])('is no obstacle where %s', (_name, places) => {
    expect(plan(files(2), {}, { places }).refusals).toEqual([]);
  });
});
