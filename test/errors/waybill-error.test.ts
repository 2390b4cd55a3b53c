import { describe, expect, test } from '@jest/globals';
import { locate } from '../../src/errors/location.ts';
import { describeError, errorsOf, WaybillError, WaybillErrors } from '../../src/errors/waybill-error.ts';

describe('WaybillError', () => {
  test('knows who has to act', () => {
    expect(new WaybillError('INPUT_MISSING', 'x').party).toBe('workflow');
    expect(new WaybillError('CONFIG_INVALID', 'x').party).toBe('config');
    expect(new WaybillError('GITHUB_UNAVAILABLE', 'x').party).toBe('platform');
    expect(new WaybillError('EDIT_UNPROVEN', 'x').party).toBe('bug');
  });

  test('is described with its place, its excerpt and what to do', () => {
    const location = locate('waybill.yaml', 'version: 2\n', 9);
    const error = new WaybillError('CONFIG_INVALID', 'version 2 is not known', {
      location,
      hint: 'Write version: 1.',
    });
    expect(describeError(error)).toBe(
      'version 2 is not known [CONFIG_INVALID]\n  at waybill.yaml:1:10\n  | version: 2\n  |          ^\n  Write version: 1.',
    );
  });

  test('is described with its code before what it lists', () => {
    const error = new WaybillError('REFERENCE_AMBIGUOUS', 'two could be meant:\n  a.yaml:1\n  b.yaml:2');
    expect(describeError(error)).toBe('two could be meant: [REFERENCE_AMBIGUOUS]\n  a.yaml:1\n  b.yaml:2');
  });
});

describe('errorsOf', () => {
  test('gives all errors of one run in order', () => {
    const errors = [new WaybillError('INPUT_MISSING', 'a'), new WaybillError('INPUT_INVALID', 'b')];
    expect(errorsOf(new WaybillErrors(errors))).toEqual(errors);
  });

  test('turns anything else into a bug that keeps its cause', () => {
    const cause = new TypeError('x is not a function');
    const [error] = errorsOf(cause);
    expect(error).toMatchObject({ code: 'INTERNAL', party: 'bug', message: 'x is not a function', cause });
  });
});

test('a value of 100 kB does not hide the sentence around it, wherever it came from', () => {
  const long = 'x'.repeat(100_000);
  const { message, hint } = new WaybillError(
    'INPUT_INVALID',
    `"${long}" is no tag.\n  ${'y '.repeat(50_000)}`,
    {
      hint: `Write ${long} in another way.`,
    },
  );
  expect(message).toMatch(/^"x{99}… is no tag\.\n {2}(?:y )+…$/);
  expect(message.length).toBeLessThan(3_200);
  expect(hint).toMatch(/^Write x{100}… in another way\.$/);
});

test('a whole reference is short enough to be read', () => {
  const reference = `${'r'.repeat(255)}:${'t'.repeat(128)}@sha256:${'d'.repeat(64)}`;
  expect(new WaybillError('IMAGE_NOT_FOUND', `There is no ${reference}`).message).toContain(reference);
});
