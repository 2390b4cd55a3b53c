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
import { yaml } from '../../yaml.ts';

const LINE = `image: ${REPOSITORY}:v1\n`;
const TAIL = 'it is another repository';

describe('nothing found', () => {
  const found = (message: string, at?: string, of = 'the repository of app') => [
    {
      code: 'REFERENCE_NOT_FOUND',
      image: 'app',
      message: `no file declares ${REPOSITORY}${message}`,
      hint: `Waybill changes references that are there, and never adds the first one: write it by hand once. If it is there, check ${of} and which files are looked at, or point at the place with a "# waybill: app" comment.`,
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
      `Waybill changes references that are there, and never adds the first one: write it by hand once. If it is there, check how the repository is written and which files are looked at, or point at the place with a "# waybill: ${REPOSITORY}" comment.`,
    );
  });

  test('and a name that is nearly the same', () => {
    expect(
      toldRefusals(
        plan({
          'values.yaml': yaml`
            #
            image: ghcr.io/acme/ap:v1
          `,
        }),
      ),
    ).toEqual(
      found(
        yaml`
          . Near misses:
            values.yaml:2: "ghcr.io/acme/ap:v1": ${TAIL}`,
        'values.yaml:2:8',
      ),
    );
  });

  test('and a digest of an image that no file names, which may be it', () => {
    const reason = (part: string) =>
      `it is the ${part} of an image that no file names; if it is this one, write "# waybill: app ${part}" in the line above it`;
    expect(
      toldRefusals(
        plan({
          'values.yaml': yaml`
            image:
              digest: "${OLD}"
          `,
        }),
      ),
    ).toEqual(
      found(
        yaml`
          . Near misses:
            values.yaml:2: "${OLD}": ${reason('digest')}`,
        'values.yaml:2:11',
      ),
    );
    expect(
      toldRefusals(
        plan({
          'values.yaml': yaml`
            image:
              tag: v1
              digest: "${OLD}"
          `,
        }),
      ),
    ).toEqual(
      found(
        yaml`
          . Near misses:
            values.yaml:2: "v1": ${reason('tag')}`,
        'values.yaml:2:8',
      ),
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

describe('entries that put other repositories in the place of the image', () => {
  const told = (many: string, list: string, at: string) => [
    {
      code: 'REFERENCE_AMBIGUOUS',
      image: 'app',
      message: `the files hold ${many} repositories that could be app:${list}`,
      hint: 'If it is another image, name its repository under "images" in waybill.yaml, or mark its line with "# waybill: ignore"; if it is the same one, mark it with "# waybill: app".',
      at,
    },
  ];
  const entry = (newName: string) => `- {name: ${REPOSITORY}, newName: ${newName}, newTag: v1}\n`;

  test('are listed behind the first place of the image', () => {
    const result = plan({
      'kustomization.yaml': `images:\n${entry('m.dev/x/web')}`,
      'values.yaml': yaml`
        b: {image: "${REPOSITORY}:v1"}
        c: {image: "${REPOSITORY}:v0"}
      `,
    });
    expect(result.files).toEqual([]);
    const list = `\n  values.yaml:1: ${REPOSITORY}:v1\n  kustomization.yaml:2: m.dev/x/web:v1`;
    expect(toldRefusals(result)).toEqual(told('two', list, 'kustomization.yaml:2:58'));
  });

  test('are several, and ten of them are listed', () => {
    const names = Array.from({ length: 12 }, (_, index) => `m${index}.dev/x/app`);
    const result = plan({
      'kustomization.yaml': `images:\n${names.map(entry).join('')}`,
      'values.yaml': LINE,
    });
    const list = names.slice(0, 10).map((name, index) => `\n  kustomization.yaml:${index + 2}: ${name}:v1`);
    expect(toldRefusals(result)).toEqual(
      told('several', `\n  values.yaml:1: ${REPOSITORY}:v1${list.join('')}`, 'kustomization.yaml:2:59'),
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
