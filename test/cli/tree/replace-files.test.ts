import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { replaceFiles, type FileReplacement } from '../../../src/cli/tree/replace-files.ts';
import { errorsOf } from '../../../src/errors/waybill-error.ts';
import { Folder } from '../command-line.ts';

let folder: Folder;
beforeEach(() => {
  folder = new Folder().write({ 'a/x': 'old', 'b/x': 'old' });
});
afterEach(() => {
  folder.remove();
});

function replacement(path: string, before = 'old'): FileReplacement {
  return { path, absolute: join(folder.path, path), before: Buffer.from(before), after: Buffer.from('new') };
}

async function refusalOf(replacements: readonly FileReplacement[]): Promise<string> {
  try {
    await replaceFiles(replacements);
    return 'replaced';
  } catch (thrown) {
    return errorsOf(thrown)
      .map(({ code, message }) => `${code} ${message}`)
      .join('\n');
  }
}

test('all files are replaced', async () => {
  expect(await refusalOf([replacement('a/x'), replacement('b/x')])).toBe('replaced');
  expect([folder.read('a/x'), folder.read('b/x')]).toEqual(['new', 'new']);
});

test('a file that changed since it was read stops all of them', async () => {
  expect(await refusalOf([replacement('a/x'), replacement('b/x', 'older')])).toMatch(
    /^FILE_UNSAFE b\/x changed/,
  );
  expect([folder.read('a/x'), folder.read('b/x')]).toEqual(['old', 'old']);
  expect(readdirSync(join(folder.path, 'a'))).toEqual(['x']);
});

test('a file that is gone stops all of them', async () => {
  rmSync(join(folder.path, 'b'), { recursive: true });
  expect(await refusalOf([replacement('a/x'), replacement('b/x')])).toMatch(
    /^FILE_UNREADABLE .*nothing was written/,
  );
  expect(folder.read('a/x')).toBe('old');
  expect(readdirSync(join(folder.path, 'a'))).toEqual(['x']);
});
