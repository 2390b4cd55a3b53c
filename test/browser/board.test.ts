import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import axe from 'axe-core';
import { pagesOf } from '../../src/report/board/html/pages.ts';
import { endWithTest } from '../end-with-test.ts';
import { aBoard, FOUR } from '../report/board/a-board.ts';
import { withReal } from '../with-real.ts';
import { type BrowserPage, findChromium, openPage } from './chromium.ts';

// The pages in a real browser, from the disk: no server, no network.

const program = findChromium();
const chromium =
  program === undefined
    ? ({ there: false, reason: 'there is no chromium in the PATH' } as const)
    : ({ there: true, use: program } as const);

withReal('the board in a browser', [chromium], () => {
  let folder: string;
  let page: BrowserPage;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'waybill-pages-'));
    endWithTest(() => rmSync(folder, { recursive: true, force: true }));
    for (const [name, images] of [
      ['few', 12],
      ['many', 500],
    ] as const) {
      for (const { path, text } of pagesOf(aBoard({ images, environments: FOUR }))) {
        if (name === 'many' && path !== 'index.html') continue;
        mkdirSync(dirname(join(folder, name, path)), { recursive: true });
        writeFileSync(join(folder, name, path), text);
      }
    }
    page = await openPage(program ?? '');
    endWithTest(() => page.close());
  });

  beforeEach(async () => {
    await page.scripts(true);
    await page.look({ width: 1280 });
  });

  const open = (path: string, hash = '') => page.open(pathToFileURL(join(folder, path)).href + hash);
  /** Names of the images that are seen, in their order. */
  const seen = async (): Promise<readonly string[]> =>
    JSON.parse(
      String(
        await page.evaluate(
          `JSON.stringify([...document.querySelectorAll('.b tbody tr')].filter((row) => row.checkVisibility()).map((row) => row.dataset.name))`,
        ),
      ),
    );
  const said = () => page.evaluate(`document.getElementById('found').textContent`);
  const focused = () => page.evaluate(`document.activeElement.textContent || document.activeElement.id`);

  test('loads nothing from elsewhere, and its policy stops nothing of its own', async () => {
    const before = page.asked.length;
    await open('few/index.html');
    await open('few/images/web.html');
    expect(page.asked.slice(before).filter((address) => !/^(?:file|data):/.test(address))).toEqual([]);
    expect(page.complaints).toEqual([]);
  });

  describe.each([
    ['few/index.html', 390],
    ['few/index.html', 1280],
    ['few/index.html', 1920],
    ['few/images/web.html', 390],
    ['few/images/web.html', 1280],
  ])('%s, %i pixels wide', (path, width) => {
    test.each(['light', 'dark'] as const)('axe finds nothing in the %s theme', async (theme) => {
      await page.look({ width, theme });
      await open(path);
      await page.evaluate(axe.source);
      const found = await page.evaluate(
        `axe.run().then(({ violations, passes }) => JSON.stringify({ violations: violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ html, failureSummary }) => html.slice(0, 200) + failureSummary).join(' ')), passes: passes.length }))`,
      );
      const { violations, passes } = JSON.parse(String(found));
      expect(violations).toEqual([]);
      expect(passes).toBeGreaterThan(20);
    });

    test('nothing stands out of the window', async () => {
      await page.look({ width });
      await open(path);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    });
  });

  test('the theme follows the person until another is chosen, which stays', async () => {
    const paper = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const shown: Record<string, unknown> = {};
    for (const theme of ['light', 'dark'] as const) {
      await page.look({ width: 1280, theme });
      await open('few/index.html');
      shown[theme] = await paper();
    }
    expect(shown['light']).not.toBe(shown['dark']);
    await page.evaluate(`document.getElementById('theme').click()`);
    expect(await paper()).toBe(shown['light']);
    await open('few/images/web.html');
    expect(await paper()).toBe(shown['light']);
    await page.evaluate('localStorage.clear()');
  });

  test('without scripts every image is there, and no tool that would do nothing', async () => {
    await page.scripts(false);
    await open('few/index.html');
    await page.scripts(true);
    expect(await seen()).toHaveLength(12);
    expect(await page.evaluate(`document.querySelector('.tools').checkVisibility()`)).toBe(false);
  });

  describe('500 images', () => {
    test('are filtered by words, and it is said how many are left', async () => {
      await open('many/index.html');
      expect(await said()).toBe('500 images');
      await page.press('/');
      await page.type('WEB shop');
      const left = await seen();
      expect(left.length).toBeGreaterThan(10);
      expect(left.every((name) => name.startsWith('web'))).toBe(true);
      expect(await said()).toBe(`${left.length} of 500 images`);
      await page.press('Escape');
      expect(await said()).toBe('500 images');
    });

    test.each([
      ['open', 1 / 3],
      ['behind', 1 / 3],
      ['failed', 0],
    ])('are shown by state: %s', async (state, share) => {
      await open('many/index.html');
      await page.evaluate(`document.querySelector('input[value=${state}]').click()`);
      const left = await seen();
      expect(left.length).toBe(share === 0 ? 1 : Math.ceil((500 - 1) * share));
    });

    test('are sorted, and the address keeps what was chosen', async () => {
      await open('many/index.html');
      const asWritten = await seen();
      const sort = (value: string) =>
        page.evaluate(
          `(() => { const s = document.getElementById('sort'); s.value = '${value}'; s.dispatchEvent(new Event('change')); })()`,
        );
      await sort('name');
      expect(await seen()).toEqual(asWritten.toSorted());
      await sort('behind');
      expect((await seen())[0]).toBe('prices-49');
      const hash = String(await page.evaluate('location.hash'));
      await open('few/index.html');
      await open('many/index.html', hash);
      expect((await seen())[0]).toBe('prices-49');
      await sort('file');
      expect(await seen()).toEqual(asWritten);
    });

    test('are walked through with the keys, among those that are shown', async () => {
      await open('many/index.html');
      await page.press('/');
      expect(await focused()).toBe('search');
      await page.type('billing-1');
      await page.press('ArrowDown');
      const [first, second] = await seen();
      expect(await focused()).toBe(first);
      await page.press('ArrowDown');
      expect(await focused()).toBe(second);
      await page.press('ArrowUp');
      expect(await focused()).toBe(first);
    });
  });

  test('a click on an image opens its history, and leads back', async () => {
    await open('few/index.html');
    const href = await page.evaluate(`document.querySelector('.b tbody a').href`);
    await page.open(String(href));
    expect(await page.evaluate(`document.querySelectorAll('table.h tbody tr').length`)).toBeGreaterThan(10);
    await page.open(String(await page.evaluate(`document.querySelector('.back').href`)));
    expect(await seen()).toHaveLength(12);
  });
});
