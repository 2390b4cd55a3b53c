import { describe, expect, test } from '@jest/globals';
import { NEW, plan, REPOSITORY } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

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
    ['a variable with more in it', '.env', '\nAPP="a ghcr.io/acme/app:v1"\n', 'APP="a ghcr.io/acme/app:v1"'],
    [
      'a line of a script in a string',
      'cm.yaml',
      yaml`
        kind: ConfigMap
        data: {x: "run ghcr.io/acme/app:v1\n"}
      `,
      'run ghcr.io/acme/app:v1',
    ],
    [
      'a URL',
      'x.yaml',
      yaml`
        kind: X
        url: docker://ghcr.io/acme/app:v1
      `,
      'docker://ghcr.io/acme/app:v1',
    ],
  ])('%s', (_name, path, text, found) => {
    expect(plan({ [path]: text }).passedOver).toMatchObject([{ found, location: { line: 2 } }]);
  });

  test('under another name of Docker Hub, at the start of a text', () => {
    const text = yaml`
      kind: X
      spec: {cmd: "docker.io/nginx:1.27 -v"}
    `;
    expect(plan({ 'x.yaml': text }, { repository: 'nginx' }).passedOver).toMatchObject([
      { found: 'docker.io/nginx:1.27 -v' },
    ]);
  });

  test('a value that has no name', () => {
    const text = yaml`
      kind: X
      spec: {params: [{key: RELATED_IMAGE_APP, value: "ghcr.io/acme/app:v1"}]}
    `;
    expect(plan({ 'x.yaml': text }).passedOver).toMatchObject([{ found: 'ghcr.io/acme/app:v1' }]);
  });

  test('of a longer text the line', () => {
    const text = yaml`
      kind: ConfigMap
      data:
        x.sh: |
          set -e
          run ghcr.io/acme/app:v1
    `;
    expect(plan({ 'cm.yaml': text }).passedOver).toMatchObject([
      { found: 'run ghcr.io/acme/app:v1', location: { line: 5, column: 9 } },
    ]);
  });

  test('a reference that is none', () => {
    const text = yaml`
      kind: Pod
      spec: {containers: [{image: "ghcr.io/acme/app@sha512:0123"}]}
    `;
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
      yaml`
        kind: X
        cmd: "run library/acme/app:v1;"
      `,
      'acme/app',
    ],
    ['a name in a sentence', 'run.sh', 'echo pushes ghcr.io/acme/app now\n'],
  ])('but not %s', (_name, path, text, repository = REPOSITORY) => {
    expect(plan({ [path]: text }, { repository }).passedOver).toEqual([]);
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
    'b.yaml': yaml`
      other: x
      image: ghcr.io/acme/app:v2@${NEW}
    `,
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
