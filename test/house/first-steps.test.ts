import { expect, test } from '@jest/globals';
import { readPage } from '../workflows/page/read-page.ts';

/** The files that a page tells its reader to write. */
function filesOf(page: string): ReadonlyMap<string, string> {
  return new Map(
    readPage(page).flatMap((step) =>
      step.kind === 'write' ? [[`${step.repository}/${step.path}`, step.text]] : [],
    ),
  );
}

// A program does what docs/start.md says (test/workflows/start-page.test.ts), and so what the README says.
test('the README has files of docs/start.md, and no others', () => {
  const [shown, followed] = [filesOf('README.md'), filesOf('docs/start.md')];
  expect([...shown.keys()]).toEqual(['shop/.github/workflows/release.yml', 'config/waybill.yaml']);
  for (const [file, text] of shown) expect(text).toBe(followed.get(file));
});
