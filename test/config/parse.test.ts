import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parseConfig } from '../../src/config/parse.ts';
import { errorsIn, problemsIn, withEnvironment } from './problems-of.ts';
import { yaml } from '../yaml.ts';

const complete = readFileSync(new URL('fixtures/complete.yaml', import.meta.url), 'utf8');

describe('a valid waybill.yaml', () => {
  test('keeps the order of the file and knows every name', () => {
    const config = parseConfig(complete);
    expect(config.images.map(({ name }) => name)).toEqual(['api', 'web']);
    expect(config.environments.map(({ name }) => name)).toEqual(['dev', 'staging', 'prod']);
    expect(config.groups).toEqual([{ name: 'shop', images: ['api', 'web'], join: false }]);
  });

  test('has durations in milliseconds, hours in minutes and one window as a list', () => {
    const prod = parseConfig(complete).environments.at(-1);
    expect(prod?.gates).toEqual({
      soak: { for: 86_400_000, replaced: 'stops' },
      version: '>=1.0.0',
      window: [
        { days: ['mon', 'tue', 'wed', 'thu'], hours: { start: 540, end: 960 }, timezone: 'Europe/Berlin' },
      ],
      freeze: [{ from: '2026-12-20', to: '2027-01-04', timezone: 'UTC', reason: 'year end' }],
      provenance: {
        events: ['push', 'release', 'workflow_dispatch', 'schedule'],
        runner: 'github-hosted',
        workflow: '.github/workflows/build.yml',
        refs: ['refs/heads/main', 'refs/tags/v*'],
      },
    });
  });

  test('fills in what an environment leaves out', () => {
    expect(parseConfig(withEnvironment()).environments).toEqual([
      {
        name: 'dev',
        files: ['a/**'],
        after: { need: 'all', environments: [] },
        merge: 'manual',
        policy: 'supersede',
        reviewers: { users: [], teams: [] },
        labels: [],
        draft: false,
        health: [],
        hold: [],
        expect: {},
        targets: [],
        hotfix: false,
      },
    ]);
  });

  test.each([
    ['after: [a, b]', { need: 'all', environments: ['a', 'b'] }],
    ['after: { all: [a, b] }', { need: 'all', environments: ['a', 'b'] }],
    ['after: { any: [a, b] }', { need: 'any', environments: ['a', 'b'] }],
  ])('reads %s', (line, expected) => {
    const text = yaml`
      ${withEnvironment(line)}
        a: { files: [x] }
        b: { files: [y] }
    `;
    expect(parseConfig(text).environments[0]?.after).toEqual(expected);
  });

  test('tells teams from users by the slash', () => {
    const config = parseConfig(withEnvironment('reviewers: [octocat, acme/sre]'));
    expect(config.environments[0]?.reviewers).toEqual({ users: ['octocat'], teams: ['acme/sre'] });
  });

  test('has groups that join their images', () => {
    const text = `${withEnvironment()}groups: { shop: { images: [api], join: true }, other: { images: [web] } }\n`;
    const config = parseConfig(text.replace('images: { api', 'images: { web: { repository: web }, api'));
    expect(config.groups).toEqual([
      { name: 'shop', images: ['api'], join: true },
      { name: 'other', images: ['web'], join: false },
    ]);
  });

  test('may share values through anchors and merges', () => {
    const config = parseConfig(
      yaml`
        ${withEnvironment()}
          qa: { <<: &d { merge: auto }, files: [q] }
          uat: { <<: *d, files: [u] }
      `,
    );
    expect(config.environments.map(({ merge }) => merge)).toEqual(['manual', 'auto', 'auto']);
  });

  test('may begin with a byte order mark and end its lines with CRLF', () => {
    expect(parseConfig(`\ufeff${complete.replaceAll('\n', '\r\n')}`)).toEqual(parseConfig(complete));
  });
});

describe('the YAML itself', () => {
  test.each([
    ['', /is empty/, 1, 1],
    ['# only a comment\n', /is empty/, 1, 1],
    [
      yaml`
        a: [1
        b: 2
      `,
      /not valid YAML/,
      2,
      1,
    ],
    ['a: "x\n', /Missing closing/, 2, 1],
    [
      yaml`
        a: 1
        ---
        b: 2
      `,
      /a second document starts here/,
      2,
      1,
    ],
    ['a: *nowhere\n', /the alias .* has no anchor/, 1, 4],
    ['- a\n', /waybill.yaml is \["a"\], not a map/, 1, 1],
    ['\ufeffjust text', /not a map/, 1, 2],
    ['version: 1\n\ttab: 1\n', /not valid YAML/, 2, 1],
  ])('%j is refused where it goes wrong', (text, message, line, column) => {
    const [error] = errorsIn(text);
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', location: { file: 'waybill.yaml', line, column } });
    expect(error?.message).toMatch(message);
    expect(error?.hint).toMatch(/\.$/);
  });

  test('every syntax error is reported, not the first alone', () => {
    expect(
      errorsIn(yaml`
        a: [1
        b: "x
      `).length,
    ).toBeGreaterThan(1);
  });

  test('a key that stands twice is reported at its second place, with everything else', () => {
    expect(problemsIn(`${withEnvironment('merge: auto', 'merge: maybe')}`)).toEqual([
      'CONFIG_INVALID 7:5 the key "merge" is there twice | Keep one of them; the other would be lost.',
      'CONFIG_INVALID 7:12 environments.dev.merge is "maybe" | Write one of manual, auto.',
    ]);
  });

  test('a key that means something to JavaScript objects is refused', () => {
    expect(problemsIn(`${withEnvironment()}  __proto__: { files: [x] }\n`)).toContain(
      'CONFIG_INVALID 6:3 "__proto__" cannot be a key | Choose another name.',
    );
  });

  test('a key that is no word is refused', () => {
    expect(problemsIn(withEnvironment('? [a]', ': b')).join('\n')).toContain('a key is not a word');
  });

  test('an alias bomb is refused', () => {
    const levels = Array.from({ length: 9 }, (_, level) => {
      const item = level === 0 ? 'x' : `*l${level - 1}`;
      return `l${level}: &l${level} [${Array(9).fill(item).join(',')}]`;
    });
    expect(errorsIn(levels.join('\n'))[0]?.message).toMatch(/aliases cannot be followed/);
  });

  test.each([
    ['opens', '['.repeat(200_000)],
    ['opens and closes', `version: 1\nimages: ${'['.repeat(20_000)}${']'.repeat(20_000)}\n`],
  ])('a file that %s lists without end is refused once, and not as invalid YAML', (_what, text) => {
    const errors = errorsIn(text).map(({ code, message, hint }) => `${code} ${message} ${hint}`);
    expect(errors).toEqual([
      'CONFIG_INVALID waybill.yaml: the file is nested too deeply Write it with less nesting.',
    ]);
  });

  test('a file of more than a mebibyte is refused', () => {
    expect(errorsIn('#'.repeat(1024 * 1024))[0]?.message).toMatch(/is empty/);
    expect(errorsIn('#'.repeat(1024 * 1024 + 1))[0]?.message).toMatch(/larger than 1 MiB/);
  });
});

describe('the version', () => {
  test('is checked first: the rest of a newer file may mean anything', () => {
    expect(
      problemsIn(yaml`
        version: 2
        images: 7
        new: true
      `),
    ).toEqual([
      'CONFIG_INVALID 1:10 version is 2; this release reads version 1 | Use a newer release of Waybill.',
    ]);
  });

  test.each(['"1"', 'one', '0', 'null', '[1]'])('%s is not a version', (version) => {
    const [first] = problemsIn(`version: ${version}\n`);
    expect(first).toMatch(/1:10 version is .*this release reads version 1 \| Write "version: 1"\./);
  });

  test('is needed', () => {
    expect(
      problemsIn(yaml`
        images: {}
        environments: {}
      `),
    ).toEqual(['CONFIG_INVALID 1:1 version is missing | Write 1.']);
  });
});

describe('an error', () => {
  test('shows the line with a caret below the offending text', () => {
    const [error] = errorsIn(withEnvironment('merge: automatically'));
    expect(error?.location?.excerpt).toBe('  |     merge: automatically\n  |            ^');
  });

  test('is placed by characters, not by UTF-16 units', () => {
    const [emoji] = errorsIn(
      'version: 1 \nimages: { "🚀": { repository: ghcr.io/a/b } }\nenvironments: { dev: { files: [a] } }\n',
    );
    expect(emoji?.location).toMatchObject({ line: 2, column: 11 });
    const [after] = errorsIn(
      yaml`
        version: 1
        images: {}
        environments: { dev: { labels: ["🚀🚀"], merge: x, files: [a] } }
      `,
    );
    expect(after?.location).toMatchObject({ line: 3, column: 47 });
  });

  test('in a value that an anchor brings stands at the anchor, once', () => {
    const text = yaml`
      ${withEnvironment()}
        qa: { <<: &d { merge: x }, files: [q] }
        uat: { <<: *d, files: [u] }
    `;
    expect(problemsIn(text)).toEqual([
      'CONFIG_INVALID 6:25 environments.qa.merge is "x" | Write one of manual, auto.',
    ]);
  });
});
