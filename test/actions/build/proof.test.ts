import { describe, expect, test } from '@jest/globals';
import type { Prover } from '../../../src/evidence/prove-image.ts';
import type { ProvenanceVerdict } from '../../../src/verification/provenance/judge-provenance.ts';
import { accepted, variables } from './proven.ts';
import { build, COMMIT_TAG, image, registry, SAYS_COMMIT, useFreshRegistry } from './stage.ts';

useFreshRegistry();

type Asked = Parameters<Prover>[0];

/** Builds where an image is there already, of which the evidence says this. */
async function reuse(verdict: ProvenanceVerdict, inputs: Readonly<Record<string, string>> = {}, env = {}) {
  const digest = registry.seed('acme/api', [COMMIT_TAG], { labels: SAYS_COMMIT });
  const asked: Asked[] = [];
  const prove: Prover = async (question) => {
    asked.push(question);
    return { ...verdict, rule: undefined, places: [], attestations: [] };
  };
  const ran = await build(inputs, { proofs: { prove }, variables: { ...variables, ...env } });
  return { ...ran, digest, asked };
}

const refused = (
  code: 'NO_EVIDENCE' | 'EVIDENCE_UNAVAILABLE' | 'REPO' | 'LIMIT_EXCEEDED',
): ProvenanceVerdict => ({
  kind: code === 'EVIDENCE_UNAVAILABLE' ? 'unknown' : 'refused',
  refusal: { code, words: 'It is so.', attestation: 'b'.repeat(64) },
});

describe('an image that is reused', () => {
  test('and was signed by this workflow for this commit is verified, and the record does not say otherwise', async () => {
    const { runner, error, builder } = await reuse(accepted());
    expect(error).toBeUndefined();
    expect(builder.builds).toEqual([]);
    expect(runner.outputs).toMatchObject({ proof: 'verified', reused: 'true' });
    expect(runner.summaries.join('')).toContain('reused, built by run 99; verified');
    expect(JSON.parse(runner.outputs['record'] ?? '')).not.toHaveProperty('reused');
  });

  test('and was signed for another commit is refused, with both digests', async () => {
    const { error, digest, builder } = await reuse(accepted('d'.repeat(40)));
    expect(error).toMatchObject({
      code: 'REUSE_REFUSED',
      message: expect.stringContaining(`${image}@${digest} is not reused: It was built from the commit dddd`),
    });
    expect(error).toMatchObject({ message: expect.stringContaining(`sha256:${'b'.repeat(64)}`) });
    expect(builder.builds).toEqual([]);
  });

  test.each(['REPO', 'LIMIT_EXCEEDED'] as const)(
    'and has attestations that end in %s is refused',
    async (code) => {
      const { error, digest } = await reuse(refused(code), { tags: 'main' });
      expect(error).toMatchObject({ code: 'REUSE_REFUSED' });
      expect(String(Object(error).message)).toMatch(new RegExp(`@${digest} .*sha256:b{64}`));
      expect(registry.tags('acme/api').has('main')).toBe(false);
    },
  );

  test.each(['NO_EVIDENCE', 'EVIDENCE_UNAVAILABLE'] as const)(
    'and has nothing to be verified with is called unverified wherever it is shown: %s',
    async (code) => {
      const { runner } = await reuse(refused(code));
      expect(runner.outputs).toMatchObject({ proof: 'unverified', reused: 'true' });
      expect(runner.summaries.join('')).toContain('; unverified');
      expect(JSON.parse(runner.outputs['record'] ?? '')).toMatchObject({ reused: true });
    },
  );

  test.each(['NO_EVIDENCE', 'EVIDENCE_UNAVAILABLE'] as const)(
    'and has no proof is built anew where one is required: %s',
    async (code) => {
      const { runner, builder, digest } = await reuse(refused(code), { 'require-provenance': 'true' });
      expect(builder.builds).toHaveLength(1);
      expect(runner.outputs).toMatchObject({ reused: 'false' });
      expect(registry.tags('acme/api').get(COMMIT_TAG)).not.toBe(digest);
    },
  );

  test('is not built anew where the proof that is required is there', async () => {
    const { builder } = await reuse(accepted(), { 'require-provenance': 'true' });
    expect(builder.builds).toEqual([]);
  });

  test('is asked about as the workflow of this run, by its numbers, on any branch or tag or this ref', async () => {
    const ids = { GITHUB_REPOSITORY_ID: '1', GITHUB_REPOSITORY_OWNER_ID: '2' };
    const { asked, digest } = await reuse(accepted(), {}, ids);
    expect(asked).toEqual([
      expect.objectContaining({
        digest,
        image: {
          name: image,
          repository: image,
          source: 'acme/shop',
          'source-id': '1',
          'source-owner-id': '2',
        },
        gate: {
          workflow: 'acme/shop/.github/workflows/build.yml',
          refs: ['refs/heads/*', 'refs/tags/*', 'refs/heads/main'],
          events: ['push', 'release', 'workflow_dispatch', 'schedule', 'merge_group', 'push'],
          runner: 'any',
        },
      }),
    ]);
  });

  test('is asked about as the inputs say', async () => {
    const inputs = { 'signed-by': 'acme/ci/.github/workflows/x.yml', 'signed-refs': 'refs/heads/main' };
    const { asked } = await reuse(accepted(), inputs);
    expect(asked[0]?.gate).toMatchObject({
      workflow: inputs['signed-by'],
      refs: ['refs/heads/main', 'refs/heads/main'],
    });
  });

  test('outside of a workflow is unverified, and nobody is asked', async () => {
    const { asked, runner } = await reuse(accepted(), {}, { GITHUB_WORKFLOW_REF: '' });
    expect(asked).toEqual([]);
    expect(runner.outputs['proof']).toBe('unverified');
  });

  test.each([
    [{ 'signed-by': 'build.yml' }, '"signed-by"'],
    [{ 'signed-refs': 'main' }, '"signed-refs"'],
    [{ sign: 'yes' }, '"sign"'],
  ])('%j is refused', async (inputs, says) => {
    const { error } = await build(inputs);
    expect(error).toMatchObject({ code: 'INPUT_INVALID', message: expect.stringContaining(says) });
  });
});

test('what another run built in the meantime is used only where it may be reused', async () => {
  const ran = await build(
    { 'require-provenance': 'true' },
    {
      variables,
      meanwhile: () => void registry.seed('acme/api', [COMMIT_TAG], { labels: SAYS_COMMIT }),
    },
  );
  expect(ran.error).toBeUndefined();
  expect(registry.tags('acme/api').get(COMMIT_TAG)).toBe(ran.runner.outputs['digest']);
  expect(ran.runner.outputs['reused']).toBe('false');
});
