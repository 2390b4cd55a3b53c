import { beforeAll, describe, expect, test } from '@jest/globals';
import { ESLint } from 'eslint';

let eslint: ESLint;

beforeAll(() => {
  eslint = new ESLint();
});

async function rulesBroken(filePath: string, code: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(code, { filePath });
  return (result?.messages ?? []).map((message) => message.ruleId);
}

describe('the arrows between rooms', () => {
  test.each([
    [
      'a room that decides imports one that acts',
      'src/manifest/x.ts',
      "import { x } from '../registry/registry.ts';\nexport const y = x;\n",
    ],
    [
      'a format imports a room that acts',
      'src/manifest/formats/x.ts',
      "import { x } from '../../github/x.ts';\nexport const y = x;\n",
    ],
    [
      'a room that acts imports another',
      'src/registry/x.ts',
      "import { x } from '../github/x.ts';\nexport const y = x;\n",
    ],
    [
      'a room that acts imports an action',
      'src/github/x.ts',
      "import { x } from '../actions/promote/run.ts';\nexport const y = x;\n",
    ],
    [
      'an action imports another',
      'src/actions/promote/x.ts',
      "import { x } from '../advance/run.ts';\nexport const y = x;\n",
    ],
    [
      'what is known imports what is done',
      'src/environments/x.ts',
      "import type { X } from '../lanes/rounds.ts';\nexport type Y = X;\n",
    ],
    [
      'a room is entered beside its doors',
      'src/promotion/x.ts',
      "import { x } from '../manifest/edit/splice.ts';\nexport const y = x;\n",
    ],
    [
      'a stage of the editor imports a later one',
      'src/manifest/view/x.ts',
      "import { x } from '../layers/stacks.ts';\nexport const y = x;\n",
    ],
  ])('refuse that %s', async (_, file, code) => {
    expect(await rulesBroken(file, code)).toContain('house/arrows');
  });

  test.each([
    [
      'reads a file',
      'src/promotion/x.ts',
      "import { readFile } from 'node:fs/promises';\nexport const x = readFile;\n",
    ],
    [
      'imports the toolkit',
      'src/report/x.ts',
      "import * as core from '@actions/core';\nexport const x = core;\n",
    ],
  ])('refuse that a room that decides %s', async (_, file, code) => {
    expect(await rulesBroken(file, code)).toContain('no-restricted-imports');
  });

  test('refuse a circle of types', async () => {
    const code = "import type { Digest } from './reference.ts';\nexport type X = Digest;\n";
    expect(await rulesBroken('src/image/digest.ts', code)).toContain('house/no-circles');
  });

  test.each([
    ['the clock', 'export const x = () => Date.now();\n', 'no-restricted-properties'],
    ['chance', 'export const x = () => Math.random();\n', 'no-restricted-properties'],
    ['the environment', "export const x = () => process.env['X'];\n", 'no-restricted-globals'],
    ['the network', "export const x = () => fetch('http://127.0.0.1');\n", 'no-restricted-globals'],
    ['the current time', 'export const x = () => new Date();\n', 'no-restricted-syntax'],
  ])('keep a room that decides away from %s', async (_, code, rule) => {
    expect(await rulesBroken('src/promotion/x.ts', code)).toContain(rule);
  });

  test.each([
    [
      'an action composes rooms that act',
      'src/actions/build/x.ts',
      "import { x } from '../../registry/registry.ts';\nexport const y = x;\n",
    ],
    [
      'a room that acts imports one that decides',
      'src/registry/x.ts',
      "import { x } from '../image/digest.ts';\nexport const y = x;\n",
    ],
    [
      'an action imports what actions share',
      'src/actions/promote/x.ts',
      "import { x } from '../lane/lane-inputs.ts';\nexport const y = x;\n",
    ],
    [
      'a stage of the editor imports an earlier one',
      'src/manifest/edit/x.ts',
      "import { x } from '../text/decode.ts';\nexport const y = x;\n",
    ],
    ['a room imports itself', 'src/github/x.ts', "import { x } from './y.ts';\nexport const y = x;\n"],
    [
      'a date is made from a value',
      'src/promotion/x.ts',
      'export const x = (text: string) => new Date(text);\n',
    ],
  ])('allow that %s', async (_, file, code) => {
    expect(await rulesBroken(file, code)).toEqual([]);
  });
});
