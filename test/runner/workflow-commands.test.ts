import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { EOL, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, jest, test } from '@jest/globals';
import { appendOutput, issueCommand, printGroup } from '../../src/runner/workflow-commands.ts';

const write = jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
afterEach(() => {
  write.mockClear();
});
const printed = (): string => write.mock.calls.map(([text]) => String(text)).join('');

test('a command is one line, whatever its message and properties hold', () => {
  issueCommand('error', '100%\r\nof it: all, of it', { title: 'a: b, c\n::d', line: 3 });
  expect(printed()).toBe(`::error title=a%3A b%2C c%0A%3A%3Ad,line=3::100%25%0D%0Aof it: all, of it${EOL}`);
});

test('a command without properties has no space after its name', () => {
  issueCommand('add-mask', 'secret');
  expect(printed()).toBe(`::add-mask::secret${EOL}`);
});

test('a group ends also when its work fails', async () => {
  await expect(printGroup('Reading', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(printed()).toBe(`::group::Reading${EOL}::endgroup::${EOL}`);
});

test('an output keeps its lines, and a value cannot set another output', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'waybill-output-'));
  const file = join(folder, 'output');
  appendOutput(file, 'json', 'one\nother=two');
  appendOutput(file, 'url', '');
  const [, first, second] =
    /^json<<(ghadelimiter_[\w-]+)\none\nother=two\n\1\nurl<<(ghadelimiter_[\w-]+)\n\n\2\n$/.exec(
      (await readFile(file, 'utf8')).replaceAll('\r\n', '\n'),
    ) ?? [];
  expect(first).toBeDefined();
  expect(first).not.toBe(second);
  await rm(folder, { recursive: true });
});
