import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { A, API, B, deployment, Folder } from '../command-line.ts';
import { yaml } from '../../yaml.ts';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => {
  folder.remove();
});

const target = `${API}=v2@${B}`;
const terminal = { isTTY: true, columns: 80, env: { NO_COLOR: '1' } };
const TEMPLATED = `image: "${API}:{{ .Values.tag }}"\n`;

function widest(text: string): number {
  return Math.max(...text.split('\n').map((line) => [...line].length));
}

describe('a run that is refused', () => {
  beforeEach(() => {
    folder.write({ 'a.yaml': deployment(`${API}:v1`), 'b.yaml': TEMPLATED, 'c.yaml': TEMPLATED });
  });

  test('says of each reference that it is refused or not written, then why, then what it comes to', async () => {
    const { code, out, err } = await folder.run(['set', '.', '-i', target]);
    expect(code).toBe(1);
    expect(out).toBe(
      [
        'a.yaml',
        '  9:18    not written: spec.template.spec.containers[0].image  v1 → v2@sha256:bbbbbbbbbbbb',
        'b.yaml',
        `  1:8     refused: image  "${API}:{{ .Values.tag }}"`,
        'c.yaml',
        `  1:8     refused: image  "${API}:{{ .Values.tag }}"`,
        '',
        '',
      ].join('\n'),
    );
    expect(err.match(/^error: /gm)).toHaveLength(2);
    expect(err.endsWith('2 errors. Nothing was written. 1 reference would have changed in 1 file.\n')).toBe(
      true,
    );
  });

  test('shows no diff for what is planned, and says so', async () => {
    const { code, out, err } = await folder.run(['plan', '.', '-i', target]);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('not written: spec.template.spec.containers[0].image');
    expect(err.endsWith('2 errors. There is no diff. 1 reference would have changed in 1 file.\n')).toBe(
      true,
    );
  });

  test('has every match of every file in its JSON, and every error with its excerpt', async () => {
    const { code, out, err } = await folder.run(['set', '.', '-i', target, '--json']);
    expect([code, err]).toEqual([1, '']);
    const refused = {
      path: 'b.yaml',
      edits: [],
      refused: [
        {
          image: API,
          line: 1,
          column: 8,
          format: 'helm-values',
          at: 'image',
          declared: { tag: TEMPLATED.slice(7, -1) },
        },
      ],
      unchanged: [],
      passedOver: [],
      diff: '',
    };
    const error = {
      code: 'REFERENCE_UNEDITABLE',
      image: API,
      message: expect.stringContaining('in b.yaml cannot be edited: a template writes part of it'),
      hint: expect.stringMatching(/^Mark the value that the template takes .*\.$/),
      file: 'b.yaml',
      line: 1,
      column: 8,
      excerpt: `  | ${TEMPLATED}  |        ^`,
    };
    expect(JSON.parse(out)).toEqual({
      written: false,
      files: [
        expect.objectContaining({ path: 'a.yaml', edits: [expect.objectContaining({ line: 9 })], diff: '' }),
        refused,
        { ...refused, path: 'c.yaml' },
      ],
      errors: [error, { ...error, message: expect.stringContaining('in c.yaml'), file: 'c.yaml' }],
    });
  });
});

describe('a terminal', () => {
  const long = 'components: {checkout: {workers: {invoiceGeneration: {sidecars: {collector:';

  test('gets a change that does not fit on a line of its own', async () => {
    folder.write({ 'a.yaml': `${long} {image: "${API}:v1@${A}"}}}}}}\n` });
    const { out } = await folder.run(['set', '.', '-i', target], terminal);
    expect(out).toBe(
      [
        'a.yaml',
        '  1:85    components.checkout.workers.invoiceGeneration.sidecars.collector.image',
        '          v1@sha256:aaaaaaaaaaaa → v2@sha256:bbbbbbbbbbbb',
        '1 reference changed in 1 file.',
        '',
      ].join('\n'),
    );
  });

  test('gets a pipe’s text when it is wide enough, and a pipe gets one line for each', async () => {
    folder.write({ 'a.yaml': `${long} {image: "${API}:v1@${A}"}}}}}}\n` });
    const { out: piped } = await folder.run(['set', '.', '-i', target, '--dry-run']);
    const { out: wide } = await folder.run(['set', '.', '-i', target, '--dry-run'], {
      ...terminal,
      columns: 200,
    });
    expect(wide).toBe(piped);
  });

  test('gets what was passed over, and errors, in lines that fit; a caret stands below its line', async () => {
    folder.write({
      'a.yaml': `note: ${'lorem ipsum dolor '.repeat(9)} ${API}:v1\n`,
      'b.yaml': `{note: ${'x'.repeat(90)}, image: "${API}:{{ .Values.tag | default .Chart.AppVersion }}"}\n`,
    });
    const { out, err } = await folder.run(['set', '.', '-i', target], terminal);
    expect(out).toContain('passed over lorem ipsum');
    expect(widest(out.replace(/^ +".*$/gm, ''))).toBeLessThanOrEqual(80);
    expect(widest(err)).toBeLessThanOrEqual(80);
    const [line = '', caret = ''] = err.split('\n').filter((one) => one.startsWith('  | '));
    expect(line.slice(caret.indexOf('^')).startsWith(`"${API}:{{`)).toBe(true);
  });

  test('is never acted on by what a file or its name holds', async () => {
    folder.write({ 'a\u001b[2J.yaml': TEMPLATED, 'b\u202e.yaml': deployment(`${API}:v1`) });
    for (const argv of [
      ['set', '.', '-i', target],
      ['plan', '.', '-i', target],
      ['set', '.', '-i', target, '--json'],
    ]) {
      const { out, err } = await folder.run(argv, terminal);
      expect(out + err).not.toMatch(/[\u001b\u202e]/);
    }
  });
});

test('what was passed over is counted, and named by its image where there are several', async () => {
  folder.write({
    'a.yaml': yaml`
      image: ${API}:v1
      note: ${API}:v1
      web: {image: "ghcr.io/acme/web:v1"}
    `,
  });
  const { out } = await folder.run(['set', '.', '-i', target, '-i', `ghcr.io/acme/web=v2@${B}`]);
  expect(out).toContain(`${API}  passed over ${API}:v1: `);
  expect(out).toContain('2 references changed in 1 file; 1 passed over.\n');
});

describe('with --json every failure is one object', () => {
  test.each([
    [['set', '.'], 2, 'INPUT_MISSING'],
    [['set', 'nowhere', '-i', target], 2, 'INPUT_INVALID'],
    [['set', '.', '-i', 'API!=v1'], 2, 'REFERENCE_INVALID'],
    [['set', '.', '-i', `${API}=v9`], 1, 'IMAGE_NOT_FOUND'],
    [['set', '.', '--unknown'], 2, 'INPUT_INVALID'],
    [['plan', 'qa', '-i', target], 1, 'CONFIG_MISSING'],
    [['plan', '.', '-c', 'w.yaml', '-i', target], 1, 'CONFIG_MISSING'],
  ])('%j', async (argv, expected, name) => {
    folder.write({ 'a.yaml': deployment(`${API}:v1`) });
    const { code, out, err } = await folder.run([...argv, '--json']);
    expect([code, err]).toEqual([expected, '']);
    expect(JSON.parse(out)).toMatchObject({ written: false, files: [], errors: [{ code: name }] });
  });

  test('also for a command that there is not', async () => {
    const { code, out, err } = await folder.run(['sett', '--json']);
    expect([code, err]).toEqual([2, '']);
    expect(JSON.parse(out)).toEqual({ errors: [expect.objectContaining({ code: 'INPUT_INVALID' })] });
  });

  test('also for a file that is no text, which is no reference to an image', async () => {
    folder.write({ 'a.yaml': deployment(`${API}:v1`), 'b.bin': Buffer.from(`\xff ${API}:v1`, 'latin1') });
    const { out } = await folder.run(['set', '.', '-i', target, '--json']);
    expect(JSON.parse(out)).toMatchObject({
      written: true,
      files: [{}, { path: 'b.bin', passedOver: [{ line: 1 }] }],
    });
    expect(out).not.toContain('"image": ""');
  });
});
