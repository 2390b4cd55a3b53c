import { describe, expect, test } from '@jest/globals';
import type { ImageChange } from '../../../src/manifest/plan.ts';
import { NEW, OLD, plan, toldRefusals, writtenFiles } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

const OLD_DIGITS = OLD.slice('sha256:'.length);
const NEW_DIGITS = NEW.slice('sha256:'.length);
const BOTH = { tag: 'v2', digest: NEW };
const TAG = { tag: 'v2', digest: undefined };
const DIGEST = { tag: undefined, digest: NEW };

describe('a split reference: what its keys hold afterwards', () => {
  test.each([
    ['a tag alone stays alone', 'tag: v1', 'tag: v2', TAG],
    ['a digest alone stays alone', `digest: "${OLD}"`, `digest: "${NEW}"`, DIGEST],
    ['both change', `tag: v1, digest: "${OLD}"`, `tag: v2, digest: "${NEW}"`, BOTH],
    ['only the digest is old', `tag: v2, digest: "${OLD}"`, `tag: v2, digest: "${NEW}"`, BOTH],
    ['only the tag is old', `tag: v1, digest: "${NEW}"`, `tag: v2, digest: "${NEW}"`, BOTH],
    ['an empty digest is filled', 'tag: v1, digest: ""', `tag: v2, digest: "${NEW}"`, BOTH],
    [
      'an empty tag beside a digest stays empty',
      `tag: "", digest: "${OLD}"`,
      `tag: "", digest: "${NEW}"`,
      DIGEST,
    ],
    ['a digest in the tag stays there', `tag: "v1@${OLD}"`, `tag: "v2@${NEW}"`, BOTH],
    ['the tag holds a digest alone', `tag: "${OLD}"`, `tag: "${NEW}"`, DIGEST],
    ['the tag holds a digest alone, with its sign', `tag: "@${OLD}"`, `tag: "@${NEW}"`, DIGEST],
    [
      'a digest in the tag leaves an empty digest as it is',
      `tag: "v1@${OLD}", digest: ""`,
      `tag: "v2@${NEW}", digest: ""`,
      BOTH,
    ],
    ['the digits alone stay alone', `digest: ${OLD_DIGITS}`, `digest: ${NEW_DIGITS}`, DIGEST],
    ['more than the digits is no bare digest', `digest: x${OLD_DIGITS}`, `digest: ${NEW}`, DIGEST],
    ['fewer digits are no bare digest', `digest: ${OLD_DIGITS.slice(1)}`, `digest: ${NEW}`, DIGEST],
    ['more behind the digits is no bare digest', `digest: ${OLD_DIGITS}a`, `digest: ${NEW}`, DIGEST],
    ['a tag of null is filled', 'tag: null', 'tag: v2', TAG],
  ])('%s', (_name, before, after, becomes) => {
    const image = (keys: string) => `image: {repository: ghcr.io/acme/app, ${keys}}\n`;
    const result = plan({ 'values.yaml': image(before) });
    expect(result.refusals).toEqual([]);
    expect(writtenFiles(result)).toEqual({ 'values.yaml': image(after) });
    expect(result.edits.map((edit) => edit.becomes)).toEqual([becomes]);
  });
});

describe('an entry of images: the keys that it lacks are added', () => {
  test.each<[string, string, string, Partial<ImageChange>, object]>([
    ['both', '', `  newTag: v2\n  digest: ${NEW}\n`, {}, BOTH],
    ['the tag alone, where the tag pins', '', '  newTag: v2\n', { pin: 'tag' }, TAG],
    ['the digest alone, of a change without a tag', '', `  digest: ${NEW}\n`, { tag: undefined }, DIGEST],
    ['the digest behind the tag', '  newTag: v1\n', `  newTag: v2\n  digest: ${NEW}\n`, {}, BOTH],
    ['no digest, where the tag pins', '  newTag: v1\n', '  newTag: v2\n', { pin: 'tag' }, TAG],
    ['no tag beside a digest', `  digest: ${OLD}\n`, `  digest: ${NEW}\n`, {}, DIGEST],
    ['no digest beside one in the tag', `  newTag: v1@${OLD}\n`, `  newTag: v2@${NEW}\n`, {}, BOTH],
  ])('%s', (_name, before, after, change, becomes) => {
    const entry = yaml`
      # top
      images:
      - name: ghcr.io/acme/app
    `;
    const result = plan({ 'kustomization.yaml': entry + before }, change);
    expect(result.refusals).toEqual([]);
    expect(writtenFiles(result)).toEqual({ 'kustomization.yaml': entry + after });
    expect(result.edits.map((edit) => edit.becomes)).toEqual([becomes]);
  });
});

describe('a whole reference: what stands behind the name afterwards', () => {
  test.each<[string, string, string, Partial<ImageChange>, object]>([
    ['a tag gets a digest', ':v1', `:v2@${NEW}`, {}, BOTH],
    ['a tag alone, where the tag pins', ':v1', ':v2', { pin: 'tag' }, TAG],
    ['a digest alone stays alone', `@${OLD}`, `@${NEW}`, {}, DIGEST],
    ['a digest alone stays alone, where the tag pins', `@${OLD}`, `@${NEW}`, { pin: 'tag' }, DIGEST],
    ['both change', `:v1@${OLD}`, `:v2@${NEW}`, {}, BOTH],
    ['a name alone gets both', '', `:v2@${NEW}`, {}, BOTH],
    ['a change without a tag takes the tag away', `:v1@${OLD}`, `@${NEW}`, { tag: undefined }, DIGEST],
    ['a change without a tag gives a name its digest', '', `@${NEW}`, { tag: undefined }, DIGEST],
  ])('%s', (_name, before, after, change, becomes) => {
    const pod = (suffix: string) => yaml`
      kind: Pod
      spec: {containers: [{image: "ghcr.io/acme/app${suffix}"}]}
    `;
    const result = plan({ 'pod.yaml': pod(before) }, change);
    expect(result.refusals).toEqual([]);
    expect(writtenFiles(result)).toEqual({ 'pod.yaml': pod(after) });
    expect(result.edits.map((edit) => edit.becomes)).toEqual([becomes]);
  });

  test('a colon that stays is not written again', () => {
    const [file] = plan({ 'values.yaml': 'image: ghcr.io/acme/app:v1\n' }, { pin: 'tag' }).files;
    expect(file?.splices).toEqual([{ start: 24, end: 26, text: 'v2' }]);
  });
});

describe('what declares the target already is told as unchanged', () => {
  test.each([
    ['a whole reference', `image: ghcr.io/acme/app:v2@${NEW}\n`],
    ['tag and digest', `image: {repository: ghcr.io/acme/app, tag: v2, digest: "${NEW}"}\n`],
    ['a tag that has no digest beside it', 'image: {repository: ghcr.io/acme/app, tag: v2}\n'],
    ['a digest in the tag', `image: {repository: ghcr.io/acme/app, tag: "v2@${NEW}"}\n`],
  ])('%s', (_name, text) => {
    const result = plan({ 'values.yaml': text });
    expect(result).toMatchObject({ files: [], edits: [], refused: [], refusals: [] });
    expect(result.unchanged).toMatchObject([{ image: 'app', at: 'image', location: { line: 1 } }]);
  });
});

describe('a reference that cannot be written is refused with what to do', () => {
  const held = 'it holds a tag, and app is promoted by its digest alone';
  const withTag = `Promote it with a tag too (repository:tag@${NEW}), or remove the tag here and write the digest.`;
  const pinned = 'the image is pinned by its tag, and app is promoted by its digest alone';
  const unpinned = `Promote it with a tag too (repository:tag@${NEW}), or pin it by its digest.`;
  const app = 'repository: ghcr.io/acme/app';
  const alone = { tag: undefined };

  test.each<[string, string, Partial<ImageChange>, string, string, string]>([
    [
      'a digest in two places',
      `image: {tag: "v1@${OLD}", digest: "${OLD}", ${app}}\n`,
      {},
      '1:100',
      'the digest stands both in the tag and in a key of its own',
      'Remove one of the two.',
    ],
    ['a tag, for a digest alone', `image: {${app}, tag: v1}\n`, alone, '1:44', held, withTag],
    [
      'a tag with a digest behind it, for a digest alone',
      `image: {${app}, tag: "v1@${OLD}"}\n`,
      alone,
      '1:44',
      held,
      withTag,
    ],
    [
      'a tag in a whole reference that is pinned by tags, for a digest alone',
      'image: ghcr.io/acme/app:v1\n',
      { ...alone, pin: 'tag' },
      '1:8',
      held,
      withTag,
    ],
    [
      'a repository without tag and digest',
      `image: {${app}}\n`,
      {},
      '1:21',
      'there is neither a tag nor a digest beside the repository',
      'Add a "tag" or a "digest" key next to it.',
    ],
    [
      'an empty tag, for a digest alone',
      `image: {${app}, tag: ""}\n`,
      alone,
      '1:44',
      'the tag is empty, and app is promoted by its digest alone',
      'Promote it with a tag too, or add a "digest" key beside the empty tag.',
    ],
    [
      'an empty tag',
      `image: {${app}, tag: ""}\n`,
      {},
      '1:44',
      'the tag is empty, so the chart’s appVersion decides',
      'Write a first tag here, or a "digest" key beside it, or allow empty tags to be filled ("fill-empty-tag" of the image in waybill.yaml, --fill-empty-tags at a prompt).',
    ],
    [
      'a repository alone that a marker points at',
      'x: ghcr.io/acme/app # waybill: app repository\n',
      {},
      '1:4',
      'a promotion leaves the repository as it is',
      'Mark its tag or its digest, too.',
    ],
  ])('%s', (_name, text, change, at, reason, hint) => {
    const result = plan({ 'values.yaml': text }, change);
    const key = /^[a-z]+/.exec(text)?.[0];
    expect(result.files).toEqual([]);
    expect(toldRefusals(result)).toEqual([
      {
        code: 'REFERENCE_UNEDITABLE',
        image: 'app',
        message: `the reference to app at ${key} in values.yaml cannot be edited: ${reason}`,
        hint,
        at: `values.yaml:${at}`,
      },
    ]);
  });

  test.each([
    [
      'an entry of images',
      'kustomization.yaml',
      yaml`
        images:
        - name: ghcr.io/acme/app
      `,
      'images[0]',
      '2:9',
    ],
    [
      'a name in a workload',
      'pod.yaml',
      yaml`
        kind: Pod
        spec: {containers: [{image: ghcr.io/acme/app}]}
      `,
      'spec.containers[0].image',
      '2:29',
    ],
  ])('%s without a tag that is pinned by tags, for a digest alone', (_name, path, text, place, at) => {
    expect(toldRefusals(plan({ [path]: text }, { ...alone, pin: 'tag' }))).toEqual([
      {
        code: 'REFERENCE_UNEDITABLE',
        image: 'app',
        message: `the reference to app at ${place} in ${path} cannot be edited: ${pinned}`,
        hint: unpinned,
        at: `${path}:${at}`,
      },
    ]);
  });
});

describe('an empty tag that is to be filled', () => {
  const text = 'image: {repository: ghcr.io/acme/app, tag: ""}\n';

  test('is filled for the image that it was allowed for', () => {
    expect(writtenFiles(plan({ 'values.yaml': text }, {}, { fillEmptyTags: ['web', 'app'] }))).toEqual({
      'values.yaml': text.replace('""', '"v2"'),
    });
  });

  test('stays empty for another image', () => {
    const result = plan({ 'values.yaml': text }, {}, { fillEmptyTags: ['web'] });
    expect(result.refusals).toMatchObject([{ code: 'REFERENCE_UNEDITABLE' }]);
  });
});

describe('a variable that holds part of a tag', () => {
  const files = (reference: string) => ({
    'compose.yaml': `services: {a: {image: "ghcr.io/acme/app:${reference}"}}\n`,
    '.env': 'V=1\n',
  });

  test.each([
    ['text before it', 'v${V}', 'v2', '2'],
    ['text around it', 'v${V}-alpine', 'v2-alpine', '2'],
    ['text behind it', '${V}-alpine', '2.0-alpine', '2.0'],
  ])('gets what is left of the tag: %s', (_name, reference, tag, value) => {
    const result = plan(files(reference), { tag, pin: 'tag' });
    expect(result.refusals).toEqual([]);
    expect(writtenFiles(result)).toEqual({ '.env': `V=${value}\n` });
    expect(result.edits).toMatchObject([{ becomes: { tag, digest: undefined } }]);
  });

  test.each([
    ['another beginning', 'v${V}-alpine', '2-alpine', 'v…-alpine'],
    ['another end', 'v${V}-alpine', 'v2', 'v…-alpine'],
    ['nothing left for the variable', 'v${V}-alpine', 'v-alpine', 'v…-alpine'],
    ['no text behind it, another beginning', 'v${V}', '2', 'v…'],
    ['no text before it, another end', '${V}-alpine', 'v2', '…-alpine'],
  ])('is refused where the text around it does not fit: %s', (_name, reference, tag, around) => {
    const result = plan(files(reference), { tag, pin: 'tag' });
    expect(result.files).toEqual([]);
    expect(toldRefusals(result)).toEqual([
      {
        code: 'REFERENCE_UNEDITABLE',
        image: 'app',
        message: `the reference to app at V in .env cannot be edited: the tag is written as "${around}", and ${tag} is not`,
        hint: 'Let one variable decide all of the tag, or write the tag out.',
        at: '.env:1:3',
      },
    ]);
  });

  test('a digest has no text around it', () => {
    const result = plan({
      'compose.yaml': 'services: {a: {image: "ghcr.io/acme/app:v${V}@${D}"}}\n',
      '.env': `V=1\nD=${OLD}\n`,
    });
    expect(writtenFiles(result)).toEqual({ '.env': `V=2\nD=${NEW}\n` });
  });
});
