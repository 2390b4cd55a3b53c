import { describe, expect, test } from '@jest/globals';
import { planEdits } from '../../src/manifest/plan-edits.ts';
import { edited, NEW, OLD, plan, refusals, REPOSITORY, TO_V2 } from './promotion.ts';
import { yaml } from '../yaml.ts';

const line = (before: string, comment: string) => yaml`
  a: 1
  ${before} ${comment}
  b: 2
`;

describe('a marker points at a value', () => {
  test.each([
    ['a whole reference', 'x: ghcr.io/acme/app:v1', '# waybill: app', `x: ghcr.io/acme/app:v2@${NEW}`],
    [
      'named by its repository',
      'x: ghcr.io/acme/app:v1',
      '# waybill: ghcr.io/acme/app',
      `x: ghcr.io/acme/app:v2@${NEW}`,
    ],
    [
      'a reference in a longer text',
      'x: "--img=ghcr.io/acme/app:v1 -v"',
      '# waybill: app',
      `x: "--img=ghcr.io/acme/app:v2@${NEW} -v"`,
    ],
    [
      'a default of a variable',
      'x: ${IMG:-ghcr.io/acme/app:v1}',
      '# waybill: app',
      `x: \${IMG:-ghcr.io/acme/app:v2@${NEW}}`,
    ],
    ['a tag', 'x: v1', '# waybill: app tag', 'x: v2'],
    ['an empty text', 'x: ""', '# waybill: app tag', 'x: "v2"'],
    ['no value yet', 'x:', '# waybill: app tag', 'x: v2'],
    ['a digest', `x: ${OLD}`, '# waybill: app digest', `x: ${NEW}`],
    [
      'a tag by the text around it',
      'x: [a, --tag=v1, --tags=v1]',
      '# waybill: app --tag={tag}',
      'x: [a, --tag=v2, --tags=v1]',
    ],
    [
      'two parts of one text',
      `x: app_v1_${OLD}_end`,
      '# waybill: app app_{tag}_{digest}_end',
      `x: app_v2_${NEW}_end`,
    ],
    [
      'a text whose dots and brackets stand for themselves',
      'x: "a.b(v1)"',
      '# waybill: app a.b({tag})',
      'x: "a.b(v2)"',
    ],
    [
      'the only tag among several keys of a line',
      'x: {tag: v1, other: v1}',
      '# waybill: app tag',
      'x: {tag: v2, other: v1}',
    ],
  ])('%s', (_name, before, comment, after) => {
    expect(edited('values.yaml', line(before, comment))).toBe(line(after, comment));
  });

  test('on the line below a comment that stands alone', () => {
    const text = yaml`
      # waybill: app tag
      # more words
      x: v1
      y: v1
    `;
    expect(edited('values.yaml', text)).toBe(text.replace('x: v1', 'x: v2'));
  });

  test('inside a literal block, by lines', () => {
    const text = yaml`
      script: |
        #!/bin/sh
        IMAGE=ghcr.io/acme/app:v1 # waybill: app
        run $IMAGE
    `;
    expect(edited('values.yaml', text)).toBe(text.replace('app:v1', `app:v2@${NEW}`));
  });

  test.each([
    ['a shell script', 'run.sh', 'TAG="v1" # waybill: app tag\n'],
    [
      'Terraform',
      'main.tf',
      yaml`
        // waybill: app tag
        tag = "v1"
      `,
    ],
    ['SQL', 'x.sql', "set tag = 'v1' -- waybill: app tag\n"],
    [
      'an ini file',
      'x.ini',
      yaml`
        ; waybill: app tag
        tag = v1
      `,
    ],
    ['a block comment within a line', 'x.jsonnet', "{ t: 'v1' /* waybill: app tag */, u: 'x' }\n"],
    ['TOML with a quoted key', 'x.toml', '"image.tag" = "v1" # waybill: app tag\n'],
    [
      'a Dockerfile',
      'Dockerfile',
      '# waybill: app FROM ghcr.io/acme/app:{tag}\nFROM ghcr.io/acme/app:v1 AS base\n',
    ],
    ['Markdown', 'x.md', '`v1` <!-- waybill: app tag -->\n'],
    [
      'a text that is no YAML',
      'x.yaml',
      yaml`
        a: [
        tag = "v1" # waybill: app tag
      `,
    ],
  ])('in %s', (_name, path, text) => {
    expect(edited(path, text)).toBe(text.replace('v1', 'v2'));
  });
});

describe('a marker that cannot be followed is refused at its place', () => {
  test.each([
    ['no image', 'x: v1', '# waybill:', 'it names no image'],
    ['an unknown word', 'x: v1', '# waybill: app version', 'which is none of'],
    ['no such value', 'x: v1', '# waybill: app', 'there is no reference of app'],
    ['several values', 'x: [v1, v1]', '# waybill: app tag', 'more than one value'],
    ['a pattern that does not occur', 'x: v1', '# waybill: app --tag={tag}', 'there is no'],
    ['a pattern that occurs twice', 'x: t=v1 t=v1', '# waybill: app t={tag}', 'there is no'],
    ['a misspelt part', 'x: v1', '# waybill: app tga', 'Did you mean "tag"?'],
    ['a misspelt placeholder', 'x: v=v1', '# waybill: app v={tga}', 'no text with {reference}'],
    [
      'a reference that is no tag',
      'x: ghcr.io/acme/app:v1',
      '# waybill: app tag',
      '"ghcr.io/acme/app:v1" is no tag',
    ],
    ['a tag with something else behind it', 'x: v1@main', '# waybill: app tag', '"v1@main" is no tag'],
    ['a variable behind the name', 'x: "run ghcr.io/acme/app:$TAG"', '# waybill: app', 'exactly once'],
    ['a tag that is no digest', 'x: v1', '# waybill: app digest', '"v1" is no digest'],
    ['a sentence that is no tag', 'x: the first one', '# waybill: app tag', '"the first one" is no tag'],
    [
      'a reference that is more than a repository',
      'x: ghcr.io/acme/app:v1',
      '# waybill: app repository',
      'is no repository',
    ],
    ['a key whose value is a map below it', 'x:', '# waybill: app\n  y: v1', 'no value begins there'],
    ['a line with another image', 'x: v1', '# waybill: app tag # waybill: web', 'a marker says it is web'],
    [
      'a digest that a template writes',
      'x: "{{ .d }}"',
      '# waybill: app digest',
      'a template writes part of it',
    ],
    ['a line to be ignored', 'x: v1', '# waybill: ignore # waybill: app tag', 'a marker says to ignore it'],
  ])('%s', (_name, before, comment, reason) => {
    const text = `${line(before, comment)}image: ghcr.io/acme/app:v1\n`;
    expect(refusals('values.yaml', text)).toEqual([
      { code: 'REFERENCE_UNEDITABLE', message: expect.stringContaining(reason), line: 2 },
    ]);
  });
});

test('a marker beside several values, of which none will do, is refused without a word on each', () => {
  expect(refusals('values.yaml', 'x: [a b, c d] # waybill: app tag\n')).toMatchObject([
    { message: expect.stringMatching(/there is no tag of app on the line that it marks$/) },
  ]);
});

test.each([
  [
    'an empty line',
    yaml`
      # waybill: app tag

      x: v1
    `,
  ],
  [
    'the end',
    yaml`
      x: v1
      # waybill: app tag
    `,
  ],
])('a marker above %s is refused', (_name, text) => {
  expect(refusals('values.yaml', text)).toEqual([
    {
      code: 'REFERENCE_UNEDITABLE',
      message: expect.stringContaining('it stands above nothing'),
      line: expect.any(Number),
    },
  ]);
});

describe('a marker that names no known image', () => {
  const text = yaml`
    x: v1 # waybill: ap tag
    image: ghcr.io/acme/app:v1
  `;

  test('is refused with the nearest name', () => {
    expect(refusals('values.yaml', text, {}, { names: ['app', 'web'] })).toEqual([
      {
        code: 'REFERENCE_UNEDITABLE',
        message: expect.stringContaining('"ap" is no image of waybill.yaml. Did you mean "app"?'),
        line: 1,
      },
    ]);
  });

  test('may be of any image where none are listed', () => {
    expect(edited('values.yaml', text)).toBe(text.replace('app:v1', `app:v2@${NEW}`));
  });

  test('is told where its value names the image', () => {
    const { passedOver } = plan({ 'values.yaml': `${text}y: ghcr.io/acme/app:v1 # waybill: ap\n` });
    expect(passedOver).toMatchObject([{ location: { line: 3 }, reason: 'a marker says it is ap' }]);
  });

  test('is of another image that waybill.yaml lists, although the name ends the repository', () => {
    const files = {
      'values.yaml': yaml`
        x: v1 # waybill: app tag
        image: ghcr.io/acme/app:v1
      `,
    };
    const { edits, passedOver } = plan(files, { name: 'frontend' }, { names: ['frontend', 'app'] });
    expect(edits).toMatchObject([{ image: 'frontend', location: { line: 2 } }]);
    expect(passedOver).toEqual([]);
  });

  test('is told where the name ends the repository, and nothing says that it means it', () => {
    const name = 'ghcr.io/acme/app';
    const { passedOver } = plan(
      {
        'values.yaml': yaml`
          x: v1 # waybill: app tag
          image: ghcr.io/acme/app:v1
        `,
      },
      { name },
    );
    expect(passedOver).toMatchObject([
      {
        image: name,
        found: 'v1',
        location: { line: 1 },
        reason: expect.stringContaining('without a waybill.yaml'),
      },
    ]);
  });

  test.each([
    ['a value that names the repository', `x: { y: ghcr.io/acme/app:v1 } # waybill: app\n`, 1, 9],
    [
      'a tag beside the repository',
      yaml`
        image:
          repository: ghcr.io/acme/app
          tag: v1 # waybill: app tag
      `,
      3,
      8,
    ],
    ['a line of another language', `  image = "ghcr.io/acme/app:v1" # waybill: app\n`, 1, 12],
    ['a tag in another language', `  tag = "v1" # waybill: app tag\n`, 1, 3],
  ])('is told once, with where it stands: %s', (_name, text, line, column) => {
    const path = text.includes('=') ? 'main.tf' : 'values.yaml';
    const { passedOver } = plan({ [path]: text }, { name: 'ghcr.io/acme/app' });
    expect(passedOver).toMatchObject([
      { location: { line, column }, reason: expect.stringContaining('without a waybill.yaml') },
    ]);
  });
});

test('a marker may spell the repository in another way', () => {
  const change = { name: 'docker.io/library/nginx', repository: 'docker.io/library/nginx' };
  const text = 'x: v1 # waybill: nginx tag\n';
  expect(edited('values.yaml', text, change)).toBe(text.replace('v1', 'v2'));
});

test('a marker may be capitalized', () => {
  const text = 'x: v1 # Waybill: app tag\n';
  expect(edited('values.yaml', text)).toBe(text.replace('v1', 'v2'));
});

describe('two markers of one value', () => {
  test('point at a part each', () => {
    const text = 'x: "--a=v1 --b=v1" # waybill: app --a={tag} # waybill: web --b={tag}\n';
    expect(edited('values.yaml', text)).toBe(text.replace('--a=v1', '--a=v2'));
  });

  test('above it, too', () => {
    const text = yaml`
      # waybill: app --a={tag}
      # waybill: app --b={tag}
      x: "--a=v1 --b=v1"
    `;
    expect(edited('values.yaml', text)).toBe(text.replace('--a=v1 --b=v1', '--a=v2 --b=v2'));
  });

  test('that name two images are both heeded', () => {
    const files = [{ path: 'values.yaml', text: 'x: v1 # waybill: app tag # waybill: web tag\n' }];
    const web = { ...TO_V2, name: 'web', repository: 'ghcr.io/acme/web' };
    const result = planEdits({ files, images: [TO_V2, web] });
    expect(result.edits.map(({ image }) => image)).toEqual(['app', 'web']);
    expect(result.files.map(({ after }) => after)).toEqual(['x: v2 # waybill: app tag # waybill: web tag\n']);
    expect(planEdits({ files, images: [TO_V2, { ...web, tag: 'v3' }] }).refusals).toMatchObject([
      { message: expect.stringContaining('two changes meet in it') },
    ]);
  });

  test('that say the same are one', () => {
    const text = yaml`
      # waybill: app tag
      x: v1 # waybill: app tag
    `;
    expect(plan({ 'values.yaml': text }).edits).toHaveLength(1);
  });

  test.each([
    [
      'above it to be left alone',
      yaml`
        # waybill: ignore
        x: v1 # waybill: app tag
      `,
      2,
    ],
    [
      'behind it to be left alone',
      yaml`
        # waybill: app tag
        x: v1 # waybill: ignore
      `,
      1,
    ],
    [
      'that its tag is of another image',
      yaml`
        image:
          repository: mirror.dev/x/app # waybill: app
          tag: v1 # waybill: web tag
      `,
      2,
    ],
  ])('cannot both be followed where one says %s', (_name, text, line) => {
    expect(refusals('values.yaml', text)).toMatchObject([
      { message: expect.stringContaining('something else is said of the same value'), line },
    ]);
  });

  test.each([
    [
      'a digest of a tag',
      yaml`
        # waybill: app digest
        x: v1 # waybill: app tag
      `,
      1,
    ],
    [
      'a tag of a whole reference',
      yaml`
        # waybill: app
        x: ${REPOSITORY}:v1 # waybill: app tag
      `,
      2,
    ],
  ])('cannot both be followed where one speaks of %s', (_name, text, line) => {
    expect(refusals('values.yaml', text)).toMatchObject([
      { message: expect.stringContaining('on the line that it marks'), line },
    ]);
  });

  test('may stand at two parts of one reference', () => {
    const text = yaml`
      image:
        repository: mirror.dev/x/app # waybill: app
        tag: v1 # waybill: app tag
    `;
    expect(edited('values.yaml', text)).toBe(text.replace('v1', 'v2'));
  });
});

describe('a marker names the image of a reference that a format knows', () => {
  test.each([
    [
      'beside the repository of a mirror',
      yaml`
        image:
          repository: mirror.dev/x/app # waybill: app
          tag: v1
      `,
      [['v1', 'v2']],
    ],
    [
      'beside its tag',
      yaml`
        image:
          repository: mirror.dev/x/app
          tag: v1 # waybill: app
      `,
      [['v1', 'v2']],
    ],
    [
      'behind its flow map',
      'image: {repository: mirror.dev/x/app, tag: v1} # waybill: app\n',
      [['v1', 'v2']],
    ],
    [
      'with a digest',
      yaml`
        image:
          repository: mirror.dev/x/app # waybill: app repository
          tag: v1
          digest: ${OLD}
      `,
      [
        ['v1', 'v2'],
        [OLD, NEW],
      ],
    ],
    [
      'under a prefix',
      yaml`
        imageName: mirror.dev/x/app # waybill: app
        imageTag: v1
      `,
      [['v1', 'v2']],
    ],
    [
      'in a default',
      yaml`
        services: {}
        image: \${IMG:-mirror.dev/x/app:v1} # waybill: app \${IMG:-{reference}}
      `,
      [['v1', `v2@${NEW}`]],
    ],
  ])('%s', (_name, text, changes) => {
    const expected = changes.reduce((all, [from = '', to = '']) => all.replace(from, to), text);
    expect(edited('values.yaml', text)).toBe(expected);
  });

  test('of a Kustomization, which gets its digest', () => {
    const text = yaml`
      images:
      - name: mirror.dev/x/app
        newTag: v1 # waybill: app tag
    `;
    expect(edited('kustomization.yaml', text)).toBe(
      text.replace('v1 # waybill: app tag', `v2 # waybill: app tag\n  digest: ${NEW}`),
    );
  });

  test('of a service, in the default of a variable', () => {
    const text = yaml`
      services:
        a:
          image: \${IMG:-mirror.dev/x/app:v1} # waybill: app
    `;
    expect(edited('compose.yaml', text)).toBe(text.replace('v1', `v2@${NEW}`));
  });

  test('of a service, by its tag', () => {
    const text = yaml`
      services:
        a:
          image: \${IMG:-mirror.dev/x/app:v1} # waybill: app tag
    `;
    expect(edited('compose.yaml', text)).toBe(text.replace('v1', `v2@${NEW}`));
  });

  test('but not by a text around it that does not occur', () => {
    const text = yaml`
      services:
        a:
          image: \${IMG:-mirror.dev/x/app:v1} # waybill: app img={tag}
    `;
    expect(refusals('compose.yaml', text)).toMatchObject([
      { code: 'REFERENCE_UNEDITABLE', message: expect.stringContaining('there is no "img={tag}" of app') },
    ]);
  });

  test.each(['app', 'app repository'])('in an object of an unknown kind: %s', (words) => {
    const text = yaml`
      kind: Machine
      spec:
        repository: mirror.dev/x/app # waybill: ${words}
        tag: v1
    `;
    expect(edited('machine.yaml', text)).toBe(text.replace('v1', 'v2'));
  });

  test('whose own tag counts, not the one beside it', () => {
    const text = yaml`
      kind: Machine
      repo: ghcr.io/acme/app:v1 # waybill: app
      tag: other
    `;
    expect(edited('machine.yaml', text)).toBe(text.replace('v1', `v2@${NEW}`));
  });
});

test('on the header of a block it means the text below', () => {
  const text = yaml`
    script: | # waybill: app
      run ghcr.io/acme/app:v1 now
  `;
  expect(edited('values.yaml', text)).toBe(text.replace('v1', `v2@${NEW}`));
});

describe('a marker of the repository alone', () => {
  test('needs one of the tag or the digest', () => {
    const [refusal] = plan({ 'values.yaml': 'x: ghcr.io/acme/app # waybill: app repository\n' }).refusals;
    expect(refusal?.hint).toBe('Mark its tag or its digest, too.');
  });

  test('is no obstacle where the tag is marked', () => {
    const text = yaml`
      x: ghcr.io/acme/app # waybill: app repository
      y: v1 # waybill: app tag
    `;
    expect(edited('values.yaml', text)).toBe(text.replace('v1', 'v2'));
  });

  test('is one where only another file has a mark of the tag', () => {
    const files = {
      'a.yaml': 'x: ghcr.io/acme/app # waybill: app repository\n',
      'b.yaml': 'y: v1 # waybill: app tag\n',
    };
    expect(plan(files).refusals).toMatchObject([
      { code: 'REFERENCE_UNEDITABLE', location: { file: 'a.yaml', line: 1 } },
    ]);
  });
});

describe('a marker vouches for the value on its line alone', () => {
  test.each([
    [
      'the tag beside it, which an alias shares',
      yaml`
        kind: Machine
        x:
          repository: mirror.dev/x/app # waybill: app
          tag: &t v1
        y: {repository: ghcr.io/acme/web, tag: *t}
      `,
      'x.tag, y.tag',
    ],
    [
      'the tag beside it in values, which another image takes',
      yaml`
        x:
          repository: mirror.dev/x/app # waybill: app
          tag: &t v1
        y: {repository: ghcr.io/acme/web, tag: *t}
      `,
      'x.tag, y.tag',
    ],
    [
      'the tag that a merge key brings',
      yaml`
        kind: Machine
        b: &b {tag: v1}
        x:
          <<: *b
          repository: mirror.dev/x/app # waybill: app
        y: {<<: *b, repository: ghcr.io/acme/web}
      `,
      'b.tag, x.tag, y.tag',
    ],
    [
      'the digest beside a tag, which an alias shares',
      yaml`
        x:
          tag: v1 # waybill: app tag
          digest: &d ${OLD}
        y: {digest: *d}
      `,
      'x.digest, y.digest',
    ],
  ])('and not for %s', (_name, text, places) => {
    expect(refusals('values.yaml', text)).toMatchObject([
      { code: 'REFERENCE_UNEDITABLE', message: expect.stringContaining(`other places (${places}; aliases`) },
    ]);
  });

  test.each([
    [
      'the tag in a map that merge keys bring',
      yaml`
        b: &b {tag: v1} # waybill: app tag
        image: {<<: *b, repository: ghcr.io/acme/app}
      `,
      'v2',
    ],
    [
      'a reference in such a map',
      yaml`
        kind: Pod
        x: &c {image: "ghcr.io/acme/app:v1"} # waybill: app
        spec: {containers: [{<<: *c}]}
      `,
      `v2@${NEW}`,
    ],
  ])('so that all who read it change along: %s', (_name, text, after) => {
    expect(edited('values.yaml', text)).toBe(text.replace('v1', after));
  });
});

describe('a marker wins over a guess', () => {
  test('of another image: the place is left alone, with the reason', () => {
    const text = yaml`
      a: {image: "ghcr.io/acme/app:v1"} # waybill: other
      b: {image: "ghcr.io/acme/app:v1"}
    `;
    const result = plan({ 'values.yaml': text });
    expect(result.files[0]?.after).toBe(text.replace(/(b: .*)app:v1/, `$1app:v2@${NEW}`));
    expect(result.passedOver).toMatchObject([{ location: { line: 1 }, reason: 'a marker says it is other' }]);
  });

  test('that says to ignore: the place is left alone', () => {
    const text = 'image: ghcr.io/acme/app:v1 # waybill: ignore\n';
    expect(refusals('values.yaml', text)).toMatchObject([{ code: 'REFERENCE_NOT_FOUND' }]);
  });

  test('that says to ignore, where all images are known: no name is missed', () => {
    const text = yaml`
      a: {image: "ghcr.io/acme/app:v1"} # waybill: ignore
      b: {image: "ghcr.io/acme/app:v1"}
    `;
    expect(edited('values.yaml', text, {}, { names: ['app'] })).toBe(
      text.replace(/(b: .*)app:v1/, `$1app:v2@${NEW}`),
    );
  });

  test.each(['ignore', 'app tag', 'web'])('in a string it is text like any other: %s', (words) => {
    const text = yaml`
      note: "# waybill: ${words}"
      image: ghcr.io/acme/app:v1
    `;
    expect(edited('values.yaml', text)).toBe(text.replace('app:v1', `app:v2@${NEW}`));
  });
});

describe('a marker in YAML inside a quoted string', () => {
  test.each(['x', 'image'])('allows the edit: %s', (key) => {
    const text = yaml`
      kind: ConfigMap
      data:
        values.yaml: "${key}: ghcr.io/acme/app:v1 # waybill: app"
    `;
    expect(edited('cm.yaml', text)).toBe(text.replace(':v1', `:v2@${NEW}`));
  });
});
