import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createByteReader } from '../../src/cli/read-bytes.ts';
import { Folder } from './command-line.ts';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => {
  folder.remove();
});

test.each([0, 1, 256 * 1024 - 1, 256 * 1024, 256 * 1024 + 1, 3_000_000])(
  'a file of %i bytes is read whole',
  (size) => {
    const content = Buffer.alloc(size, 'abc');
    folder.write({ file: content });
    expect(createByteReader(10_000_000)(join(folder.path, 'file'), 'file').equals(content)).toBe(true);
  },
);

test('a smaller file after a larger one has nothing of it', () => {
  folder.write({ large: 'x'.repeat(1_000_000), small: 'y' });
  const read = createByteReader(10_000_000);
  read(join(folder.path, 'large'), 'large');
  expect(read(join(folder.path, 'small'), 'small').toString()).toBe('y');
});

test('of a file beyond the limit one byte more than the limit is read', () => {
  folder.write({ file: 'x'.repeat(1_000_000) });
  expect(createByteReader(300_000)(join(folder.path, 'file'), 'file')).toHaveLength(300_001);
});

test('a file that cannot be read is said by the name that people know', () => {
  expect(() => createByteReader(1_000)(join(folder.path, 'gone'), 'envs/gone')).toThrow(
    /^envs\/gone cannot be read: .*ENOENT/,
  );
});
