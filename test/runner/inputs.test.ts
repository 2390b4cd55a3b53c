import { describe, expect, test } from '@jest/globals';
import { createInputs } from '../../src/runner/inputs.ts';

const inputs = (values: Record<string, string>) => createInputs(values);

test('an input is read from its variable, where only spaces become underscores', () => {
  const read = inputs({ 'INPUT_GITHUB-TOKEN': ' abc ', INPUT_TWO_WORDS: 'x' });
  expect(read.text('github-token')).toBe('abc');
  expect(read.text('two words')).toBe('x');
});

test('an empty or blank input is no input', () => {
  expect(inputs({ INPUT_A: '' }).text('a')).toBeUndefined();
  expect(inputs({ INPUT_A: ' \n ' }).text('a')).toBeUndefined();
  expect(inputs({}).text('a')).toBeUndefined();
});

test('a required input that is empty is an error that names it', () => {
  expect(() => inputs({ INPUT_IMAGE: ' ' }).required('image')).toThrow(
    expect.objectContaining({ code: 'INPUT_MISSING', message: 'The input "image" is required and is empty' }),
  );
});

test('a list is newline or comma separated; lines keep their commas', () => {
  const read = inputs({ INPUT_A: 'a, b\r\n\n c,' });
  expect(read.list('a')).toEqual(['a', 'b', 'c']);
  expect(inputs({ INPUT_A: 'type=gha,mode=max\n\n b ' }).lines('a')).toEqual(['type=gha,mode=max', 'b']);
  expect(read.list('nothing')).toEqual([]);
});

describe('a boolean', () => {
  test.each([
    ['true', true],
    ['TRUE', true],
    ['false', false],
    ['False', false],
  ])('%s', (text, value) => {
    expect(inputs({ INPUT_A: text }).boolean('a', !value)).toBe(value);
  });

  test('is its fallback when empty', () => {
    expect(inputs({}).boolean('a', true)).toBe(true);
  });

  test.each(['yes', '1', 'tRUE'])('is not %s', (text) => {
    expect(() => inputs({ INPUT_A: text }).boolean('a', false)).toThrow(
      expect.objectContaining({ code: 'INPUT_INVALID' }),
    );
  });
});

test('a choice is one of its words, or an error that shows the nearest', () => {
  const read = inputs({ INPUT_PIN: 'digset' });
  expect(inputs({ INPUT_PIN: 'tag' }).choice('pin', ['digest', 'tag'], 'digest')).toBe('tag');
  expect(inputs({}).choice('pin', ['digest', 'tag'], 'digest')).toBe('digest');
  expect(() => read.choice('pin', ['digest', 'tag'], 'digest')).toThrow(
    expect.objectContaining({
      code: 'INPUT_INVALID',
      hint: 'Write one of "digest", "tag". Did you mean "digest"?',
    }),
  );
});
