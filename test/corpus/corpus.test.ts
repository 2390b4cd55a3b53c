import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { besideRenovate } from './beside-renovate.ts';
import { freshEditor, stayingEditor } from './editors.ts';
import { tables } from './figures.ts';
import type { Judgement } from './judge.ts';
import { configFiles } from './read-tree.ts';
import { openResults } from './results.ts';
import { tryRepository } from './try-repository.ts';
import { yaml } from '../yaml.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waybill-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const TREE = {
  'apps/api/kustomization.yaml': yaml`
    images:
      - name: api
        newName: ghcr.io/acme/api
        newTag: v1
  `,
  'apps/web/deployment.yaml': yaml`
    kind: Deployment
    spec:
      template:
        spec:
          containers:
            - image: ghcr.io/acme/api:v1 # the same
              env:
                - {name: IMAGE, value: "ghcr.io/acme/api:v1"}
  `,
  'charts/web/Chart.yaml': 'name: web\n',
  'charts/web/values.yaml': yaml`
    image:
      repository: ghcr.io/acme/api
      tag: v1
    note: v1
  `,
};
const IN_FOLDER = 'charts/web/values.yaml';

/** An editor that goes by words: what it does with a file, and what it says. */
function writeEditor(edit: string, answer = '{"files":[],"errors":[]}', exit = 0): string {
  const script = `
    const fs = require('node:fs');
    const [, , , folder, , , image] = process.argv;
    const [, tag, digest] = /=[^:]+:([^@]+)@(.*)/.exec(image);
    for (const path of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const file = folder + '/' + path;
      if (!fs.statSync(file).isFile()) continue;
      const before = fs.readFileSync(file, 'utf8');
      const right = before.replace(/(acme\\/api):v1/g, '$1:' + tag + '@' + digest).replace(/([tT]ag: )v1/, '$1' + tag);
      const after = ((before, right) => ${edit})(before, right);
      if (after !== before) fs.writeFileSync(file, after);
    }
    console.log(${JSON.stringify(answer)});
    process.exitCode = ${exit};
  `;
  write('dist/cli/index.js', script);
  return join(folder, 'dist');
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

async function judged(
  dist: string,
  tree: Readonly<Record<string, string>> = TREE,
): Promise<readonly Judgement[]> {
  for (const [path, text] of Object.entries(tree)) write(`checkout/${path}`, text);
  const results = openResults(join(folder, 'results'), dist);
  const repository = { name: 'acme/config', kind: 'made up', commit: '0' };
  return tryRepository(repository, join(folder, 'checkout'), {
    ...{ results, rerun: 'older' },
    editors: [freshEditor(dist)],
  });
}

const verdicts = (judgements: readonly Judgement[]) =>
  judgements.map(({ outcome, verdict, missed, wrong }) => [
    outcome.folder,
    verdict,
    missed.length,
    wrong.length,
  ]);

describe('an editor is held against an independent reading', () => {
  test('one that is right', async () => {
    expect(verdicts(await judged(writeEditor('right')))).toEqual([
      ['apps/api', 'edited', 0, 0],
      ['.', 'edited', 0, 0],
    ]);
    expect(readFileSync(join(folder, 'checkout', IN_FOLDER), 'utf8')).toBe(TREE[IN_FOLDER]);
  });

  test.each([
    ['one that misses a place', `before.includes('note') ? before : right`, 1, 0],
    [
      'one that misses what a program is handed',
      `right.replace(/(value: ").*"/, '$1ghcr.io/acme/api:v1"')`,
      1,
      0,
    ],
    ['one that changes a neighbour', `right.replace('note: v1', 'note: v2')`, 0, 1],
    ['one that drops a comment', `right.replace(' # the same', '')`, 0, 1],
    ['one that adds a line', `right + 'more: 1\\n'`, 0, 4],
  ])('%s', async (_name, edit, missed, wrong) => {
    const [, whole] = verdicts(await judged(writeEditor(edit)));
    expect(whole?.slice(1)).toEqual(['edited', missed, wrong]);
  });

  test('one that refuses what is free of hazards', async () => {
    const error = {
      code: 'REFERENCE_AMBIGUOUS',
      message: 'no',
      file: 'apps/api/kustomization.yaml',
      line: 3,
    };
    const timid = writeEditor('before', JSON.stringify({ files: [], errors: [error] }), 1);
    expect(verdicts(await judged(timid)).map(([, verdict]) => verdict)).toEqual([
      'falsely refused',
      'falsely refused',
    ]);
  });

  test('one that refuses at a hazard', async () => {
    const text = 'images:\n  - {name: ghcr.io/acme/api, newTag: v1, tagSuffix: -x}\n';
    const error = { code: 'REFERENCE_UNEDITABLE', message: 'no', file: 'kustomization.yaml', line: 2 };
    const careful = writeEditor('before', JSON.stringify({ files: [], errors: [error] }), 1);
    expect(verdicts(await judged(careful, { 'kustomization.yaml': text }))).toEqual([
      ['.', 'rightly refused', 0, 0],
    ]);
  });

  test('one that edits what the registry of its chart makes the image', async () => {
    const tree = {
      'app/Chart.yaml': 'name: app\n',
      'app/values.yaml': yaml`
        global:
          imageRegistry: ghcr.io
        web:
          image: {repository: acme/api, tag: v1}
        db:
          image: {repository: quay.io/acme/api, tag: v1}
      `,
      'app/ci/values.yaml': yaml`
        web:
          image:
            tag: v1
      `,
      'deployment.yaml': yaml`
        spec:
          containers:
            - image: ghcr.io/acme/api:v1
      `,
    };
    const edit = (places: string): string =>
      `before.replace(/(acme\\/api):v1/, '$1:' + tag + '@' + digest).replace(${places}, '$1' + tag)`;
    const right = writeEditor(edit(String.raw`/((?<!quay.io\/acme\/api, )tag: )v1/`));
    expect(verdicts(await judged(right, tree))).toContainEqual(['.', 'edited', 0, 0]);
    const another = writeEditor(edit('/(tag: )v1/g'));
    expect(verdicts(await judged(another, tree))).toContainEqual(['.', 'edited', 0, 1]);
  });

  test('one that breaks', async () => {
    expect(verdicts(await judged(writeEditor('right', 'oh')))[0]?.[1]).toBe('crash');
  });
});

describe('an editor that stays in its process', () => {
  const bundle = (body: string): string => {
    write('dist/index.js', `let runs = 0; exports.cli = async () => { runs += 1; ${body} };\n`);
    write('dist/cli/index.js', `require('../index.js').cli();\n`);
    write('dist/package.json', '{"type":"commonjs"}');
    return join(folder, 'dist');
  };

  test('answers each call in its folder, as one in a process of its own does', async () => {
    const editor = stayingEditor(
      bundle(`process.stdout.write([process.cwd(), ...process.argv.slice(2)].join()); process.exitCode = 1`),
    );
    try {
      expect(await editor.run(['a', 'b'], folder)).toEqual({ exit: 1, stdout: `${folder},a,b` });
      expect((await editor.run([], tmpdir())).stdout).toBe(tmpdir());
    } finally {
      editor.end();
    }
  });

  test.each([
    ['ends its process', 'process.exit(9)'],
    ['throws', `throw new Error('oh')`],
  ])('is asked once more in a process of its own where it %s', async (_name, breaks) => {
    const editor = stayingEditor(
      bundle(`if (runs === 2) { ${breaks}; } process.stdout.write(String(runs)); process.exitCode = 0`),
    );
    try {
      for (const stdout of ['1', '1', '1']) expect(await editor.run([], folder)).toEqual({ exit: 0, stdout });
    } finally {
      editor.end();
    }
  });
});

test('what the managers of Renovate find is counted, and so is what was not tried', async () => {
  const judgements = await judged(writeEditor('right'), {
    ...TREE,
    '.github/workflows/ci.yml': 'jobs: {a: {steps: [{uses: "docker://ghcr.io/acme/api:v1"}]}}\n',
    'compose.yaml': 'services:\n  db:\n    image: "postgres:${PG:-17}"\n  web:\n    image: acme/web:v1\n',
  });
  const files = configFiles(join(folder, 'checkout'));
  const text = besideRenovate(new Map([['acme/config', judgements.slice(0, 2)]]), () => files);
  expect(text.split('\n').slice(0, 2)).toEqual([
    'found by the managers of Renovate: 2 images; edited 1, refused 0, not tried 1; tried beside them: 0',
    '  acme/config: ghcr.io/acme/api',
  ]);
  expect(judgements.map(({ outcome }) => outcome.repository)).toContain('ghcr.io/acme/api');
});

test('what was run is not run again, and the tables count it', async () => {
  const dist = writeEditor('right');
  await judged(dist);
  const kept = readFileSync(join(folder, 'results'), 'utf8');
  const judgements = await judged(dist);
  expect(readFileSync(join(folder, 'results'), 'utf8')).toBe(kept);
  const text = tables(new Map([['acme/config', judgements]]), new Map([['acme/config', 'made up']]));
  expect(text).toContain('| over a whole repository | 1 | 1 | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 0.00 % |');
});
