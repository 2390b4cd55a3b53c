import { describe, expect, test } from '@jest/globals';
import {
  closedComment,
  heldBackComment,
  obsoleteComment,
  supersededComment,
  touchedComment,
} from '../../../src/promotion/pull-request/comments.ts';
import { digestOf } from '../gates/a-question.ts';

const [OLD, NEW] = [digestOf('1'), digestOf('2')];
const KEY = 'c'.repeat(64);
const HEAD = 'abcdef0123456789abcdef0123456789abcdef01';

describe('a comment on a pull request', () => {
  test('says which digest takes over of which, and that approvals were for the older one', () => {
    const { body, marker } = supersededComment({ api: OLD, web: OLD }, { api: NEW }, KEY);
    expect(body).toBe(`A newer digest takes over. Approvals given so far were for the older one.

- \`api\`: \`${OLD}\` → \`${NEW}\`
- \`web\`: \`${OLD}\` → no longer proposed

${marker}`);
  });

  test('says whose branch it is, what waits, and what a person can do', () => {
    const lane = { environment: 'prod', unit: 'shop', images: ['api', 'web'] };
    const { body, marker } = touchedComment(lane, 'waybill/prod/shop', HEAD, { api: NEW, web: OLD });
    expect(body)
      .toBe(`This branch has a commit that Waybill did not make (\`abcdef0\`), so it is left as it is. Waiting to be promoted to \`prod\`:

- \`api\`: \`${NEW}\`
- \`web\`: \`${OLD}\`

Merge or close this pull request and delete the branch \`waybill/prod/shop\`; the next run then proposes it afresh.

${marker}`);
  });

  test('says that the base branch declares it all', () => {
    const { body, marker } = closedComment('main', KEY);
    expect(body).toBe(
      `\`main\` declares all of this by now, so there is nothing left to merge. Closed by Waybill.\n\n${marker}`,
    );
  });

  test('says why it is not wanted any more', () => {
    const { body, marker } = obsoleteComment('The upstreams declare nothing new.', KEY);
    expect(body).toBe(`The upstreams declare nothing new. Closed by Waybill.\n\n${marker}`);
  });

  test('says what waits behind it, and that a person decides', () => {
    const { body, marker } = heldBackComment({ api: NEW, web: OLD }, KEY);
    expect(body).toBe(`Something newer waits behind this pull request:

- \`api\`: \`${NEW}\`
- \`web\`: \`${OLD}\`

Merge this pull request, or close it; the next run then proposes the newer one.

${marker}`);
  });
});

describe('a comment is found again', () => {
  const lane = { environment: 'prod', unit: 'api', images: ['api'] };
  const about = (key: string) => [
    supersededComment({ api: OLD }, { api: NEW }, key),
    touchedComment(lane, 'waybill/prod/api', key, { api: NEW }),
    closedComment('main', key),
    obsoleteComment('Nothing new.', key),
    heldBackComment({ api: NEW }, key),
  ];

  test('by what it is about and which proposal', () => {
    const markers = [...about(KEY), ...about('d'.repeat(64))].map(({ marker }) => marker);
    expect(new Set(markers).size).toBe(10);
    // What earlier releases wrote is found by later ones.
    expect(markers.slice(0, 5)).toEqual(
      ['superseded', 'touched', 'closed', 'obsolete', 'held-back'].map(
        (word) => `<!-- waybill-comment ${word} ${KEY} -->`,
      ),
    );
  });

  test('by a mark that readers do not see', () => {
    for (const { body, marker } of about(KEY)) {
      expect(body.endsWith(`\n\n${marker}`)).toBe(true);
      expect(marker).toMatch(/^<!-- [^<>]* -->$/);
    }
  });
});
