import { describe, expect, test } from '@jest/globals';
import { parseRecord } from '../../src/image/record.ts';
import { promotionSummary, recordSummary } from '../../src/report/job-summary.ts';

const lane = {
  name: 'shop',
  outcome: 'created',
  reason: 'The pull request is open.',
  pull: { number: 7, url: 'https://github.com/acme/config/pull/7' },
  moves: [{ image: 'api', from: 'v1', to: 'v2' }],
  files: [{ path: 'a.yaml', before: 'tag: v1\n', after: 'tag: v2\n' }],
  left: [],
};
const summary = {
  what: 'Promotion to',
  environment: 'dev',
  repository: 'acme/config',
  branch: 'main',
  dryRun: false,
  lanes: [lane],
};

test('the job summary shows every lane with its outcome, and the diff behind a fold', () => {
  expect(promotionSummary(summary)).toBe(`### Promotion to \`dev\`

\`acme/config\` on \`main\`

| lane | outcome | pull request | change | why |
| --- | --- | --- | --- | --- |
| \`shop\` | created | [#7](https://github.com/acme/config/pull/7) | \`api\` \`v1\` → \`v2\` | \`The pull request is open.\` |

<details>
<summary>Diff of shop (1 file)</summary>

\`\`\`diff
--- a/a.yaml
+++ b/a.yaml
@@ -1 +1 @@
-tag: v1
+tag: v2
\`\`\`

</details>
`);
});

test('a dry run is called one, and a lane without a pull request has a dash', () => {
  const text = promotionSummary({
    ...summary,
    dryRun: true,
    lanes: [{ ...lane, pull: undefined, files: [] }],
  });
  expect(text).toContain('dry run: nothing was written');
  expect(text).toContain('| created | – |');
  expect(text).not.toContain('<details>');
});

test('a diff that would fill the summary is left to the log', () => {
  const files = [{ path: 'a.yaml', before: '', after: 'x: y\n'.repeat(60_000) }];
  expect(promotionSummary({ ...summary, lanes: [{ ...lane, files }] }).length).toBeLessThan(2_000);
});

describe('the summary of a record', () => {
  const HERE = 'https://github.com';
  const ofServer = (server: string): string => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const commit = 'c'.repeat(40);
    const record = parseRecord(
      JSON.stringify({
        schemaVersion: 1,
        image: 'ghcr.io/acme/shop',
        digest,
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        platforms: ['linux/amd64'],
        tags: ['v1'],
        source: { repository: 'acme/shop', commit, server },
        run: { id: '7', attempt: 1, url: `${server}/acme/shop/actions/runs/7` },
      }),
    );
    return recordSummary(record, { how: 'recorded before', server: HERE });
  };

  test('links the commit and the run on the server of this run', () => {
    const text = ofServer(HERE);
    expect(text).toContain(`](${HERE}/acme/shop/commit/${'c'.repeat(40)})`);
    expect(text).toContain(`](${HERE}/acme/shop/actions/runs/7)`);
  });

  test.each(['https://github.com.evil.example', 'https://evil.example', 'http://github.com'])(
    'links nothing on %s, which a record may name',
    (server) => {
      const text = ofServer(server);
      expect(text).toContain('acme/shop@cccccccccccc');
      expect(text).not.toContain('](');
    },
  );
});
