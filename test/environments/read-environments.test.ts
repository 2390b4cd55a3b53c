import { describe, expect, test } from '@jest/globals';
import { environmentNamed } from '../../src/config/configured-environments.ts';
import { parseConfig } from '../../src/config/parse.ts';
import type { Collaborators } from '../../src/environments/collaborators.ts';
import { readEnvironments } from '../../src/environments/read-environments.ts';
import { type Arrival, blobOid, type OpenPull, type Surveyed } from '../../src/github/github.ts';
import { aGitHub } from '../lanes/a-github.ts';
import { pullOfWaybill } from '../lanes/a-place.ts';
import { repositoryState } from '../lanes/a-plan.ts';
import { digestOf } from '../promotion/gates/a-question.ts';
import { NEW, OLD } from '../promotion/lane/a-situation.ts';
import { yaml } from '../yaml.ts';
import { surveyed } from './a-base-branch.ts';

const NOW = new Date('2026-01-05T10:00:00Z');
const pod = (digest: string): string => `image: ghcr.io/acme/api@${digest} # waybill: api\n`;
const hold = (digest: string): string => `- image: api\n  digest: ${digest}\n  reason: it burned\n`;
const oid = (text: string): string => blobOid(new TextEncoder().encode(text), 'a'.repeat(40));
const [CAME, WENT] = ['1'.repeat(40), '2'.repeat(40)];

interface Case {
  readonly gates?: string;
  readonly policy?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly open?: OpenPull;
  readonly now?: Date | undefined;
  readonly survey?: Partial<Surveyed>;
}

const FILES = { 'dev/api.yaml': pod(NEW), 'prod/one/api.yaml': pod(OLD), 'prod/two/api.yaml': pod(OLD) };

/** What is read to judge the lane of `api` into prod, and what GitHub is asked for it. */
async function read({
  gates = 'gates: { healthy: [flux] }',
  policy = 'policy: queue',
  files = FILES,
  open,
  survey,
  ...more
}: Case) {
  const config = parseConfig(yaml`
    version: 1
    images: { api: { repository: ghcr.io/acme/api } }
    environments:
      dev: { files: ["dev/**"] }
      other: { files: ["other/**"] }
      prod:
        files: ["prod/{target}/**"]
        after: [dev]
        waves: [[one], [two]]
        hold: [{ image: api, digest: "${digestOf('7')}", reason: "no" }]
        ${gates}
        ${policy}
  `);
  const asked: string[] = [];
  const paths = Object.entries(files);
  const texts = new Map(
    [...paths.map(([, text]) => text), pod(OLD), pod(NEW), pod(digestOf('3'))].map((text) => [
      oid(text),
      text,
    ]),
  );
  const arrival = (found: string): Arrival => ({
    ...{ oid: found, by: found, url: '', message: '', pull: undefined },
    at: new Date(NOW.getTime() - (found === CAME ? 3_600_000 : 60_000)),
  });
  const github = aGitHub({
    survey: ({ folders }) => {
      asked.push(`survey ${folders.join()}`);
      const listed = paths.map(([path, text]) => ({ path, oid: oid(text), size: 1, mode: '100644' }));
      return Promise.resolve(
        surveyed({ files: listed, openPulls: open === undefined ? [] : [open], ...survey }),
      );
    },
    readFiles: ({ files: wanted }) => {
      asked.push(`read ${wanted.map(({ path }) => path).join()}`);
      const found = wanted.map((file) => ({ path: file.path, text: texts.get(file.oid) ?? '' }));
      return Promise.resolve({ files: found, passedOver: [], unreadable: [], heads: new Map() });
    },
    blame: (_repository, _commit, wanted) => {
      asked.push(`blame ${wanted.join()}`);
      return Promise.resolve(new Map(wanted.map((path) => [path, [{ first: 1, last: 9, oid: CAME }]])));
    },
    arrivals: (_repository, _branch, oids) =>
      Promise.resolve(new Map(oids.map((found) => [found, arrival(found)]))),
    fileHistories: ({ files: wanted }) => {
      asked.push(`history of ${wanted.map(({ path }) => path).join()}`);
      const commit = (found: string) => ({ ...arrival(found), by: undefined });
      return Promise.resolve(
        wanted.map(({ path }) => ({
          ...{ path, next: undefined },
          revisions: [
            { path, commit: commit(WENT), before: oid(pod(digestOf('3'))), after: oid(files[path] ?? '') },
            { path, commit: commit(CAME), before: undefined, after: oid(pod(digestOf('3'))) },
          ],
        })),
      );
    },
    baseHistory: (_repository, _head, since) => {
      asked.push(`statuses since ${(NOW.getTime() - since.getTime()) / 60_000} minutes`);
      return Promise.resolve([{ oid: CAME, at: since, url: '', statuses: [] }]);
    },
  });
  const collaborators: Collaborators = {
    prove: () => Promise.reject(new Error('nobody asks for provenance')),
    ...{ github, color: false, readRecord: () => Promise.resolve({ record: undefined, unanswered: false }) },
    registry: { resolve: () => Promise.resolve(undefined), taggedDigest: () => Promise.resolve(OLD) },
    log: {
      ...{
        info: () => undefined,
        warning: (line) => void asked.push(`warning: ${line}`),
        debug: () => undefined,
      },
      ...{ error: () => undefined, group: (_, body) => body() },
    },
  };
  const home = repositoryState({ now: 'now' in more ? more.now : NOW });
  const selected = [environmentNamed(config, 'prod')];
  const result = await readEnvironments(
    { home, config, selected, namesFor: () => ({ labels: [], reviewers: [] }) },
    collaborators,
  );
  return { ...result, prod: result.environments.of('prod'), dev: result.environments.of('dev'), asked };
}

const SURVEY = 'survey .waybill/hold,.waybill/pause,dev,prod/one,prod/two';
const READ = `read ${Object.keys(FILES).join()}`;

describe('everything that judges a lane', () => {
  test('is what its environments declare, since when, and how they are since', async () => {
    const { dev, prod, asked, lanePlaces, environments, baseBranches } = await read({});
    expect(asked).toEqual([SURVEY, READ, `blame ${Object.keys(FILES).join()}`, 'statuses since 60 minutes']);
    expect([dev.declares('api'), prod.declares('api')]).toMatchObject([{ digest: NEW }, { digest: OLD }]);
    expect(prod.target('one').declares('api')).toMatchObject({ kind: 'one', digest: OLD });
    expect(prod.target('one').since('api', OLD)?.commit).toBe(CAME);
    expect(prod.target('one').since('api', NEW)).toBeUndefined();
    const since = dev.since('api', NEW);
    expect(since?.commit).toBe(CAME);
    expect(since === undefined ? [] : dev.statusesSince(since).map((commit) => commit.oid)).toEqual([CAME]);
    expect(prod.since('api', OLD)).toBeUndefined();
    expect(lanePlaces.map(({ lane }) => `${lane.environment} ${lane.unit}`)).toEqual(['prod api']);
    expect([environments.now, baseBranches.length]).toEqual([NOW, 1]);
    expect(() => environments.of('other').baseBranch).toThrow('other was not read');
  });

  test('without health asks for no statuses', async () => {
    expect((await read({ gates: '' })).asked).toEqual([SURVEY, READ, `blame ${Object.keys(FILES).join()}`]);
    expect((await read({ now: undefined })).environments.now).toEqual(new Date(0));
  });

  test('is what its upstreams have left since', async () => {
    const images = [
      { name: 'api', repository: 'ghcr.io/acme/api', tag: 'v3', digest: digestOf('3'), from: [] },
    ];
    const { dev, asked } = await read({ open: pullOfWaybill({ branch: 'waybill/prod/api' }, { images }) });
    expect(asked).toContain('history of dev/api.yaml');
    expect(asked.at(-1)).toBe('statuses since 60 minutes');
    expect(dev.stays('api').map(({ digest }) => digest.slice(7, 8))).toEqual(['3', '2']);
    expect(dev.stays('api')[0]).toMatchObject({
      since: { commit: CAME },
      until: { commit: WENT },
      isTakenBack: false,
    });
  });

  test('is what is held, where it is said', async () => {
    const [own, left] = ['.waybill/hold/prod.yaml', '.waybill/hold/qa.yaml'];
    const files = { ...FILES, [own]: hold(NEW), [left]: hold(digestOf('4')) };
    const { prod, dev, asked } = await read({ files });
    const held = (environment: typeof prod) =>
      environment.holds.map(({ digest, file }) => `${digest.slice(7, 8)} ${file}`);
    expect(held(prod)).toEqual(['7 waybill.yaml', `2 ${own}`, `4 ${left}`]);
    expect(held(dev)).toEqual([`4 ${left}`]);
    expect(asked.filter((line) => line.startsWith('warning'))).toHaveLength(1);
  });

  test('is what is paused', async () => {
    const path = '.waybill/pause/prod.yaml';
    const { prod, dev } = await read({ files: { ...FILES, [path]: '- reason: slow\n  by: alice\n' } });
    expect([prod.pauses.length, dev.pauses.length]).toEqual([1, 0]);
    expect(prod.pauses).toMatchObject([{ reason: 'slow', where: { text: path } }]);
  });
});
