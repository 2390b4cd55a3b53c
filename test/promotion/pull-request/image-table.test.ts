import { describe, expect, test } from '@jest/globals';
import type { PlacedImage } from '../../../src/promotion/lane/images.ts';
import type { PullRequestText } from '../../../src/promotion/pull-request/pull-request.ts';
import { digestOf } from '../gates/a-question.ts';
import { aRecord, description, recordAlone, NEW, OLD, placed } from './a-description.ts';

const SOURCE = { repository: 'acme/shop', commit: 'a'.repeat(40) };

/** The cells of the one row of the table of images. */
function row(image: PlacedImage): readonly string[] {
  const [line = ''] = description([image])
    .split('\n')
    .filter((text) => text.startsWith('| `'));
  return line.slice(2, -2).split(' | ');
}

function sentence(images: readonly PlacedImage[], more: Partial<PullRequestText> = {}): string {
  return description(images, more).split('\n')[0] ?? '';
}

describe('the first sentence', () => {
  const two = [placed('api'), placed('web')];
  test.each<[string, readonly PlacedImage[], Partial<PullRequestText>, string]>([
    [
      'names the one image and the one file',
      [placed('api')],
      {},
      'Moves the image `api` into `prod` by digest, in `envs/prod/values.yaml`.',
    ],
    [
      'names a few files',
      [placed('api')],
      { files: ['a.yaml', 'b.yaml', 'c.yaml'] },
      'Moves the image `api` into `prod` by digest, in `a.yaml`, `b.yaml` and `c.yaml`.',
    ],
    [
      'counts many',
      [placed('api')],
      { files: ['a.yaml', 'b.yaml', 'c.yaml', 'd.yaml', 'e.yaml', 'f.yaml'] },
      'Moves the image `api` into `prod` by digest, in 6 files.',
    ],
    [
      'says of a group that it moves together',
      two,
      {},
      'Moves 2 images of the group `shop`, together, into `prod` by digest, in `envs/prod/values.yaml`.',
    ],
    [
      'says nothing of a group where there is none',
      two,
      { lane: { environment: 'prod', unit: 'api', images: ['api'] } },
      'Moves 2 images into `prod` by digest, in `envs/prod/values.yaml`.',
    ],
    [
      'says nothing of a group of which one image moves',
      [placed('api')],
      { lane: { environment: 'prod', unit: 'shop', images: ['api', 'web'] } },
      'Moves the image `api` into `prod` by digest, in `envs/prod/values.yaml`.',
    ],
    [
      'links to where the environment is to be seen',
      [placed('api')],
      { environmentUrl: 'https://acme.dev' },
      'Moves the image `api` into [`prod`](https://acme.dev) by digest, in `envs/prod/values.yaml`.',
    ],
  ])('%s', (_what, images, more, expected) => {
    expect(sentence(images, more)).toBe(expected);
  });

  test('of a roll back says that it goes back', () => {
    const asked = { by: 'alice', reason: 'slow', run: undefined };
    const purpose = { kind: 'roll-back' as const, asked, from: [], holds: true };
    expect(description(two, { purpose })).toContain(
      'Takes 2 images of the group `shop`, together, back to what `prod` declared before, by digest, in `envs/prod/values.yaml`.',
    );
  });
});

describe('the table of images', () => {
  const [oldShort, newShort] = [OLD, NEW].map((digest) => digest.slice(0, 'sha256:'.length + 12));
  test.each<[string, Partial<PlacedImage['from']>, string]>([
    ['a tag with its digest', {}, `\`v1\`<br>\`${oldShort}\``],
    ['a digest alone', { tags: [] }, `\`${oldShort}\``],
    ['a tag alone', { digests: [] }, '`v1`'],
    ['several, where files differ', { tags: ['v0', 'v1'] }, `\`v0\`<br>\`v1\`<br>\`${oldShort}\``],
    [
      'two digests of one tag',
      { digests: [OLD, digestOf('3')] },
      `\`v1\`<br>\`${oldShort}\`<br>\`sha256:333333333333\``,
    ],
    ['nothing', { tags: [], digests: [] }, 'nothing'],
  ])('shows what is replaced: %s', (_what, from, cell) => {
    expect(row(placed('api', {}, from))[1]).toBe(cell);
  });

  test.each<[string, Partial<PlacedImage['image']>, readonly string[]]>([
    ['with its tag', {}, [`\`v2\`<br>\`${newShort}\``, '–']],
    ['without a tag', { tag: undefined }, [`\`${newShort}\``, '–']],
    [
      'of which nothing was built from',
      { record: aRecord({ version: '2.0.0' }) },
      [`\`v2\`<br>\`${newShort}\``, '`2.0.0`', '–'],
    ],
    [
      'with its commit',
      { record: aRecord({ source: SOURCE }) },
      [`\`v2\`<br>\`${newShort}\``, 'from `aaaaaaa`'],
    ],
    [
      'with the minute in UTC',
      { record: aRecord({ created: '2026-03-04T05:06:07.123Z' }) },
      [`\`v2\`<br>\`${newShort}\``, '2026-03-04 05:06 UTC'],
    ],
    [
      'with the minute in its own zone',
      { record: aRecord({ created: '2026-03-04T05:06:07+02:00', source: SOURCE }) },
      [`\`v2\`<br>\`${newShort}\``, '2026-03-04 05:06 +02:00<br>from `aaaaaaa`'],
    ],
  ])('shows what is brought: %s', (_what, image, cells) => {
    expect(row(placed('api', image)).slice(2)).toEqual(cells);
  });
});

describe('the column of versions', () => {
  const header = (image: Partial<PlacedImage['image']>): string =>
    description([placed('api', image)])
      .split('\n')
      .find((line) => line.startsWith('| image ')) ?? '';
  test.each<[string, Partial<PlacedImage['image']>, boolean]>([
    ['that is the tag once more', { record: aRecord({ version: 'v2' }) }, false],
    ['that lacks the v of the tag', { record: aRecord({ version: '2' }) }, false],
    ['that nobody says', {}, false],
    ['beside a commit', { tag: `sha-${'a'.repeat(40)}`, record: aRecord({ version: 'v2' }) }, true],
    ['that the registry did not tell', { unanswered: true }, true],
  ])('of a version %s', (_what, image, isThere) => {
    expect(header(image).includes('version')).toBe(isThere);
  });
});

describe('a tag that is longer than people read', () => {
  const long = `sha-${'a'.repeat(40)}`;
  test('is short in the table, and whole in the provenance', () => {
    const text = description([placed('api', { tag: long })]);
    expect(row(placed('api', { tag: long }))[2]).toContain('`sha-aaaaaaa`');
    expect(text).toContain(`\`ghcr.io/acme/api:${long}@${NEW}\``);
  });
});

describe('what the table links to', () => {
  const server = 'https://github.com';
  const source = { ...SOURCE, server };
  const cell = (image: Partial<PlacedImage['image']>): string => row(placed('api', image))[2] ?? '';
  test.each<[string, Partial<PlacedImage['image']>, string | undefined]>([
    ['ghcr.io', { record: aRecord({ source }) }, `${server}/acme/shop/pkgs/container/api`],
    ['ghcr.io where the image does not say its source', {}, undefined],
    ['ghcr.io where a record alone says it', { record: recordAlone({ source }) }, undefined],
    [
      'ghcr.io of another owner than the source',
      { record: aRecord({ source: { ...source, repository: 'other/shop' } }) },
      undefined,
    ],
    ['Docker Hub', { repository: 'acme/api' }, 'https://hub.docker.com/r/acme/api/tags'],
    ['an official image', { repository: 'nginx' }, 'https://hub.docker.com/_/nginx/tags'],
    ['Quay', { repository: 'quay.io/acme/api' }, `https://quay.io/repository/acme/api/manifest/${NEW}`],
    [
      'Amazon',
      { repository: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/acme/api' },
      `https://eu-west-1.console.aws.amazon.com/ecr/repositories/private/123456789012/acme/api/_/image/${NEW}/details?region=eu-west-1`,
    ],
    ['a registry that shows people nothing', { repository: 'registry.acme.dev:5000/api' }, undefined],
  ])('a digest in %s', (_where, image, page) => {
    const short = '`sha256:222222222222`';
    expect(cell(image)).toBe(`\`v2\`<br>${page === undefined ? short : `[${short}](${page})`}`);
  });

  test.each([
    ['of this commit', 'v2', SOURCE.commit, true],
    ['of another commit', 'v2', 'b'.repeat(40), false],
    ['of another tag', 'v3', SOURCE.commit, false],
  ])('a tag to a release %s', (_what, tag, commit, isLink) => {
    const url = `${server}/acme/shop/releases/tag/${tag}`;
    const changes = {
      ...{ kind: 'known' as const, repository: 'acme/shop', from: 'c', to: SOURCE.commit, url: server },
      ...{ added: [], removed: [], more: false },
      releases: [{ tag, name: '', notes: '', url, commit }],
    };
    const image = placed('api', { record: aRecord({ source: SOURCE }) });
    const text = description([image], { changes: [{ images: ['api'], changes }] });
    expect(text.includes(`| [\`v2\`](${url})<br>`)).toBe(isLink);
  });
});

describe('a downgrade', () => {
  const from = (before: string | undefined, after: string | undefined): string =>
    description([
      placed(
        'api',
        { record: after === undefined ? undefined : aRecord({ version: after }) },
        { record: before === undefined ? undefined : aRecord({ version: before }) },
      ),
    ]);
  test.each([
    ['the same version', '1.4.0', '1.4.0'],
    ['a higher one', '1.4.0', '1.10.0'],
    ['a version of which the one before is not known', undefined, '1.4.0'],
    ['a version that is not known', '1.4.0', undefined],
    ['a version that is none', '1.4.0', 'main'],
  ])('is not said of %s', (_what, before, after) => {
    expect(from(before, after)).not.toContain('Downgrade');
  });

  test('is said of each image that goes down', () => {
    const images = ['api', 'web'].map((name) =>
      placed(name, { record: aRecord({ version: '1.9.0' }) }, { record: aRecord({ version: '1.10.0' }) }),
    );
    expect(description(images)).toContain(
      '**Downgrade**: `api` from `1.10.0` to `1.9.0`, `web` from `1.10.0` to `1.9.0`.',
    );
  });
});

describe('where an image comes from', () => {
  const name = `- \`api\`: \`ghcr.io/acme/api@${NEW}\``;
  const run = { id: '42', attempt: 1, url: 'https://github.com/acme/shop/actions/runs/42' };
  const server = 'https://github.com';
  test.each<[string, Partial<PlacedImage['image']>, string]>([
    ['is not known', {}, `${name}, which does not say what it was built from`],
    [
      'is not said by its record',
      { record: aRecord({ run }) },
      `${name}, which does not say what it was built from`,
    ],
    ['is a commit', { record: aRecord({ source: SOURCE }) }, `${name} built from \`acme/shop@aaaaaaa\``],
    [
      'is a commit of a known server',
      { record: aRecord({ source: { ...SOURCE, server } }) },
      `${name} built from [\`acme/shop@aaaaaaa\`](${server}/acme/shop/commit/${SOURCE.commit})`,
    ],
    [
      'is a run',
      { record: aRecord({ source: { ...SOURCE, ref: 'refs/heads/main' }, run }) },
      `${name} built from \`acme/shop@aaaaaaa\` (\`refs/heads/main\`), by run \`42\` (says its record)`,
    ],
    [
      'is a commit of another server than the config repo',
      { record: aRecord({ source: { ...SOURCE, server: 'https://evil.example' } }) },
      `${name} built from \`acme/shop@aaaaaaa\``,
    ],
    [
      'is what a record alone says, which makes no link',
      { record: recordAlone({ source: { ...SOURCE, server }, run }) },
      `${name} built from \`acme/shop@aaaaaaa\` (says its record), by run \`42\``,
    ],
    [
      'is not known where the registry does not answer',
      { unanswered: true },
      `${name}, of which it is not known: the registry did not answer`,
    ],
  ])('%s', (_what, image, line) => {
    expect(description([placed('api', image)]).split('\n')).toContain(line);
  });
});

describe('how to roll back', () => {
  const how = (from: Partial<PlacedImage['from']>): string =>
    /it proposes what was declared before, (.*?), and holds what it leaves, so that it is not promoted again\.(.*?) Reverting/.exec(
      description([placed('api', {}, from), placed('web')]),
    )?.[0] ?? '';
  const caution = 'A tag alone was declared before, and a tag can have moved since.';
  test.each<[string, Partial<PlacedImage['from']>, string, boolean]>([
    ['to the digest', {}, `\`api\` to \`${OLD}\``, false],
    ['to each digest', { digests: [OLD, NEW] }, `\`api\` to \`${OLD}\`, \`${NEW}\``, false],
    ['to the tag where there is no digest', { digests: [] }, '`api` to `v1`', true],
    ['to what was there', { digests: [], tags: [] }, '`api` to what was there', true],
  ])('%s', (_what, from, says, isUnsure) => {
    expect(how(from)).toContain(`declared before, ${says}, \`web\` to \`${OLD}\`, and holds`);
    expect(how(from).includes(caution)).toBe(isUnsure);
  });

  test('names the environment and the images for the action', () => {
    expect(description([placed('api'), placed('web')])).toContain('`environment: prod, images: api, web`');
  });
});

describe('what was proposed before', () => {
  const shown = (count: number): string =>
    description([placed('api')], {
      superseded: Array.from({ length: count }, (_, index) => ({ api: digestOf(String(index)), web: OLD })),
    });

  test.each([
    [
      1,
      'Superseded: this pull request proposed before\n\n- `api` `sha256:000000000000`, `web` `sha256:111111111111`\n\n',
    ],
    [3, 'Superseded: this pull request proposed before, newest first\n\n- `api` `sha256:000000000000`'],
    [
      4,
      '<summary>Superseded: this pull request proposed before, newest first</summary>\n\n- `api` `sha256:000000000000`',
    ],
  ])('is listed, %i times', (count, says) => {
    const text = shown(count);
    expect(text).toContain(says);
    expect(text.match(/^- `api` `sha256:\d{12}`, /gm)).toHaveLength(count);
  });
});
