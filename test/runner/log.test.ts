import { EOL } from 'node:os';
import { mock } from 'node:test';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { issueCommand, printGroup } from '../../src/runner/log.ts';

let texts: string[];
beforeEach(() => {
  texts = [];
  mock.method(process.stdout, 'write', (text: string) => texts.push(text) > 0);
});
afterEach(() => mock.restoreAll());
const printed = (): string => texts.join('');

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
