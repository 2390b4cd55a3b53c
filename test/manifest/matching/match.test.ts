import { describe, expect, test } from '@jest/globals';
import { NEW, OLD, plan, REPOSITORY, toldPassedOver, toldRefusals, writtenFiles } from '../promotion.ts';
import { yaml } from '../../yaml.ts';
const pod = (...images: readonly string[]) =>
  yaml`
    kind: Pod
    spec: {containers: [${images.map((image) => `{image: "${image}"}`).join(', ')}]}
  `;
const CHANGED = `${REPOSITORY}:v2@${NEW}`;

type Files = Readonly<Record<string, string>>;

describe('an entry of images that puts another repository in the place of the image', () => {
  const renaming = (keys = '') =>
    yaml`
      images:
      - name: ${REPOSITORY}
        newName: mirror.acme.dev/acme/other
      ${keys}
    `;
  const files = (keys = '') => ({
    'kustomization.yaml': renaming(keys),
    'pod.yaml': pod(`${REPOSITORY}:v1`),
  });

  test('is passed over where it leaves the tag as it is', () => {
    const result = plan(files());
    expect(result.refusals).toEqual([]);
    expect(writtenFiles(result)).toEqual({ 'pod.yaml': pod(CHANGED) });
    expect(toldPassedOver(result)).toEqual([
      'app kustomization.yaml:3:12: mirror.acme.dev/acme/other: it puts mirror.acme.dev/acme/other in its place and leaves the tag as it is',
    ]);
  });

  test('is a near miss where the image is nowhere else', () => {
    expect(toldRefusals(plan({ 'kustomization.yaml': renaming() }))).toEqual([
      {
        code: 'REFERENCE_NOT_FOUND',
        image: 'app',
        message:
          'no file declares ghcr.io/acme/app. Near misses:\n  kustomization.yaml:3: "mirror.acme.dev/acme/other": it puts mirror.acme.dev/acme/other in its place and leaves the tag as it is',
        hint: 'Waybill changes references that are there, and never adds the first one: write it by hand once. If it is there, check the repository of app and which files are looked at, or point at the place with a "# waybill: app" comment.',
        at: 'kustomization.yaml:3:12',
      },
    ]);
  });

  test.each([
    ['a tag', '  newTag: v1\n', '4:11', 'mirror.acme.dev/acme/other:v1'],
    ['a digest', `  digest: ${OLD}\n`, '4:11', 'mirror.acme.dev/acme/other'],
  ])('may be the image where it sets %s', (_name, keys, at, found) => {
    const result = plan(files(keys));
    expect(result.files).toEqual([]);
    expect(toldPassedOver(result)).toEqual([
      `app kustomization.yaml:${at}: ${found}: it puts another repository (mirror.acme.dev/acme/other) in the place of the image`,
    ]);
    expect(result.refusals).toMatchObject([{ code: 'REFERENCE_AMBIGUOUS', location: { line: 4 } }]);
  });

  test('is told where its repository is known: what is written for the image is not deployed', () => {
    const result = plan(files('  newTag: v1\n'), {}, { expected: ['mirror.acme.dev/acme/other'] });
    expect(result.refusals).toEqual([]);
    expect(toldPassedOver(result)).toEqual([
      'app kustomization.yaml:4:11: mirror.acme.dev/acme/other:v1: it puts mirror.acme.dev/acme/other in its place, with a tag or digest of its own, so what is written for the image there is not deployed',
    ]);
    expect(result.passedOver.map(({ isSettled }) => isSettled)).toEqual([undefined]);
    expect(writtenFiles(result)).toEqual({ 'pod.yaml': pod(CHANGED) });
  });
});

describe('the name that an entry of images gives the image', () => {
  const kustomization = yaml`
    images:
    - name: app
      newName: ${REPOSITORY}
      newTag: v1
  `;

  test('is a placeholder as it is written, and so is each of its places', () => {
    const result = plan({ 'kustomization.yaml': kustomization, 'pod.yaml': pod('app:dev', 'app') });
    expect(result.refusals).toEqual([]);
    expect(toldPassedOver(result)).toEqual([
      'app pod.yaml:2:29: app:dev: it is a placeholder that a Kustomization replaces',
      'app pod.yaml:2:49: app: it is a placeholder that a Kustomization replaces',
    ]);
  });

  test.each([
    [
      'another spelling, which Kustomize does not replace',
      'docker.io/library/app:dev',
      'docker.io/library/app',
    ],
    ['a longer name', 'web/app:dev', 'docker.io/web/app'],
  ])('is no placeholder in %s', (_name, image, repository) => {
    const result = plan({ 'kustomization.yaml': kustomization, 'pod.yaml': pod(image) });
    expect(Object.keys(writtenFiles(result))).toEqual(['kustomization.yaml']);
    expect(toldPassedOver(result)).toEqual([
      `app pod.yaml:2:29: ${image}: it is another repository (${repository}) with the same last part`,
    ]);
    expect(result.refusals).toEqual([]);
  });
});

describe('a variable behind the name of the image', () => {
  test.each([
    ['as its tag', ':$V'],
    ['as its digest', '@$V'],
    ['as its end', '$V'],
    ['within its tag', ':v$V'],
    ['and another one as its tag', ':$V-$W'],
  ])('%s is refused rather than overlooked', (_name, end) => {
    const result = plan({ 'pod.yaml': pod(`${REPOSITORY}${end}`) });
    expect(result).toMatchObject({ files: [], edits: [] });
    expect(result.refused.map(({ at }) => at)).toEqual(['spec.containers[0].image']);
    expect(result.refusals).toMatchObject([
      {
        code: 'REFERENCE_UNEDITABLE',
        message: expect.stringContaining(`a variable decides part of it (${REPOSITORY}${end})`),
      },
    ]);
  });

  test('is told from the port before the name', () => {
    const result = plan({ 'pod.yaml': pod('localhost:5000/app:$V') }, { repository: 'localhost:5000/app' });
    expect(result.refusals).toMatchObject([{ code: 'REFERENCE_UNEDITABLE' }]);
  });

  test('of another image is none of this one’s', () => {
    const result = plan({ 'pod.yaml': pod('ghcr.io/acme/web:$V', `${REPOSITORY}:v1`) });
    expect(result.refusals).toEqual([]);
    expect(writtenFiles(result)).toEqual({ 'pod.yaml': pod('ghcr.io/acme/web:$V', CHANGED) });
  });
});

describe('a place that a marker gives to an image', () => {
  test.each([
    ['by its name', 'app'],
    ['by its repository', REPOSITORY],
  ])('%s is found', (_name, image) => {
    const text = `x: v1 # waybill: ${image} tag\n`;
    expect(writtenFiles(plan({ 'x.yaml': text }))).toEqual({ 'x.yaml': text.replace('v1', 'v2') });
  });

  test('of another name is no place of this one, whatever it reads', () => {
    const text = yaml`
      a: ${REPOSITORY}:v1 # waybill: web
      image: ${REPOSITORY}:v1
    `;
    const result = plan({ 'values.yaml': text }, {}, { names: ['app', 'web'] });
    expect(result.refusals).toEqual([]);
    expect(writtenFiles(result)).toEqual({ 'values.yaml': text.replace(/v1\n$/, `v2@${NEW}\n`) });
  });
});

describe('of several charts', () => {
  const EMPTY = `image: {repository: ${REPOSITORY}, tag: ""}\n`;
  const follow = (files: Files) => plan(files, {}, { appVersionOf: 'app' });

  test('those change that have the image in their folder, and the others are told', () => {
    const result = follow({
      'a/Chart.yaml': 'appVersion: v1\n',
      'a/values.yaml': EMPTY,
      'b/Chart.yaml': 'appVersion: v1\n',
      'c/Chart.yaml': 'appVersion: v1\n',
    });
    expect(result.refusals).toEqual([]);
    expect(writtenFiles(result)).toEqual({ 'a/Chart.yaml': 'appVersion: v2\n' });
    expect(toldPassedOver(result)).toEqual([
      'app b/Chart.yaml:1:13: v1: nothing in the folder of this chart holds the image',
      'app c/Chart.yaml:1:13: v1: nothing in the folder of this chart holds the image',
      `app a/values.yaml:1:44: ${REPOSITORY}: the appVersion of its chart sets the tag`,
    ]);
  });

  test('a folder whose name only begins alike does not count', () => {
    const result = follow({
      'a/Chart.yaml': 'appVersion: v1\n',
      'a-b/Chart.yaml': 'appVersion: v1\n',
      'a-b/values.yaml': EMPTY,
    });
    expect(result.refusals).toEqual([]);
    expect(writtenFiles(result)).toEqual({ 'a-b/Chart.yaml': 'appVersion: v2\n' });
  });

  test('one alone follows the image, wherever that stands', () => {
    const result = follow({ 'a/Chart.yaml': 'appVersion: v1\n', 'b/pod.yaml': pod(`${REPOSITORY}:v1`) });
    expect(result.refusals).toEqual([]);
    expect(writtenFiles(result)).toEqual({
      'a/Chart.yaml': 'appVersion: v2\n',
      'b/pod.yaml': pod(CHANGED),
    });
  });
});
