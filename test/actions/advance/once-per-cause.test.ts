import { expect, test } from '@jest/globals';
import { oncePerCause } from '../../../src/actions/lane/once-per-cause.ts';
import { type ErrorCode, WaybillError } from '../../../src/errors/waybill-error.ts';

const error = (code: ErrorCode, message: string, hint: string): WaybillError =>
  new WaybillError(code, message, { hint });
const messages = (errors: readonly WaybillError[]): readonly string[] =>
  oncePerCause(errors).map(({ message }) => message);

test('a permission that forty lanes lack is one error', () => {
  const lanes = Array.from({ length: 40 }, (_, index) => `open the pull request of lane ${index}`);
  const missing = lanes.map((doing) =>
    error('PERMISSION_MISSING', `May not ${doing}`, 'Give it "a" on acme/b.'),
  );
  expect(messages(missing)).toEqual([
    'May not open the pull request of lane 0 (39 more failed for the same reason)',
  ]);
  expect(oncePerCause(missing)[0]).toMatchObject({
    code: 'PERMISSION_MISSING',
    hint: 'Give it "a" on acme/b.',
  });
});

test('permissions of two repositories are two errors', () => {
  const missing = ['b', 'c', 'b'].map((name) =>
    error('PERMISSION_MISSING', name, `Give it "a" on acme/${name}.`),
  );
  expect(messages(missing)).toEqual(['b (one more failed for the same reason)', 'c']);
});

test('what is wrong with a lane is said of each, also where the advice is the same', () => {
  const blocked = ['one', 'two'].map((name) => error('LANE_MOVED', name, 'Run the job again.'));
  expect(messages(blocked)).toEqual(['one', 'two']);
});
