import { describe, expect, test } from '@jest/globals';
import { edited, NEW } from '../promotion.ts';

/** In double quotes, a backslash at the end of a line takes the break and the indent behind it away. */
describe('a repository that is broken over lines', () => {
  test.each([
    ['"ghcr.io/acme/\\\n    app"'],
    ['"ghcr.io/acme/a\\\n    pp"'],
    ['"ghcr.io\\\r\n    /acme/app"'],
    ['"\\\n    ghcr.io/ac\\\n    me/a\\\n    pp"'],
  ])('is found, and only its tag changes: %j', (repository) => {
    const text = (tag: string): string => `image:\n  repository: ${repository}\n  tag: ${tag}\n`;
    expect(edited('values.yaml', text('v1'))).toBe(text('v2'));
  });

  test('is found in a whole reference, which comes on one line', () => {
    const text = 'kind: Pod\nspec:\n  containers:\n    - image: "ghcr.io/acme/a\\\n        pp:v1"\n';
    expect(edited('pod.yaml', text)).toBe(
      `kind: Pod\nspec:\n  containers:\n    - image: "ghcr.io/acme/app:v2@${NEW}"\n`,
    );
  });

  test('is another one where the break makes another name', () => {
    const text = 'image:\n  repository: "ghcr.io/acme/app\\\n    -docs"\n  tag: v1\n';
    expect(() => edited('values.yaml', text)).toThrow('no file declares');
  });
});
