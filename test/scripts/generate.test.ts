import { existsSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { actionsTable, inputsTable, outputsTable, readAction } from '../../scripts/generate/action-tables.ts';
import { errorTable } from '../../scripts/generate/error-table.ts';
import { replaceBetween } from '../../scripts/generate/markers.ts';
import { generatedPages } from '../../scripts/generate/pages.ts';
import { table } from '../../scripts/generate/table.ts';
import { ERROR_PARTIES } from '../../src/errors/waybill-error.ts';

const action = readAction(
  `name: Build
description: Builds an image once
inputs:
  image: { description: "The repository", required: true }
  file: { description: "a | b", default: Dockerfile }
outputs:
  digest: { description: "The digest" }
`,
  'action.yml',
);

describe('the tables of an action', () => {
  test('say which inputs are needed, and what the others default to', () => {
    expect(inputsTable(action).split('\n')).toEqual([
      '| Input | What it is | Default |',
      '| --- | --- | --- |',
      '| `image` | The repository **Required.** |  |',
      '| `file` | a \\| b | `Dockerfile` |',
    ]);
  });

  test('list the outputs', () => {
    expect(outputsTable(action)).toContain('| `digest` | The digest |');
  });

  test('list the actions by the name that a workflow uses', () => {
    const text = actionsTable([
      { folder: '.', action },
      { folder: 'actions/build', action },
    ]);
    expect(text).toContain('`waybill/waybill@v1`');
    expect(text).toContain('[`waybill/waybill/actions/build@v1`](actions/build/README.md)');
  });

  test('cannot be made from an input without a description', () => {
    expect(() => readAction('name: x\ndescription: y\ninputs: { a: {} }\n', 'actions/x/action.yml')).toThrow(
      /^actions\/x\/action.yml: [\s\S]*inputs\.a/,
    );
  });
});

test('a cell cannot end its table', () => {
  expect(table(['a'], [['x | y\nz']])).toBe('| a |\n| --- |\n| x \\| y z |');
});

test('every error code is explained', () => {
  const rows = errorTable().split('\n').slice(2);
  expect(rows).toHaveLength(Object.keys(ERROR_PARTIES).length);
  for (const row of rows) expect(row).toMatch(/^\| `[A-Z_]+` \| [^|]+ \| [A-Z`][^|]+\. \|$/);
});

describe('a block between markers', () => {
  const page = '# Page\n\n<!-- inputs -->\nold\n<!-- /inputs -->\n\nEnd\n';

  test('is replaced, and the rest stays', () => {
    expect(replaceBetween(page, 'inputs', 'new')).toEqual({
      ok: true,
      text: '# Page\n\n<!-- inputs -->\n\nnew\n\n<!-- /inputs -->\n\nEnd\n',
    });
  });

  test('replaced again is the same', () => {
    const once = replaceBetween(page, 'inputs', 'new');
    expect(once.ok && replaceBetween(once.text, 'inputs', 'new')).toEqual(once);
  });

  test.each([
    ['no markers', '# Page\n', 'has no'],
    ['one marker', '<!-- inputs -->\n', 'has no'],
    ['the markers twice', page + page, 'twice'],
    ['the markers in the wrong order', '<!-- /inputs -->\n<!-- inputs -->\n', 'before'],
    ['markers inside a sentence', 'see <!-- inputs --> and <!-- /inputs -->\n', 'has no'],
  ])('is not guessed with %s', (_, text, problem) => {
    expect(replaceBetween(text, 'inputs', 'new')).toEqual({
      ok: false,
      problem: expect.stringContaining(problem),
    });
  });
});

describe('the generated pages', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'waybill-generate-'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const blocks = (...names: readonly string[]): string =>
    names.map((name) => `<!-- ${name} -->\n<!-- /${name} -->\n`).join('\n');

  test('are the schema, the README, a page for each action, and the errors', async () => {
    write('action.yml', 'name: Promote\ndescription: Promotes\n');
    write('actions/build/action.yml', 'name: Build\ndescription: Builds\n');
    write('README.md', blocks('actions'));
    write('docs/promote.md', blocks('inputs', 'outputs'));
    write('actions/build/README.md', blocks('inputs', 'outputs'));
    write('docs/errors.md', blocks('errors'));
    const { pages, problems } = await generatedPages(root);
    expect(problems).toEqual([]);
    expect(pages.filter(({ before, after }) => before !== after).map(({ path }) => path)).toEqual([
      'schema/waybill.schema.json',
      'README.md',
      'docs/promote.md',
      'actions/build/README.md',
      'docs/errors.md',
    ]);
    expect(existsSync(join(root, 'schema'))).toBe(false);
  });

  test('that are missing, or have no markers, are said', async () => {
    write('actions/build/action.yml', 'name: Build\ndescription: Builds\n');
    write('README.md', blocks('actions'));
    write('actions/build/README.md', blocks('inputs'));
    const { problems } = await generatedPages(root);
    expect(problems).toEqual([
      'actions/build/README.md has no <!-- outputs --> … <!-- /outputs -->, so its table of outputs cannot be made.',
      'docs/errors.md does not exist, so its table of errors cannot be made.',
    ]);
  });
});

test('the error page of the repository is the one the code makes', async () => {
  const { pages } = await generatedPages('.');
  const page = pages.find(({ path }) => path === 'docs/errors.md');
  expect(readFileSync('docs/errors.md', 'utf8')).toBe(page?.after);
});
