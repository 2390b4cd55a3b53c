import { describe, expect, test } from '@jest/globals';
import { type LeftPlace, leftSection } from '../../src/report/left-places.ts';

const place: LeftPlace = {
  image: 'api',
  location: { file: 'envs/prod/main.tf', line: 7, column: 3 },
  found: 'image = "ghcr.io/acme/api:v1"',
  reason: 'no known shape puts an image reference there',
};

describe('what was left alone', () => {
  test('is nothing where nothing was', () => {
    expect(leftSection([])).toEqual([]);
  });

  test('is told with its place, what stands there and why', () => {
    expect(leftSection([place])).toEqual([
      `<details>
<summary>Left alone: 1 place that names the image</summary>

- \`api\` in \`envs/prod/main.tf:7\`: \`image = "ghcr.io/acme/api:v1"\`: \`no known shape puts an image reference there\`

</details>`,
    ]);
  });

  test('notifies, closes and links nothing, whatever stands there', () => {
    const [section = ''] = leftSection([{ ...place, found: '@acme/all fixes #1 </details> `x`\n# y' }]);
    expect(section).toContain('``@acme/all fixes #1 </details> `x` # y``');
  });

  test('is counted in full and listed in part', () => {
    const [section = ''] = leftSection(Array.from({ length: 30 }, () => place));
    expect(section).toContain('Left alone: 30 places that name the image');
    expect(section.split('\n').filter((line) => line.startsWith('- `api`'))).toHaveLength(20);
    expect(section).toContain('- and 10 more, in the log of the run');
  });
});
