import { readFileSync } from 'node:fs';
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

test('each section of docs/start.md that tells what to do also tells what is to be seen', () => {
  const sections = readFileSync('docs/start.md', 'utf8')
    .split(/^## (?=\d\. )/m)
    .slice(1);
  expect(sections).toHaveLength(5);
  for (const section of sections) expect(section).toMatch(/^> You see /m);
});

// A program does what docs/start.md says (test/workflows/start-page.test.ts), and so what the README says.
test('the README has files of docs/start.md, and no others', () => {
  const [shown, followed] = [filesOf('README.md'), filesOf('docs/start.md')];
  expect([...shown.keys()]).toEqual(['shop/.github/workflows/release.yml', 'config/waybill.yaml']);
  for (const [file, text] of shown) expect(text).toBe(followed.get(file));
});
