import { describe, expect, test } from '@jest/globals';
import { type Past, readPast } from '../../src/environments/read-past.ts';
import type { FileRevision } from '../../src/github/github.ts';
import { blobOid } from '../../src/github/github.ts';
import { aGitHub } from '../lanes/a-github.ts';
import { CONFIG } from '../lanes/a-plan.ts';
import { digestOf } from '../promotion/gates/a-question.ts';
import { BASE, NEW, OLD } from '../promotion/lane/a-situation.ts';
import { baseBranch } from './a-base-branch.ts';

const [API, WEB] = ['dev/api.yaml', 'dev/web.yaml'];
const pod = (name: string, digest: string): string =>
  `image: ghcr.io/acme/${name}@${digest} # waybill: ${name}\n`;
const TEXTS = [NEW, OLD, digestOf('3')].map((digest) => pod('api', digest));
const oid = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : blobOid(new TextEncoder().encode(text), 'a'.repeat(40));

/** A commit at an hour that changed a file from one text to another. */
function revision(
  path: string,
  hour: number,
  before: string | undefined,
  after: string | undefined,
): FileRevision {
  const at = new Date(Date.UTC(2026, 0, 5, hour));
  const commit = { oid: `${path} ${hour}`, at, message: '', url: '', by: undefined };
  return { path, commit, before: oid(before), after: oid(after) };
}

interface Page {
  readonly revisions: readonly FileRevision[];
  readonly next?: string;
}

interface Case {
  readonly files?: Readonly<Record<string, string>>;
  /** The pages of each file, one after the other. */
  readonly pages?: Readonly<Record<string, readonly Page[]>>;
  readonly depth?: number;
  readonly isEnough?: (past: Past) => boolean;
  /** Texts beside those of versions. */
  readonly more?: readonly string[];
}

async function read({
  files = { [API]: TEXTS[0] ?? '' },
  pages = {},
  depth = 200,
  isEnough = () => false,
  more = [],
}: Case) {
  const asked: string[] = [];
  const rest = new Map(Object.entries(pages).map(([path, all]) => [path, [...all]]));
  const old = new Map(
    [...more, ...TEXTS, pod('web', OLD), pod('web', NEW), ...Object.values(files)].map((text) => [
      oid(text),
      text,
    ]),
  );
  const { state, surveyed, modes, read: held } = baseBranch({ files });
  const listed = surveyed.files.map((file) => ({ ...file, oid: oid(files[file.path]) ?? '' }));
  const github = aGitHub({
    fileHistories: ({ repository, head, files: wanted, count }) => {
      expect([repository, head]).toEqual(['acme/config', BASE]);
      asked.push(
        `${count} of ${wanted.map(({ path, after }) => `${path}${after === undefined ? '' : ` after ${after}`}`).join(', ')}`,
      );
      return Promise.resolve(
        wanted.map(({ path }) => {
          const { revisions, next } = rest.get(path)?.shift() ?? { revisions: [] };
          return { path, revisions, next };
        }),
      );
    },
    readFiles: ({ files: wanted, heads }) => {
      asked.push(
        `texts of ${wanted.map(({ path, mode, size }) => `${path} ${mode} ${size}`).join(', ')}${heads.join()}`,
      );
      const texts = wanted.map((file) => ({ path: file.path, text: old.get(file.oid) ?? '' }));
      return Promise.resolve({ files: texts, passedOver: [], unreadable: [], heads: new Map() });
    },
  });
  const source = {
    repository: state.fullName,
    base: state.base.oid,
    kinds: [],
    reading: { listed, modes, read: held },
  };
  const past = await readPast({ source, images: CONFIG.images, depth, isEnough }, github);
  const inShort = (versions: readonly { readonly digest?: string | undefined }[]): string =>
    versions.map(({ digest }) => digest?.slice(7, 8) ?? '?').join();
  const changes = (past.changes.get('api') ?? []).map(
    ({ path, commit, before, after }) =>
      `${path} ${commit.at.getUTCHours()}: ${inShort(before)} > ${inShort(after)}`,
  );
  return { past, asked, changes, present: inShort(past.present.get('api') ?? []) };
}

const [two, one, three] = TEXTS;

describe('the past of an environment', () => {
  test('is what its files declared, in the order of time', async () => {
    const pages = {
      [API]: [
        {
          revisions: [
            revision(API, 9, one, two),
            revision(API, 8, three, one),
            revision(API, 7, undefined, three),
          ],
        },
      ],
    };
    const { past, changes, present, asked } = await read({ pages });
    expect([present, past.complete]).toEqual(['2', true]);
    expect(changes).toEqual([`${API} 7:  > 3`, `${API} 8: 3 > 1`, `${API} 9: 1 > 2`]);
    expect(past.commits.map(({ at }) => at.getUTCHours())).toEqual([9, 8, 7]);
    // What the files hold today was read before.
    expect(asked).toEqual([`20 of ${API}`, `texts of ${API} 100644 0, ${API} 100644 0`]);
  });

  test('is read where the images are declared, and of those images', async () => {
    const files = { [API]: two ?? '', [WEB]: pod('web', NEW), 'dev/other.yaml': 'a: 1\n' };
    const { past, asked } = await read({
      files,
      pages: { [WEB]: [{ revisions: [revision(WEB, 9, pod('web', OLD), pod('web', NEW))] }] },
    });
    expect(asked[0]).toBe(`20 of ${API}, ${WEB}`);
    expect(past.changes.get('web')).toMatchObject([
      { path: WEB, before: [{ digest: OLD }], after: [{ digest: NEW }] },
    ]);
    expect(past.changes.get('api')).toMatchObject([{ path: WEB, before: [], after: [] }]);
    expect([...past.changes.keys()]).toEqual(['api', 'web']);
  });

  test('is nothing where nothing is declared', async () => {
    const { past, asked } = await read({ files: { [API]: 'a: 1\n' } });
    expect([past.complete, asked]).toEqual([true, ['20 of ']]);
  });

  test('has the order of a file’s history, whatever the clocks said', async () => {
    const other = revision(WEB, 8, pod('web', OLD), pod('web', NEW));
    const pages = {
      [API]: [{ revisions: [revision(API, 7, one, two), revision(API, 9, three, one)] }],
      [WEB]: [{ revisions: [other] }],
    };
    const { past, changes } = await read({ files: { [API]: two ?? '', [WEB]: pod('web', NEW) }, pages });
    expect(changes).toEqual([`${API} 9: 3 > 1`, `${API} 7: 1 > 2`, `${WEB} 8:  > `]);
    expect(past.commits.map(({ at }) => at.getUTCHours())).toEqual([8, 7, 9]);
  });

  const many = {
    [API]: [
      { revisions: [revision(API, 9, one, two)], next: 'x' },
      { revisions: [revision(API, 8, three, one)], next: 'y' },
      { revisions: [] },
    ],
  };
  test('is read on where it goes on', async () => {
    const { asked, past } = await read({ pages: many });
    expect(asked.filter((line) => line.includes(' of dev'))).toEqual([
      `20 of ${API}`,
      ...[`texts of ${API} 100644 0`, `80 of ${API} after x`],
      ...[`texts of ${API} 100644 0`, `80 of ${API} after y`],
    ]);
    expect(past.complete).toBe(true);
  });

  test('ends where it is enough, or at its depth', async () => {
    const enough = await read({ pages: many, isEnough: ({ changes }) => changes.get('api')?.length === 1 });
    expect([enough.asked.length, enough.past.complete]).toEqual([2, false]);
    const shallow = await read({ pages: many, depth: 5 });
    expect([shallow.asked[0], shallow.asked.length, shallow.past.complete]).toEqual([
      `5 of ${API}`,
      2,
      false,
    ]);
    const deep = await read({ pages: many, depth: 30 });
    expect([deep.asked[2], deep.past.complete]).toEqual([`10 of ${API} after x`, false]);
  });

  test('reads a file among its layers of today, where alone it says nothing', async () => {
    const values = (digest: string): string => `image:\n  digest: ${digest}\n`;
    const base = 'image:\n  repository: ghcr.io/acme/api\n';
    const paths = ['dev/values.yaml', 'dev/values-dev.yaml'] as const;
    const files = { [paths[0]]: base, [paths[1]]: values(NEW), [WEB]: pod('web', NEW) };
    const pages = { [paths[1]]: [{ revisions: [revision(paths[1], 9, values(OLD), values(NEW))] }] };
    const { present, changes } = await read({ files, pages, more: [values(OLD)] });
    expect([present, changes]).toEqual(['2', [`${paths[1]} 9: 1 > 2`]]);
  });
});
