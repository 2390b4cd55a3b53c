import { describe, expect, test } from '@jest/globals';
import { errorsOf } from '../../../src/errors/waybill-error.ts';
import { formatReference } from '../../../src/image/reference.ts';
import { requireTagsOfDigests } from '../../../src/lanes/plan/check-tags.ts';
import { logLane, logPlan, logReport } from '../../../src/lanes/plan/log-plan.ts';
import { editLane, type EditedLane, throwRefusals } from '../../../src/lanes/plan/plan-lane.ts';
import { type LaneReport, reportOf } from '../../../src/lanes/lane-report.ts';
import type { ResolvedImage } from '../../../src/promotion/lane/images.ts';
import type { Log } from '../../../src/runner/runner.ts';
import { laneInto, NEW, OLD } from '../../promotion/lane/a-situation.ts';
import { yaml } from '../../yaml.ts';
import { lanePlan, repositoryState } from '../a-plan.ts';

const FILES = {
  pinned: `image: ghcr.io/acme/api:v1@${OLD} # waybill: api\n`,
  tagged: yaml`
    image:
      repository: ghcr.io/acme/api
      tag: v1
  `,
  same: `image: ghcr.io/acme/api:v2@${NEW} # waybill: api\n`,
  sameTag: yaml`
    image:
      repository: ghcr.io/acme/api
      tag: v2
  `,
};

function image(more: Partial<ResolvedImage> = {}): ResolvedImage {
  return {
    ...{ name: 'api', repository: 'ghcr.io/acme/api', tag: 'v2', digest: NEW, record: undefined },
    ...{ pin: 'digest', source: undefined, path: undefined },
    ...more,
  };
}

/** The lane of `api` into dev, with what it changes in these files. */
function edited(files: Readonly<Record<string, string>>, more: Partial<ResolvedImage> = {}): EditedLane {
  const texts = Object.entries(files).map(([path, text]) => ({ path, text }));
  return editLane(
    { lane: laneInto('dev'), state: { head: undefined, pulls: [], openFrom: [] }, images: [image(more)] },
    { base: repositoryState(), read: { files: texts, heads: new Map() }, editor: {}, rebuild: 'conflicting' },
  );
}

function logOf(): { readonly lines: string[]; readonly log: Log } {
  const lines: string[] = [];
  const keep = (text: string): void => void lines.push(text);
  const log: Log = {
    ...{ info: keep, debug: keep, error: ({ message }: Error) => keep(message) },
    warning: (text) => keep(`warning: ${text}`),
    group: (_, body) => body(),
  };
  return { lines, log };
}

describe('a tag that stands alone', () => {
  const check = async (lane: EditedLane, tagged: typeof NEW | undefined) => {
    const asked: string[] = [];
    const registry = {
      resolve: () => Promise.resolve(undefined),
      taggedDigest: (reference: Parameters<typeof formatReference>[0]) => {
        asked.push(formatReference(reference));
        return Promise.resolve(tagged);
      },
    };
    const errors = await requireTagsOfDigests([lane], registry).then(() => [], errorsOf);
    return {
      asked,
      errors: errors.map(({ code, message, location }) => `${code} ${location?.file}: ${message}`),
    };
  };
  const declares = (file: string): string =>
    `DIGEST_MISMATCH ${file}: ${file} declares api by its tag alone, and ghcr.io/acme/api:v2`;

  test('has to be that of the digest', async () => {
    const lane = edited({ 'dev/values.yaml': FILES.tagged });
    expect(await check(lane, NEW)).toEqual({ asked: ['ghcr.io/acme/api:v2'], errors: [] });
    expect((await check(lane, OLD)).errors).toEqual([`${declares('dev/values.yaml')} is ${OLD}, not ${NEW}`]);
    expect((await check(lane, undefined)).errors).toEqual([
      `${declares('dev/values.yaml')} does not exist in the registry, not ${NEW}`,
    ]);
  });

  test('is checked where it stays as it is', async () => {
    const lane = edited({ 'dev/values.yaml': FILES.sameTag });
    expect((await check(lane, OLD)).errors).toEqual([`${declares('dev/values.yaml')} is ${OLD}, not ${NEW}`]);
  });

  test('is not asked for beside a digest', async () => {
    expect(await check(edited({ 'dev/pod.yaml': FILES.pinned }), OLD)).toEqual({ asked: [], errors: [] });
    expect(await check(edited({ 'dev/pod.yaml': FILES.same }), OLD)).toEqual({ asked: [], errors: [] });
  });
});

describe('the log of a plan', () => {
  const logged = (lane: EditedLane, stops = false): readonly string[] => {
    const { lines, log } = logOf();
    logLane(lane, { log, color: false, stops });
    return lines;
  };

  test('says what changes and where, with the diff', () => {
    const [first, change, diff] = logged(edited({ 'dev/pod.yaml': FILES.pinned }));
    expect(first).toBe('Lane dev/api');
    expect(change).toMatch(/^ {2}changes: api in dev\/pod\.yaml:1:8 \(.+\)$/);
    expect(diff).toContain(`+image: ghcr.io/acme/api:v2@${NEW}`);
    expect(logged(edited({ 'dev/pod.yaml': FILES.pinned }), true)[1]).toMatch(/^ {2}not written: api in dev/);
  });

  test('says what is declared already', () => {
    expect(logged(edited({ 'dev/pod.yaml': FILES.same }))).toEqual([
      'Lane dev/api',
      expect.stringMatching(/^ {2}declares it already: api in dev\/pod\.yaml:1:8 \(/),
    ]);
  });

  const howToPin = ', by its tag alone; a "digest" key beside the tag would pin it fully';
  test.each<[string, Partial<ResolvedImage>, boolean]>([
    ['says how to pin what only has a tag', {}, true],
    ['does not where a tag alone is wanted', { pin: 'tag' }, false],
  ])('%s', (_, more, isSaid) => {
    const change = logged(edited({ 'dev/values.yaml': FILES.tagged }, more)).find((line) =>
      line.includes('changes'),
    );
    expect(change?.endsWith(howToPin)).toBe(isSaid);
    expect(change).toContain('api in dev/values.yaml');
  });

  const strange = [{ path: 'dev/link', reason: 'it is a symbolic link' }];
  const unreadable = [
    { path: 'dev/old.yaml', reason: 'it is not UTF-8', glimpse: 'image: ghcr.io/acme/web:v1' },
  ];
  const reading = (passedOver: typeof strange, rest: typeof unreadable, count = 2) => ({
    ...{
      files: [FILES.pinned, FILES.same].slice(0, count).map((text, index) => ({ path: `${index}`, text })),
    },
    ...{ passedOver, unreadable: rest },
  });
  const plan = (lane: EditedLane, read: ReturnType<typeof reading>): readonly string[] => {
    const { lines, log } = logOf();
    logPlan([lane], read, { log, color: false });
    return lines;
  };
  const lane = edited({ 'dev/pod.yaml': FILES.pinned });

  test('says what was read, and what was not', () => {
    expect(plan(lane, reading(strange, unreadable)).slice(0, 3)).toEqual([
      'Read 2 files.',
      'Not read: dev/link: it is a symbolic link.',
      'warning: Not edited: dev/old.yaml: it is not UTF-8.',
    ]);
    expect(plan(lane, reading([], [], 1))[0]).toBe('Read 1 file.');
  });

  test('says that nothing is written where a file that names the image cannot be read', () => {
    const named = unreadable.map((file) => ({ ...file, glimpse: 'image: ghcr.io/acme/api:v1' }));
    const line = (read: ReturnType<typeof reading>) =>
      plan(lane, read).find((text) => text.includes('api in dev'));
    expect(line(reading([], unreadable))).toMatch(/^ {2}changes/);
    expect(line(reading([], named))).toMatch(/^ {2}not written/);
    expect(() => throwRefusals([lane], reading([], unreadable))).not.toThrow();
    expect(() => throwRefusals([lane], reading([], named))).toThrow(
      'dev/old.yaml names an image to promote and cannot be edited: it is not UTF-8',
    );
  });

  test('has a line for each lane, and warns of what stands in the way', () => {
    const { lines, log } = logOf();
    const report = (more: Partial<LaneReport>): LaneReport => ({
      ...reportOf(lanePlan('dev'), { kind: 'nothing', pull: undefined }, { reason: 'Because.' }),
      ...more,
    });
    const [error] = errorsOf(new Error('no'));
    const lanes = [
      report({}),
      report({ outcome: 'blocked', pull: { id: 'PR_1', number: 1, url: '#1' } }),
      report({ outcome: 'blocked', errors: error === undefined ? [] : [error] }),
    ];
    logReport(
      { environment: 'dev', repository: 'r', base: { branch: 'main', oid: '' }, dryRun: false, lanes },
      log,
    );
    expect(lines).toEqual([
      'dev/api: unchanged. Because.',
      'warning: dev/api: blocked. #1 Because.',
      'dev/api: blocked. Because.',
    ]);
  });
});
