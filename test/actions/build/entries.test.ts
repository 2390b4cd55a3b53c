import { describe, expect, test } from '@jest/globals';
import { readEntries, readPair } from '../../../src/actions/build/request/entries.ts';

describe('an input with one entry a line', () => {
  test.each([
    ['plain lines', 'a=1\n b=2, 3 \n\nc', ['a=1', 'b=2, 3', 'c']],
    ['Windows line ends', 'a=1\r\nb=2\r\n', ['a=1', 'b=2']],
    [
      'a quoted entry over several lines',
      'a=1\n"key=line 1\n  line 2"\nb=2',
      ['a=1', 'key=line 1\n  line 2', 'b=2'],
    ],
    ['a quoted entry on one line', '"a=1"', ['a=1']],
    ['doubled quotes inside', '"json={""a"":""b""}"', ['json={"a":"b"}']],
    ['a quote in the middle is just a quote', 'a="1"', ['a="1"']],
    [
      'a key of several lines with blank ones',
      '"k=-----BEGIN\n\nx\n-----END"',
      ['k=-----BEGIN\n\nx\n-----END'],
    ],
    ['nothing', '', []],
  ])('%s', (_, text, entries) => {
    expect(readEntries('secrets', text)).toEqual(entries);
  });

  test('a quote that never closes is an error that does not show the value', () => {
    expect(() => readEntries('secrets', '"key=s3cret\nmore')).toThrow(
      expect.objectContaining({ code: 'INPUT_INVALID', message: expect.not.stringContaining('s3cret') }),
    );
  });
});

test('a pair is split at its first equals sign', () => {
  expect(readPair('labels', 'url=https://x/?a=b')).toEqual({ key: 'url', value: 'https://x/?a=b' });
  expect(readPair('labels', 'empty=')).toEqual({ key: 'empty', value: '' });
});

test.each(['no pair', '=value', ''])('%j is no pair, and is not shown: it may be a secret', (entry) => {
  expect(() => readPair('secrets', entry)).toThrow(
    expect.objectContaining({
      code: 'INPUT_INVALID',
      message: 'An entry of the input "secrets" is not key=value',
    }),
  );
});
