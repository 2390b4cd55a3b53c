import { describe, expect, test } from '@jest/globals';
import { entry, FILE, HEAD, PARENT, passes, type PauseCase, pauseProd, RUN } from './a-pause.ts';

const written = (reason: string, images = ''): string =>
  `- reason: ${reason}\n${images}  by: alice\n  at: 2026-01-05T10:00:00Z\n  link: ${RUN}\n`;
const PAUSED = 'prod is paused as long as the pull request is open, and after its merge.';
describe('a pause', () => {
  test('is a pull request that writes its file', async () => {
    const { report, asked, log } = await pauseProd({});
    expect(report).toEqual({
      branch: 'waybill-pause/prod',
      ...{ kind: 'pause', environment: 'prod', repository: 'acme/config', outcome: 'created', changed: true },
      ...{
        reason: PAUSED,
        pull: { number: 9, url: '#9' },
        head: 'a'.repeat(40),
        merge: undefined,
        lanes: [],
      },
      ...{ paused: [expect.stringContaining('it is slow')], dryRun: false },
    });
    expect(asked).toEqual([
      `write ${FILE}: ${written('it is slow')}`,
      'open Pause prod: it is slow from undefined',
      passes('pauses'),
    ]);
    expect(log.slice(-2)).toEqual([
      `prod: created. #9 ${PAUSED}`,
      expect.stringMatching(/^ {2}.*it is slow/),
    ]);
  });

  test('of images names them, and groups by their members', async () => {
    const { asked } = await pauseProd({ images: ['web', 'shop', 'api'] });
    expect(asked[0]).toBe(`write ${FILE}: ${written('it is slow', '  images:\n    - api\n    - web\n')}`);
  });

  test('until a moment, and by whoever the token is', async () => {
    const { asked } = await pauseProd({ until: { text: '2h', what: 'until' }, by: undefined });
    expect(asked[0]).toContain('  by: acme-waybill\n');
    expect(asked[0]).toContain('  until: 2026-01-05T12:00:00Z\n');
  });

  test('tells the lanes', async () => {
    const { report, asked } = await pauseProd({ hasLane: true });
    expect(report).toMatchObject({ lanes: [{ unit: 'api', number: 7, url: expect.stringContaining('/7') }] });
    expect(asked.slice(3)).toEqual([
      expect.stringMatching(/^acme\/config e waybill pending: prod waits for pause: .*it is slow/),
      expect.stringMatching(/^acme\/config e waybill\/pause pending: /),
      expect.stringMatching(/^comment acme\/config#7: /),
    ]);
  });

  test('comes to those that are there, and follows another branch', async () => {
    const { asked, report } = await pauseProd({
      ...{ branch: 'open', file: entry('of old'), parent: entry('of old'), images: ['api'] },
      head: entry('of old') + entry('new', 'images: [web]'),
    });
    expect(report).toMatchObject({ outcome: 'updated', changed: true });
    expect(asked[0]).toContain(entry('of old').trim());
    expect(asked[0]).toMatch(/reason: new\n(?:.*\n)+- reason: it is slow/);
    expect(asked[1]).toBe('rewrite #9 Pause api in prod: it is slow from f');
  });

  test('that is there already is not written again', async () => {
    const all = written('it is slow');
    const first = await pauseProd({});
    const text = first.asked[0]?.replace(/^write [^:]+: /, '') ?? '';
    const { report, asked } = await pauseProd({
      branch: 'open',
      head: `# Nothing is merged into prod while an entry is here, or only for its images. "resume" removes them.\n${text}`,
    });
    expect([report, asked]).toMatchObject([{ outcome: 'unchanged', changed: false, head: HEAD }, []]);
    expect(text).toBe(all);
  });

  test('is written anew where its pull request conflicts', async () => {
    const { report } = await pauseProd({ branch: 'conflicting', head: entry('it is slow') });
    expect(report).toMatchObject({ outcome: 'updated' });
  });

  test('needs nothing where the base branch says it', async () => {
    const { report, asked } = await pauseProd({ file: entry('it is slow') });
    expect([report, asked]).toMatchObject([{ outcome: 'unchanged', changed: false, pull: undefined }, []]);
  });

  test('in a dry run only says what it would come to', async () => {
    expect(await pauseProd({ dryRun: true })).toMatchObject({
      report: { outcome: 'created', changed: false, dryRun: true },
      asked: [],
    });
    expect(await pauseProd({ dryRun: true, file: entry('it is slow') })).toMatchObject({
      report: { outcome: 'unchanged' },
    });
  });

  test('is tried again where another run was faster, four times', async () => {
    expect(await pauseProd({ moves: 3 })).toMatchObject({ report: { outcome: 'created' } });
    expect((await pauseProd({ moves: 4 })).report).toBe(
      'LANE_MOVED: Other runs keep moving waybill-pause/prod, so this one gave way each time',
    );
  });

  test.each<[string, PauseCase, string]>([
    ['without a reason', { reason: undefined }, 'INPUT_MISSING: A pause needs a reason'],
    ['without a waybill.yaml', { state: { config: undefined } }, 'CONFIG_MISSING: '],
    ['of an image that is not there', { images: ['cart'] }, 'IMAGE_UNKNOWN: '],
    [
      'over a person’s commit',
      { branch: 'alone', message: 'Mine' },
      `LANE_TOUCHED: The branch waybill-pause/prod of acme/config has a commit that Waybill did not make: fffffff.`,
    ],
    ['over a merge', { branch: 'alone', parents: [PARENT, HEAD] }, 'LANE_TOUCHED: '],
    ['beside a file that cannot be read', { file: '7' }, 'CONFIG_INVALID: '],
  ])('is refused %s', async (_, given, error) => {
    const { report, asked } = await pauseProd(given);
    expect(report).toEqual(expect.stringContaining(error));
    expect(asked).toEqual([]);
  });
});
