import { expect, test } from '@jest/globals';
import { provenanceGate } from '../../../src/promotion/gates/provenance.ts';

const RUN = 'https://github.com/acme/shop/actions/runs/1';

test('what nobody has read has not passed', () => {
  expect(provenanceGate({ provenance: undefined })).toMatchObject({ state: 'pending' });
});

test.each([
  ['accepted', 'passed'],
  ['refused', 'failed'],
  ['unknown', 'pending'],
] as const)('what is %s has %s', (kind, state) => {
  const provenance = { kind, code: kind === 'accepted' ? undefined : 'REPO', words: 'So.', run: RUN };
  expect(provenanceGate({ provenance })).toEqual({
    gate: 'provenance',
    state,
    reason: kind === 'accepted' ? 'So.' : 'REPO: So.',
    until: undefined,
    evidence: [{ text: 'the run that built it', url: RUN }],
  });
});
