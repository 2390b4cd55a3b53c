import { describe, expect, test } from '@jest/globals';
import { NO_OUTPUTS, pullOutputs } from '../../src/actions/lane/outputs.ts';

const PULL = { number: 7, url: 'https://github.com/acme/config/pull/7' };
const LANE = { pull: PULL, head: 'c0ffee', branch: 'waybill/dev/api' };

describe('the outputs of a pull request', () => {
  test.each([
    ['created', true, 'created'],
    ['updated', true, 'updated'],
    ['superseded', true, 'updated'],
    ['merged', true, 'merged'],
    ['closed', true, 'closed'],
    ['blocked', true, 'none'],
    ['unchanged', true, 'none'],
    ['unchanged', false, 'none'],
    // A dry run comes to an outcome, and does nothing.
    ['created', false, 'none'],
  ])('%s, where a change is %s, is the operation %s', (outcome, changed, operation) => {
    expect(pullOutputs({ ...LANE, outcome, changed })).toEqual({
      'pull-request-number': '7',
      'pull-request-url': PULL.url,
      'pull-request-operation': operation,
      'pull-request-head-sha': 'c0ffee',
      'pull-request-branch': 'waybill/dev/api',
    });
  });

  test('are those of a run that did nothing, where there is none', () => {
    const none = pullOutputs({ ...LANE, pull: undefined, outcome: 'unchanged', changed: false });
    expect(NO_OUTPUTS).toMatchObject(none);
    expect(none['pull-request-branch']).toBe('');
  });
});
