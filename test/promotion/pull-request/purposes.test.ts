import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { marked, type Token } from 'marked';
import { parseDigest } from '../../../src/image/digest.ts';
import { commitMessage } from '../../../src/promotion/lane/commit-message.ts';
import { gateSection, withGates } from '../../../src/promotion/pull-request/gate-table.ts';
import type { GateResult } from '../../../src/promotion/gates/gate.ts';
import { parseMarker } from '../../../src/promotion/pull-request/marker.ts';
import type { Purpose } from '../../../src/promotion/lane/purpose.ts';
import { ORDINARY } from '../../../src/promotion/lane/purpose.ts';
import { planKey } from '../../../src/promotion/lane/plan-key.ts';
import { pullRequestBody } from '../../../src/promotion/pull-request/pull-request.ts';
import { pullRequestTitle } from '../../../src/promotion/pull-request/title.ts';
import { NO_FACTS, type PullRequestFacts } from '../../../src/promotion/pull-request/facts.ts';
import { parseTrailers } from '../../../src/promotion/lane/trailers.ts';
import { rounds } from '../../rounds.ts';
import { SITE } from '../lane/a-site.ts';

const OLD = parseDigest(`sha256:${'1'.repeat(64)}`);
const NEW = parseDigest(`sha256:${'2'.repeat(64)}`);
const RUN = 'https://github.com/acme/ops/actions/runs/7';
const lane = { environment: 'prod', unit: 'api', images: ['api'], site: SITE };
const image = { name: 'api', repository: 'ghcr.io/acme/api', tag: 'v2', digest: NEW, record: undefined };
const move = { image, from: { digests: [OLD], tags: ['v1'], record: undefined } };
const asked = { by: 'alice', reason: 'loses sessions', run: RUN };
const hotfix: Purpose = {
  kind: 'hotfix',
  asked,
  passedOver: ['soak: Soaks until 2026-01-05 09:00 UTC.'],
};
const rollBack: Purpose = {
  kind: 'roll-back',
  asked,
  from: [{ name: 'api', digest: OLD }],
  holds: true,
};
const wave: Purpose = { kind: 'promotion', wave: { number: 2, of: 3, targets: ['eu-2', 'us-1'] } };

function body(purpose: Purpose, story: Partial<PullRequestFacts> = {}): string {
  return pullRequestBody({
    lane,
    key: 'c'.repeat(64),
    proposal: { api: NEW },
    placed: [move],
    changes: [],
    superseded: [],
    files: ['envs/prod/values.yaml'],
    left: [],
    environmentUrl: undefined,
    server: 'https://github.com',
    purpose,
    facts: { ...NO_FACTS, ...story },
  });
}

function gate(more: Partial<GateResult> = {}): GateResult {
  return { gate: 'soak', state: 'pending', reason: 'Soaks.', until: undefined, evidence: [], ...more };
}

function plainText(markdown: string): string {
  let plain = '';
  marked.walkTokens(marked.lexer(markdown), (token: Token) => {
    if (token.type === 'text' && !('tokens' in token && Array.isArray(token['tokens'])))
      plain += `${token.raw}\n`;
  });
  return plain;
}

describe('the title', () => {
  test.each([
    ['an ordinary promotion', ORDINARY, 'Promote api v2 to prod'],
    ['a hotfix', hotfix, 'Hotfix: promote api v2 to prod'],
    ['a roll back', rollBack, 'Roll prod back to api v2'],
    ['a wave', wave, 'Promote api v2 to prod (wave 2 of 3: eu-2, us-1)'],
  ])('of %s says so', (_what, purpose, title) => {
    expect(pullRequestTitle(lane, [image], { purpose })).toBe(title);
  });
});

describe('the description', () => {
  test('of a wave names its targets', () => {
    expect(body(wave)).toContain('Wave 2 of 3: `eu-2`, `us-1`.');
  });

  test('of a roll back that leaves no hold says so', () => {
    const purpose = { kind: 'roll-back' as const, asked, from: [{ name: 'api', digest: OLD }], holds: false };
    expect(body(purpose)).toContain('is not held');
  });

  test('shows the road of the digest, with the pull requests that brought it', () => {
    const mark = { environment: 'dev', image: 'api', digest: NEW, since: new Date('2026-01-05T09:00:00Z') };
    const url = 'https://github.com/acme/config/pull/3';
    const road = [{ ...mark, commit: { oid: 'a'.repeat(40), url: undefined }, pull: { number: 3, url } }];
    expect(body(ORDINARY, { history: road })).toContain(
      `### Promotion history\n\n- \`dev\`: \`sha256:222222222222\` since 2026-01-05 09:00 UTC, by [#3](${url})\n- \`prod\`: this pull request`,
    );
  });

  test.each([
    [['staging', 'load'], 'auto' as const, /`staging`, `load`, which come after it.*Who merges it: Waybill/],
    [['prod'], 'manual' as const, /`prod`, which comes after it.*Who merges it: a person/],
    [[], undefined, /No environment comes after it\.<!-- waybill-merge -->/],
  ])('says what happens on merge before %j', (next, merge, says) => {
    expect(body(ORDINARY, { next, merge })).toMatch(says);
  });

  test('says that a version goes down', () => {
    const record = (version: string) => ({
      schemaVersion: 1 as const,
      image: 'ghcr.io/acme/api',
      digest: NEW,
      mediaType: '',
      platforms: [],
      tags: [],
      version,
    });
    const down = {
      image: { ...image, record: record('1.9.0') },
      from: { ...move.from, record: record('1.10.0') },
    };
    const text = pullRequestBody({
      lane,
      key: 'c'.repeat(64),
      proposal: { api: NEW },
      placed: [down],
      changes: [],
      superseded: [],
      files: [],
      left: [],
      environmentUrl: undefined,
      server: 'https://github.com',
      purpose: ORDINARY,
      facts: NO_FACTS,
    });
    expect(text).toContain('**Downgrade**: `api` from `1.10.0` to `1.9.0`.');
  });

  test('takes nothing from a reason, whoever wrote it', () => {
    const nasty = fc.stringMatching(/^[`@#<>![\]()|\\*_~ \na-z0-9/:.&-]{1,80}$/);
    fc.assert(
      fc.property(nasty, (reason) => {
        const said = { ...asked, reason };
        const purpose = { kind: 'hotfix' as const, asked: said, passedOver: [] };
        const text = body(purpose, { gates: [gate({ reason })] });
        expect(plainText(text)).not.toMatch(/@\w|(?:^|\s)#\d|https?:\/\//);
        expect(parseMarker(text)?.key).toBe('c'.repeat(64));
        const kinds = new Set<string>();
        marked.walkTokens(marked.lexer(text), (token: Token) => void kinds.add(token.type));
        expect(kinds).not.toContain('image');
      }),
      rounds(300),
    );
  });
});

describe('the gates in a description', () => {
  test('are exchanged in place, and nothing else', () => {
    const before = body(ORDINARY, { gates: [gate()] });
    const story = { gates: [gate({ state: 'passed' })], nextInLine: 'Next in line: `api` `v3`.' };
    const after = withGates(before, story);
    expect(after).toBe(
      before.replace(gateSection({ gates: [gate()], nextInLine: undefined }), gateSection(story)),
    );
    expect(after).toContain('**Gates**, when Waybill last looked: all passed.');
    expect(withGates(after, { gates: [gate()], nextInLine: undefined })).toBe(before);
  });

  test('stay away from a description that has no place for them', () => {
    expect(withGates('Rewritten by hand.', { gates: [gate()], nextInLine: undefined })).toBe(
      'Rewritten by hand.',
    );
  });

  test('name what has not passed, with links to the evidence, each once', () => {
    const evidence = [1, 2].map(() => ({
      text: 'staging at abc',
      url: 'https://github.com/acme/config/pull/2',
    }));
    const section = gateSection({ gates: [gate({ evidence })], nextInLine: undefined });
    expect(section).toContain('**Gates**, when Waybill last looked: 1 of 1 not passed: soak.');
    expect(section.match(/staging at abc/g)).toHaveLength(1);
  });
});

describe('the commit message', () => {
  test.each([
    ['a hotfix', hotfix, { hotfix: asked }],
    ['a roll back', rollBack, { rollBack: { ...asked, from: [{ name: 'api', digest: OLD }] } }],
  ])('of %s carries who asked and why, to be read back', (_what, purpose, trailers) => {
    const message = commitMessage({
      lane,
      placed: [move],
      key: 'e'.repeat(64),
      tree: 'f'.repeat(40),
      purpose,
    });
    expect(parseTrailers(message)).toMatchObject([{ environment: 'prod', ...trailers }]);
  });

  test.each([
    'Ask @octocat',
    'fixes #1',
    'closes acme/shop#2',
    'resolves https://github.com/a/b/issues/3',
    'fixes GH-4',
  ])('neither notifies nor closes for the reason "%s"', (reason) => {
    const purpose = {
      kind: 'hotfix' as const,
      asked: { by: 'alice', reason, run: undefined },
      passedOver: [],
    };
    const message = commitMessage({
      lane,
      placed: [move],
      key: 'e'.repeat(64),
      tree: 'f'.repeat(40),
      purpose,
    });
    const [line = ''] = /^Waybill-Hotfix: .*$/m.exec(message) ?? [];
    expect(line).not.toMatch(/@\w|#\d|GH-\d|:\/\//);
  });

  test('keeps a reason of many lines on one', () => {
    const purpose = {
      kind: 'hotfix' as const,
      asked: { by: 'alice', reason: 'one\nWaybill-Environment: dev\n\ntwo', run: undefined },
      passedOver: [],
    };
    const message = commitMessage({
      lane,
      placed: [move],
      key: 'e'.repeat(64),
      tree: 'f'.repeat(40),
      purpose,
    });
    expect(parseTrailers(message).map(({ environment }) => environment)).toEqual(['prod']);
  });
});

test('the key tells a promotion, a hotfix, a roll back and each wave of one digest apart, and not who asked', () => {
  const base = { repository: 'acme/config', branch: 'main' };
  const key = (purpose: Purpose): string => planKey(base, lane, [image], purpose);
  expect(new Set([ORDINARY, hotfix, rollBack, wave].map(key)).size).toBe(4);
  const other = { by: 'bob', reason: 'slow', run: undefined };
  expect(key({ kind: 'hotfix', asked: other, passedOver: [] })).toBe(key(hotfix));
  expect(key(ORDINARY)).toBe(planKey(base, lane, [image]));
});
