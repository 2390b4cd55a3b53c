import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { A, API, B, deployment, Folder, values } from '../command-line.ts';
import { yaml } from '../../yaml.ts';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => {
  folder.remove();
});

const target = `${API}=v2@${B}`;

describe('wrong usage of set', () => {
  test.each([
    [['set'], /needs a file or a folder \[INPUT_MISSING\]/],
    [['set', '.'], /waybill set needs an image \[INPUT_MISSING\]/],
    [['set', 'nowhere', '-i', target], /There is no file or folder nowhere \[INPUT_INVALID\]/],
    [['set', '.', '-i', target, '-i', target], /names ghcr.io\/acme\/api twice/],
    [
      ['set', '.', '-i', `${API}=ghcr.io/acme/web:v2@${B}`],
      /to another repository: ghcr.io\/acme\/web is not ghcr.io\/acme\/api/,
    ],
    [['set', '.', '-i', `${API}:v1=v2@${B}`], /has a tag or a digest before "="/],
    [['set', '.', '-i', `API!=v2@${B}`], /is not an image reference/],
    [['set', '.', '-i', API], /It says neither tag nor digest/],
    [['set', '.', '-i', `${API}=v2@sha256:short`], /After "@" comes the digest/],
    [['set', '.', '-i', target, '--pin', 'both'], /--pin is "both"[\s\S]*--pin digest or --pin tag/],
    [['set', '.', '-i', target, '--config', 'x'], /waybill set has no option --config/],
    [['set', '.', '--imag', target], /has no option --imag [\s\S]*Did you mean "--image"\?/],
    [['set', '.', '--image'], /--image has no value/],
    [['set', '.', '-i', target, '--json=yes'], /--json takes no value/],
  ])('%j', async (argv, message) => {
    folder.write({ 'api.yaml': deployment(`${API}:v1`) });
    const { code, err } = await folder.run(argv);
    expect(err).toMatch(message);
    expect(code).toBe(2);
    expect(folder.read('api.yaml')).toBe(deployment(`${API}:v1`));
  });
});

test('a file that cannot be read is the only error, and not also that nothing was found', async () => {
  folder.write({ 'latin1.yaml': Buffer.from(deployment(`${API}:v1`) + '# caf\u00e9\n', 'latin1') });
  const { code, err } = await folder.run(['set', '.', '--image', target]);
  expect(code).toBe(1);
  expect(err.match(/\[[A-Z_]+\]/g)).toEqual(['[FILE_UNREADABLE]']);
});

test('a value that a template writes is shown as it stands', async () => {
  const text = values('"{{ .Values.tag }}"');
  folder.write({ 'values.yaml': text });
  const { code, out, err } = await folder.run(['set', '.', '--image', target]);
  expect([code, folder.read('values.yaml')]).toEqual([1, text]);
  expect(out).toContain('refused: image  "{{ .Values.tag }}"\n');
  expect(err).toContain('  |   tag: "{{ .Values.tag }}"\n  |        ^\n');
});

describe('what a chart decides so far', () => {
  const empty = yaml`
    image:
      repository: ${API}
      tag: ""
  `;
  const chart = yaml`
    apiVersion: v2
    name: api
    version: 1.0.0
    appVersion: v1
  `;

  test('an empty tag is refused, and filled when that is asked for', async () => {
    folder.write({ 'values.yaml': empty });
    const refused = await folder.run(['set', '.', '--image', target]);
    expect([refused.code, folder.read('values.yaml')]).toEqual([1, empty]);
    const { code } = await folder.run(['set', '.', '--image', target, '--fill-empty-tags']);
    expect([code, folder.read('values.yaml')]).toEqual([0, empty.replace('""', '"v2"')]);
  });

  test('the version of the chart follows when that is asked for, and no other chart’s does', async () => {
    folder.write({
      'a/values.yaml': values('v1'),
      'a/Chart.yaml': chart,
      'b/values.yaml': values('v1').replace(API, 'ghcr.io/acme/web'),
      'b/Chart.yaml': chart,
    });
    await folder.run(['set', '.', '--image', target]);
    expect(folder.read('a/Chart.yaml')).toBe(chart);
    const { code, out } = await folder.run(['set', '.', '--image', target, '--app-version']);
    expect([code, folder.read('a/Chart.yaml')]).toEqual([0, chart.replace('v1\n', 'v2\n')]);
    expect(folder.read('b/Chart.yaml')).toBe(chart);
    expect(out).toContain('passed over v1: nothing in the folder of this chart holds the image');
  });

  test('a chart alone is enough when that is asked for', async () => {
    folder.write({ 'Chart.yaml': chart });
    const { code } = await folder.run(['set', 'Chart.yaml', '--image', target, '--app-version']);
    expect([code, folder.read('Chart.yaml')]).toEqual([0, chart.replace('v1\n', 'v2\n')]);
  });

  test('a chart has one version, so several images cannot have it', async () => {
    folder.write({ 'Chart.yaml': chart });
    const images = ['-i', target, '-i', `ghcr.io/acme/web=v3@${A}`];
    const { code, err } = await folder.run(['set', '.', ...images, '--app-version']);
    expect([code, folder.read('Chart.yaml')]).toEqual([2, chart]);
    expect(err).toContain('--app-version goes with one image');
  });
});
