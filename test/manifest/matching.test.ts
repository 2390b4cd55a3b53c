import { describe, expect, test } from '@jest/globals';
import { planEdits } from '../../src/manifest/plan-edits.ts';
import { findReferences } from '../../src/manifest/find-references.ts';
import { edited, NEW, OLD, plan, refusals, REPOSITORY, TO_V2 } from './promotion.ts';

describe('spellings of one image', () => {
  test.each([
    'nginx',
    'library/nginx',
    'docker.io/nginx',
    'docker.io/library/nginx',
    'index.docker.io/library/nginx',
  ])('%s is found as nginx and keeps its spelling', (spelling) => {
    const text = `image: ${spelling}:v1\n`;
    const change = { repository: 'docker.io/library/nginx' };
    expect(edited('values.yaml', text, change)).toBe(`image: ${spelling}:v2@${NEW}\n`);
    expect(edited('values.yaml', text, { repository: 'nginx' })).toBe(`image: ${spelling}:v2@${NEW}\n`);
  });

  test('a port is no tag', () => {
    const change = { repository: 'localhost:5000/app' };
    expect(edited('d.yaml', 'kind: Pod\nspec: {containers: [{image: "localhost:5000/app"}]}\n', change)).toBe(
      `kind: Pod\nspec: {containers: [{image: "localhost:5000/app:v2@${NEW}"}]}\n`,
    );
  });
});

describe('only the image that is promoted changes', () => {
  test.each([
    [
      'another image with the same tag',
      'a: {image: "ghcr.io/acme/app:v1"}\nb: {image: "ghcr.io/acme/web:v1"}\n',
    ],
    [
      'the tag inside another tag and in comments',
      'image: ghcr.io/acme/app:v1 # v1, not v1-alpine\nother: v1-alpine\nsome: v1\n',
    ],
    [
      'a longer name',
      'image: ghcr.io/acme/app:v1\nb: {image: "ghcr.io/acme/app-docs:v1"}\nc: {image: "ghcr.io/acme/app/sub:v1"}\n',
    ],
    [
      'a name of which the dot is no wildcard',
      'image: ghcr.io/acme/app:v1\nb: {image: "ghcrxio/acme/web:v1"}\n',
    ],
    ['a longer registry', 'image: ghcr.io/acme/app:v1\nb: {image: "x.ghcr.io/acme/web:v1"}\n'],
  ])('not %s', (_name, text) => {
    expect(edited('values.yaml', text)).toBe(
      text.replace('ghcr.io/acme/app:v1', `ghcr.io/acme/app:v2@${NEW}`),
    );
  });

  test.each([
    [
      'a host and port',
      'redis',
      'host: redis:6379\nserverName: "redis:6379"\nimage: redis:7\n',
      'image: redis:7\n',
    ],
    [
      'a dependency of a chart',
      'redis',
      'dependencies:\n- name: redis\n  version: 17.0.0\nimage: redis:7\n',
      'image: redis:7\n',
    ],
  ])('not %s', (_name, repository, text, line) => {
    expect(edited('values.yaml', text, { repository })).toBe(text.replace(line, `image: redis:v2@${NEW}\n`));
  });
});

describe('another repository with the same last part', () => {
  const text = 'a: {image: "ghcr.io/acme/app:v1"}\nb: {image: "mirror.acme.dev/acme/app:v1"}\n';

  test('is refused with both places', () => {
    const [refusal, ...others] = plan({ 'values.yaml': text }).refusals;
    expect(others).toEqual([]);
    expect(refusal).toMatchObject({ code: 'REFERENCE_AMBIGUOUS', location: { line: 2 } });
    expect(refusal?.message).toContain('values.yaml:1: ghcr.io/acme/app:v1');
    expect(refusal?.message).toContain('values.yaml:2: mirror.acme.dev/acme/app:v1');
  });

  test('is no obstacle behind a comment that says to ignore it', () => {
    const ignored = text.replace(/\n$/, ' # waybill: ignore\n');
    expect(edited('values.yaml', ignored)).toBe(ignored.replace('app:v1', `app:v2@${NEW}`));
  });

  test('is no second repository where it only names the same tag', () => {
    const one = 'image: {name: app, repository: ghcr.io/acme/app, tag: v1}\n';
    expect(edited('values.yaml', one)).toBe(one.replace('v1', 'v2'));
  });

  test('is left alone when it is expected', () => {
    const options = { expected: ['mirror.acme.dev/acme/app'] };
    expect(edited('values.yaml', text, {}, options)).toBe(text.replace('app:v1', `app:v2@${NEW}`));
  });

  test('is a near miss when the image itself is nowhere', () => {
    const found = refusals('values.yaml', 'image: mirror.acme.dev/acme/app:v1\n');
    expect(found).toEqual([
      {
        code: 'REFERENCE_NOT_FOUND',
        message: expect.stringContaining('mirror.acme.dev/acme/app:v1'),
        line: 1,
      },
    ]);
  });

  test('is no other image when a Kustomization replaces the name', () => {
    const files = {
      'kustomization.yaml': 'images:\n- name: app\n  newName: ghcr.io/acme/app\n  newTag: v1\n',
      'deploy.yaml': 'kind: Deployment\nspec: {template: {spec: {containers: [{image: "app:dev"}]}}}\n',
    };
    const result = plan(files);
    expect(result.refusals).toEqual([]);
    expect(result.files.map((file) => file.path)).toEqual(['kustomization.yaml']);
    expect(result.passedOver).toMatchObject([
      { found: 'app:dev', reason: expect.stringContaining('placeholder') },
    ]);
  });
});

describe('nothing found', () => {
  test('names the nearest repository and where it stands', () => {
    const result = plan({ 'values.yaml': 'image: ghcr.io/acme/ap:v1\n' });
    expect(result.refusals).toMatchObject([
      {
        code: 'REFERENCE_NOT_FOUND',
        message: expect.stringContaining('values.yaml:1: "ghcr.io/acme/ap:v1"'),
      },
    ]);
  });

  test('names tags and digests in values that say nothing of a repository, with the marker that settles it', () => {
    const release =
      'kind: HelmRelease\napiVersion: helm.toolkit.fluxcd.io/v2\nspec:\n  values:\n    image: {tag: v2}\n';
    const [refusal] = plan({
      'a.yaml': 'image:\n  tag: v1\n',
      'b.yaml': `web:\n  image:\n    digest: ${OLD}\n`,
      'c.yaml': release,
    }).refusals;
    expect(refusal).toMatchObject({
      code: 'REFERENCE_NOT_FOUND',
      location: { file: 'a.yaml', line: 2, column: 8 },
    });
    const meant = (part: string) =>
      `it is the ${part} of an image that no file names; if it is this one, write "# waybill: app ${part}" in the line above it`;
    expect(refusal?.message.split('\n')).toEqual([
      expect.stringMatching(/Near misses:$/),
      `  a.yaml:2: "v1": ${meant('tag')}`,
      `  b.yaml:3: "${OLD}": ${meant('digest')}`,
      `  c.yaml:5: "v2": ${meant('tag')}`,
    ]);
  });

  test.each([
    ['a version that may be anything', 'postgresql:\n  version: 15\n'],
    ['an empty tag', 'image:\n  tag: ""\n'],
    ['the tag of a repository beside it', 'image:\n  repository: quay.io/other/thing\n  tag: v1\n'],
  ])('does not name %s', (_, text) => {
    const [refusal] = plan({ 'values.yaml': text }).refusals;
    expect(refusal).toMatchObject({ code: 'REFERENCE_NOT_FOUND', location: undefined });
  });

  const mirrors = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`v${index}.yaml`, `image: m${index}.dev/acme/app:v1\n`]),
    );

  test('lists ten near misses and counts the others', () => {
    const [ten] = plan(mirrors(10)).refusals;
    expect(ten?.message).toMatch(/m9\.dev\/acme\/app\) with the same last part$/);
    const [twelve] = plan(mirrors(12)).refusals;
    expect(twelve?.message.split('\n')).toHaveLength(12);
    expect(twelve?.message).toMatch(/\n  and 2 more$/);
  });

  test.each(['ghcr.io/acme/app:', 'ghcr.io/acme/app:v1:'])(
    '%s is no reference, whatever it begins with',
    (text) => {
      const result = plan({ 'pod.yaml': `kind: Pod\nspec: {containers: [{image: "${text}"}]}\n` });
      expect(result.refusals).toMatchObject([{ code: 'REFERENCE_NOT_FOUND' }]);
      expect(result.passedOver).toMatchObject([{ found: text, location: { line: 2 } }]);
    },
  );

  test('says nothing of comments that name the image', () => {
    const result = plan({
      'notes.yaml': '# ghcr.io/acme/app:v1\na: [\n',
      'values.yaml': 'image: ghcr.io/acme/app:v1\n',
    });
    expect(result.refusals).toEqual([]);
  });
});

test('waybill.yaml itself declares nothing', () => {
  const config = 'version: 1\nimages:\n  app: {repository: ghcr.io/acme/app}\n';
  const result = plan({ 'waybill.yaml': config, 'values.yaml': 'image: ghcr.io/acme/app:v1\n' });
  expect(result.refusals).toEqual([]);
  expect(result.files.map((file) => file.path)).toEqual(['values.yaml']);
});

test('records of an object in a list are left alone', () => {
  const item =
    'kind: Foo\n  spec: {image: "ghcr.io/acme/app:v1"}\n  status: {image: "ghcr.io/acme/app:v1"}\n';
  const text = `kind: List\nitems:\n- ${item}  metadata: {annotations: {image: "ghcr.io/acme/app:v1"}}\n`;
  expect(edited('list.yaml', text)).toBe(text.replace('v1', `v2@${NEW}`));
});

test('the name of a pull secret is no image', () => {
  const text = 'imagePullSecrets:\n- name: app\nimage: ghcr.io/acme/app:v1\n';
  expect(edited('values.yaml', text)).toBe(text.replace('app:v1', `app:v2@${NEW}`));
});

test('the source of a checkout is no image', () => {
  const text = 'image: acme/app:v1\ngit: {gitRepository: acme/app, gitTag: v7}\n';
  expect(edited('values.yaml', text, { repository: 'acme/app' })).toBe(
    text.replace('app:v1', `app:v2@${NEW}`),
  );
});

test('what was passed over is told with its place and the reason', () => {
  const text =
    'kind: Pod\nspec:\n  containers:\n  - image: ghcr.io/acme/app:v1\n    args: ["--img=ghcr.io/acme/app:v1"]\n';
  expect(plan({ 'pod.yaml': text }).passedOver).toMatchObject([
    {
      image: 'app',
      found: '--img=ghcr.io/acme/app:v1',
      location: { line: 5, column: 12 },
      reason: expect.stringContaining('waybill:'),
    },
  ]);
});

describe('what names the image and is left alone is told', () => {
  test.each([
    [
      'a line of Terraform',
      'main.tf',
      'a = 1\nimage = "ghcr.io/acme/app:v1"\n',
      'image = "ghcr.io/acme/app:v1"',
    ],
    [
      'a repository alone, in quotes',
      'main.tf',
      '#\nrepo = "ghcr.io/acme/app"\n',
      'repo = "ghcr.io/acme/app"',
    ],
    ['a variable that says nothing', '.env', '\nAPP=ghcr.io/acme/app:v1\n', 'APP=ghcr.io/acme/app:v1'],
    [
      'a line of a script in a string',
      'cm.yaml',
      'kind: ConfigMap\ndata: {x: "run ghcr.io/acme/app:v1\\n"}\n',
      'run ghcr.io/acme/app:v1',
    ],
    ['a URL', 'x.yaml', 'kind: X\nurl: docker://ghcr.io/acme/app:v1\n', 'docker://ghcr.io/acme/app:v1'],
  ])('%s', (_name, path, text, found) => {
    expect(plan({ [path]: text }).passedOver).toMatchObject([{ found, location: { line: 2 } }]);
  });

  test('under another name of Docker Hub, at the start of a text', () => {
    const text = 'kind: X\nspec: {cmd: "docker.io/nginx:1.27 -v"}\n';
    expect(plan({ 'x.yaml': text }, { repository: 'nginx' }).passedOver).toMatchObject([
      { found: 'docker.io/nginx:1.27 -v' },
    ]);
  });

  test('the value of a variable that is no container’s', () => {
    const text = 'kind: X\nspec: {params: [{name: RELATED_IMAGE_APP, value: "ghcr.io/acme/app:v1"}]}\n';
    expect(plan({ 'x.yaml': text }).passedOver).toMatchObject([{ found: 'ghcr.io/acme/app:v1' }]);
  });

  test('of a longer text the line', () => {
    const text = 'kind: ConfigMap\ndata:\n  x.sh: |\n    set -e\n    run ghcr.io/acme/app:v1\n';
    expect(plan({ 'cm.yaml': text }).passedOver).toMatchObject([
      { found: 'run ghcr.io/acme/app:v1', location: { line: 5, column: 9 } },
    ]);
  });

  test('a reference that is none', () => {
    const text = 'kind: Pod\nspec: {containers: [{image: "ghcr.io/acme/app@sha512:0123"}]}\n';
    expect(plan({ 'pod.yaml': text }).passedOver).toMatchObject([
      { reason: 'what stands behind the repository is neither a tag nor a digest' },
    ]);
  });

  test('in JSON without a word of comments', () => {
    const { passedOver } = plan({ 'x.json': '{"cmd": "run ghcr.io/acme/app:v1"}' });
    expect(passedOver.map(({ reason }) => reason)).toEqual([expect.not.stringContaining('comment')]);
  });

  test.each<[string, string, string, string?]>([
    ['a comment', 'main.tf', '# image = "ghcr.io/acme/app:v1"\n'],
    ['prose', 'README.md', 'Run `ghcr.io/acme/app:v1`.\n'],
    [
      'a repository of the library with more behind it',
      'x.yaml',
      'kind: X\ncmd: "run library/acme/app:v1;"\n',
      'acme/app',
    ],
    ['a name in a sentence', 'run.sh', 'echo pushes ghcr.io/acme/app now\n'],
  ])('but not %s', (_name, path, text, repository = REPOSITORY) => {
    expect(plan({ [path]: text }, { repository }).passedOver).toEqual([]);
  });
});

describe('a chart whose version follows the image', () => {
  test.each(['tag: ""', 'pullPolicy: Always'])('sets the tag that values leave out: %s', (key) => {
    const files = {
      'Chart.yaml': 'name: app\nappVersion: v1\n',
      'values.yaml': `image:\n  repository: ghcr.io/acme/app\n  ${key}\n`,
    };
    const result = plan(files, {}, { appVersionOf: 'app' });
    expect(result.refusals).toEqual([]);
    expect(result.files.map(({ path, after }) => [path, after])).toEqual([
      ['Chart.yaml', 'name: app\nappVersion: v2\n'],
    ]);
    expect(result.passedOver).toMatchObject([{ reason: 'the appVersion of its chart sets the tag' }]);
  });
});

describe('the version of a chart and values in other folders', () => {
  const EMPTY = 'image: {repository: ghcr.io/acme/app, tag: ""}\n';
  const chart = (folder: string) => ({
    [`${folder}/Chart.yaml`]: 'appVersion: v1\n',
    [`${folder}/values.yaml`]: EMPTY,
  });

  test('the only chart sets their tag', () => {
    const files = { 'charts/app/Chart.yaml': 'appVersion: v1\n', 'envs/prod/values.yaml': EMPTY };
    const result = plan(files, {}, { appVersionOf: 'app' });
    expect(result.refusals).toEqual([]);
    expect(result.files.map(({ after }) => after)).toEqual(['appVersion: v2\n']);
  });

  test('of several charts nobody knows which one sets it', () => {
    const files = { ...chart('a'), ...chart('b'), 'env/values.yaml': EMPTY };
    expect(plan(files, {}, { appVersionOf: 'app' }).refusals).toMatchObject([
      { code: 'REFERENCE_UNEDITABLE', location: { file: 'env/values.yaml' } },
    ]);
  });
});

describe('what files declare now', () => {
  const pod = (image: string) => `kind: Pod\nspec: {containers: [{image: "${image}"}]}\n`;
  const declared = (files: Readonly<Record<string, string>>) =>
    findReferences(
      Object.entries(files).map(([path, text]) => ({ path, text })),
      [{ name: 'app', repository: REPOSITORY }],
    ).map(({ location, declared: parts }) => [location.file, parts.tag, parts.digest]);

  test('is a tag, a digest, or both, and no name alone', () => {
    expect(
      declared({
        'a.yaml': pod(`${REPOSITORY}:v1`),
        'b.yaml': pod(`${REPOSITORY}@${OLD}`),
        'c.yaml': pod(`${REPOSITORY}:v1@${OLD}`),
        'd.yaml': pod(REPOSITORY),
      }),
    ).toEqual([
      ['a.yaml', 'v1', undefined],
      ['b.yaml', undefined, OLD],
      ['c.yaml', 'v1', OLD],
    ]);
  });

  test('is a name alone where there is nothing else', () => {
    expect(declared({ 'd.yaml': pod(REPOSITORY) })).toEqual([['d.yaml', undefined, undefined]]);
  });

  test('is the template where one writes the tag', () => {
    const values = `image: {repository: ${REPOSITORY}, tag: "{{ .tag }}"}\n`;
    expect(declared({ 'values.yaml': values })).toEqual([['values.yaml', '"{{ .tag }}"', undefined]]);
  });
});

test('a workload that names the image alone leaves it to the Kustomization, and one with a digest does not', () => {
  const pod = (image: string) => `kind: Pod\nspec: {containers: [{image: "${image}"}]}\n`;
  const result = plan({
    'kustomization.yaml': `images:\n- name: ${REPOSITORY}\n  newTag: v1\n`,
    'bare.yaml': pod(REPOSITORY),
    'pinned.yaml': pod(`${REPOSITORY}@${OLD}`),
  });
  expect(result.files.map(({ path }) => path)).toEqual(['kustomization.yaml', 'pinned.yaml']);
  expect(result.passedOver).toMatchObject([
    { location: { file: 'bare.yaml' }, reason: 'it has no tag, and a Kustomization sets one' },
  ]);
});

test('repository and tag at the top of values have the place of the repository', () => {
  const { edits } = plan({ 'values.yaml': `repository: ${REPOSITORY}\ntag: v1\n` });
  expect(edits).toMatchObject([{ at: 'repository', location: { line: 2, column: 6 } }]);
});

describe('tag and digest of the change', () => {
  test('a digest alone replaces tag and digest of a whole reference', () => {
    const change = { tag: undefined };
    expect(edited('values.yaml', `image: ghcr.io/acme/app:v1@${OLD}\n`, change)).toBe(
      `image: ghcr.io/acme/app@${NEW}\n`,
    );
  });

  test('a digest alone is refused where a tag stands in its own key', () => {
    expect(
      refusals('values.yaml', 'image: {repository: ghcr.io/acme/app, tag: v1}\n', { tag: undefined }),
    ).toMatchObject([
      { code: 'REFERENCE_UNEDITABLE', message: expect.stringContaining('promoted by its digest alone') },
    ]);
  });

  test.each([
    ['{repository: ghcr.io/acme/app}', 'there is neither a tag nor a digest beside the repository'],
    ['{repository: ghcr.io/acme/app, tag: ""}', 'the tag is empty, and app is promoted by its digest alone'],
  ])('a digest alone has no place in %s', (image, reason) => {
    expect(refusals('values.yaml', `image: ${image}\n`, { tag: undefined })).toEqual([
      {
        code: 'REFERENCE_UNEDITABLE',
        message: `the reference to app at image in values.yaml cannot be edited: ${reason}`,
        line: 1,
      },
    ]);
  });

  test.each(['sha', 'sha256'])('%s gets the digits alone, because charts write the rest', (key) => {
    const text = `image: {repository: ghcr.io/acme/app, tag: v1, ${key}: ""}\n`;
    expect(edited('values.yaml', text)).toBe(text.replace('v1', 'v2').replace('""', `"${NEW.slice(7)}"`));
  });

  test.each([
    ['image: ghcr.io/acme/app:v1\n', 'image: ghcr.io/acme/app:v2\n'],
    [`image: ghcr.io/acme/app:v1@${OLD}\n`, `image: ghcr.io/acme/app:v2@${NEW}\n`],
    [`image: ghcr.io/acme/app@${OLD}\n`, `image: ghcr.io/acme/app@${NEW}\n`],
    [
      'image: {repository: ghcr.io/acme/app, tag: v1, digest: ""}\n',
      'image: {repository: ghcr.io/acme/app, tag: v2, digest: ""}\n',
    ],
    [
      `image: {repository: ghcr.io/acme/app, tag: v1, digest: ${OLD}}\n`,
      `image: {repository: ghcr.io/acme/app, tag: v2, digest: ${NEW}}\n`,
    ],
  ])('pin: tag adds no digest and leaves no stale one: %s', (before, after) => {
    expect(edited('values.yaml', before, { pin: 'tag' })).toBe(after);
  });

  test('two targets for one repository are refused', () => {
    const files = [{ path: 'values.yaml', text: 'image: ghcr.io/acme/app:v1\n' }];
    const { refusals: found } = planEdits({ files, images: [TO_V2, { ...TO_V2, name: 'twin', tag: 'v3' }] });
    expect(found).toContainEqual(expect.objectContaining({ code: 'REFERENCE_AMBIGUOUS', image: 'twin' }));
  });

  test('several images are planned together', () => {
    const files = [
      { path: 'values.yaml', text: 'a: {image: "ghcr.io/acme/app:v1"}\nb: {image: "ghcr.io/acme/web:v1"}\n' },
    ];
    const web = { ...TO_V2, name: 'web', repository: 'ghcr.io/acme/web', tag: 'v9' };
    expect(planEdits({ files, images: [TO_V2, web] }).files[0]?.after).toBe(
      `a: {image: "ghcr.io/acme/app:v2@${NEW}"}\nb: {image: "ghcr.io/acme/web:v9@${NEW}"}\n`,
    );
  });
});

test('a reference behind the scheme of a URL is a near miss', () => {
  const [refusal] = plan({ 'values.yaml': 'chart: {url: "oci://ghcr.io/acme/app:v1"}\n' }).refusals;
  expect(refusal?.message).toContain('values.yaml:1: "oci://ghcr.io/acme/app:v1": it names the repository');
});

test('a repository that a template writes is shown as it stands in the file', () => {
  const [refusal] = plan({
    'values.yaml': 'image: {repository: "{{ .host }}/acme/app", tag: v1}\n',
  }).refusals;
  expect(refusal?.message).toContain(
    '"{{ .host }}/acme/app:v1": a template writes its repository, which ends in the same part',
  );
});

describe('where the number of places is said', () => {
  const files = {
    'a.yaml': 'image: ghcr.io/acme/app:v1\n',
    'b.yaml': `other: x\nimage: ghcr.io/acme/app:v2@${NEW}\n`,
  };

  test('that many are a plan, those that declare it already counted', () => {
    const result = plan(files, {}, { places: { app: 2 } });
    expect(result.refusals).toEqual([]);
    expect(result.files.map(({ path }) => path)).toEqual(['a.yaml']);
  });

  test.each([
    [1, 'app is declared in 2 places, and one place is expected:\n  a.yaml:1: image\n  b.yaml:2: image'],
    [3, 'app is declared in 2 places, and 3 places are expected:\n  a.yaml:1: image\n  b.yaml:2: image'],
  ])('%i is another number: all places are listed, and nothing changes', (app, message) => {
    const result = plan(files, {}, { places: { app } });
    expect(result.refusals).toMatchObject([
      { code: 'REFERENCE_MISCOUNTED', image: 'app', message, location: { file: 'a.yaml', line: 1 } },
    ]);
    expect(result.files).toEqual([]);
  });

  test('that there is none is said once', () => {
    const found = plan({ 'a.yaml': 'image: ghcr.io/acme/web:v1\n' }, {}, { places: { app: 2 } }).refusals;
    expect(found.map(({ code }) => code)).toEqual(['REFERENCE_NOT_FOUND']);
  });

  test('the number of another image does not count', () => {
    expect(plan(files, {}, { places: { web: 9, toString: 9 } }).refusals).toEqual([]);
  });

  test('a place that cannot be changed is counted too', () => {
    const refused = { ...files, 'c.yaml': 'image: {repository: ghcr.io/acme/app, tag: !Ref v1}\n' };
    expect(plan(refused, {}, { places: { app: 3 } }).refusals.map(({ code }) => code)).toEqual([
      'REFERENCE_UNEDITABLE',
    ]);
  });
});
