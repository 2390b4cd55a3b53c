import { expect, test } from '@jest/globals';
import { WaybillError } from '../../src/errors/waybill-error.ts';
import { failureSummary } from '../../src/runner/failure-summary.ts';

test('errors are grouped by who has to act, with code and hint', () => {
  const markdown = failureSummary([
    new WaybillError('REGISTRY_UNAVAILABLE', 'ghcr.io does not answer'),
    new WaybillError('INPUT_MISSING', 'The input "image" is empty', { hint: 'Set it.' }),
    new WaybillError('INPUT_INVALID', 'The input "tags" is wrong'),
  ]);
  expect(markdown).toBe(
    [
      '### Waybill stopped: 3 errors',
      '',
      '#### For the author of the workflow',
      '',
      '```text',
      'The input "image" is empty [INPUT_MISSING]',
      '  Set it.',
      '```',
      '```text',
      'The input "tags" is wrong [INPUT_INVALID]',
      '```',
      '',
      '#### For GitHub or the registry (try again, then ask who runs it)',
      '',
      '```text',
      'ghcr.io does not answer [REGISTRY_UNAVAILABLE]',
      '```',
    ].join('\n'),
  );
});

test('foreign text cannot leave its block', () => {
  const markdown = failureSummary([new WaybillError('BUILD_FAILED', 'x\n````\n# hello @acme')]);
  expect(markdown).toContain('`````text\nx [BUILD_FAILED]\n````\n# hello @acme\n`````');
});
