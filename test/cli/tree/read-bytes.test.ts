import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createByteReader } from '../../../src/cli/tree/read-bytes.ts';
import { Folder } from '../command-line.ts';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => {
  folder.remove();
});

const at = (name: string, path = name) => ({ path, absolute: join(folder.path, name) });

test.each([0, 1, 256 * 1024 - 1, 256 * 1024, 256 * 1024 + 1, 3_000_000])(
  'a file of %i bytes is read whole',
  (size) => {
    const content = Buffer.alloc(size, 'abc');
    folder.write({ file: content });
    const reader = createByteReader(10_000_000);
    expect(reader.characters(at('file'))).toHaveLength(size);
    expect(reader.bytes().equals(content)).toBe(true);
  },
);

test('a smaller file after a larger one has nothing of it', () => {
  folder.write({ large: 'x'.repeat(1_000_000), small: 'y' });
  const reader = createByteReader(10_000_000);
  reader.characters(at('large'));
  const large = reader.bytes();
  expect(reader.characters(at('small'))).toBe('y');
  expect(reader.bytes().toString()).toBe('y');
  expect(large.equals(Buffer.alloc(1_000_000, 'x'))).toBe(true);
});

test('of a file beyond the limit one byte more than the limit is read', () => {
  folder.write({ file: 'x'.repeat(1_000_000) });
  expect(createByteReader(300_000).characters(at('file'))).toHaveLength(300_001);
});

test('a file that cannot be read is said by the name that people know', () => {
  expect(() => createByteReader(1_000).characters(at('gone', 'envs/gone'))).toThrow(
    /^envs\/gone cannot be read: .*ENOENT/,
  );
});

test('a byte is one character, also where the file is no ASCII', () => {
  folder.write({ file: Buffer.from([0xff, 0xfe, 0x61, 0x00, 0xc3, 0xa9]) });
  const reader = createByteReader(1_000);
  expect(reader.characters(at('file'))).toBe('\u00ff\u00fea\u0000\u00c3\u00a9');
});
