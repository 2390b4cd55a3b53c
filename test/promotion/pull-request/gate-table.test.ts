import { describe, expect, test } from '@jest/globals';
import type { GateResult } from '../../../src/promotion/gates/gate.ts';
import { gateReason, gateSection, withGates } from '../../../src/promotion/pull-request/gate-table.ts';

function gate(more: Partial<GateResult> = {}): GateResult {
  return { gate: 'soak', state: 'pending', reason: 'Soaks.', until: undefined, evidence: [], ...more };
}

function section(gates: readonly GateResult[], nextInLine?: string): string {
  return gateSection({ gates, nextInLine });
}

const link = (number: number) => ({
  text: `pull ${number}`,
  url: `https://github.com/acme/c/pull/${number}`,
});

describe('the gates of a description', () => {
  test('are a line, a table and what is next in line, between two marks', () => {
    const gates = [
      gate({ gate: 'order', state: 'passed', reason: 'Is declared.' }),
      gate(),
      gate({ gate: 'health', state: 'failed', reason: 'Has failed.' }),
    ];
    expect(section(gates, 'Next in line: `api` `v3`.')).toBe(`<!-- waybill-gates -->

**Gates**, when Waybill last looked: 2 of 3 not passed: soak, health.

| gate | state | why |
| --- | --- | --- |
| order | ✅ passed | Is declared. |
| soak | ⏳ pending | Soaks. |
| health | ❌ failed | Has failed. |

Next in line: \`api\` \`v3\`.

<!-- /waybill-gates -->`);
  });

  test('are no table where there are none', () => {
    expect(section([], 'Next in line.')).toBe(
      '<!-- waybill-gates -->\n\nNext in line.\n\n<!-- /waybill-gates -->',
    );
    expect(section([])).toBe('<!-- waybill-gates -->\n\n<!-- /waybill-gates -->');
  });

  test('link to three pieces of evidence at most', () => {
    const [row = ''] = section([gate({ evidence: [1, 2, 3, 4].map(link) })]).match(/^\| soak .*$/m) ?? [];
    const links = [1, 2, 3].map((number) => `([\`pull ${number}\`](${link(number).url}))`);
    expect(row).toBe(`| soak | ⏳ pending | Soaks. ${links.join(' ')} |`);
  });

  test.each([
    ['has no address', undefined],
    ['has an address that is none', 'javascript:alert(1)'],
  ])('do not name evidence that %s', (_what, url) => {
    const text = section([gate({ evidence: [{ text: 'dev', url }, link(1)] })]);
    expect(text).toContain(`| Soaks. ([\`pull 1\`](${link(1).url})) |`);
  });
});

describe('gates that are exchanged', () => {
  const facts = { gates: [gate()], nextInLine: undefined };
  const place = section([gate({ state: 'passed' })]);

  test('leave what stands before and after them', () => {
    expect(withGates(`Before.\n\n${place}\n\nAfter.`, facts)).toBe(
      `Before.\n\n${section([gate()])}\n\nAfter.`,
    );
  });

  test.each([
    ['the first mark is gone', 'Text <!-- /waybill-gates --> more'],
    ['the second mark is gone', 'Text <!-- waybill-gates --> more'],
    ['the marks are the wrong way round', '<!-- /waybill-gates --> text <!-- waybill-gates -->'],
  ])('are left as they are where %s', (_what, body) => {
    expect(withGates(body, facts)).toBe(body);
  });
});

test.each([
  [
    'Held: *never* `x` [a](b) <i> ~y~ a|b c\\d e_f & g',
    'Held: \\*never\\* \\`x\\` \\[a\\](b) \\<i\\> \\~y\\~ a\\|b c\\\\d e\\_f \\& g',
  ],
  ['Ask @bob, see #12', 'Ask (at)bob, see no. 12'],
  ['y'.repeat(401), `${'y'.repeat(399)}…`],
])('a reason is plain text: %s', (reason, expected) => {
  expect(gateReason(reason)).toBe(expected);
});
