import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import { endWithTest } from '../end-with-test.ts';
import { withReal } from '../with-real.ts';
import { findBuildkitd } from './buildkit.ts';
import { findProgram } from './find-programs.ts';
import { namesOf } from './names-of-runs.ts';
import { openWorkflowStage, type WorkflowStage } from './stage.ts';

const run = promisify(execFile);
const act = findProgram('act');
const buildkitd = findBuildkitd();
const ADVANCE = '.github/workflows/advance.yml';

withReal('a release', [act, buildkitd], () => {
  let stage: WorkflowStage;
  let repository: SandboxRepository;
  let folder: string;
  const alice = {
    ...process.env,
    ...{ GIT_AUTHOR_NAME: 'alice', GIT_AUTHOR_EMAIL: 'alice@example.com' },
    ...{ GIT_COMMITTER_NAME: 'alice', GIT_COMMITTER_EMAIL: 'alice@example.com' },
  };
  const git = async (...args: string[]): Promise<string> =>
    (await run('git', args, { cwd: folder, env: alice })).stdout.trim();
  const change = (path: string, change: (text: string) => string): void =>
    writeFileSync(join(folder, path), change(readFileSync(join(folder, path), 'utf8')));
  const commitVersion = async (version: string): Promise<void> => {
    change('package.json', (text) => text.replace(/"version": "[^"]+"/, `"version": "${version}"`));
    await git('commit', '--quiet', '--all', '--message', `Version ${version}`);
  };
  const setVersion = async (version: string): Promise<void> => {
    await commitVersion(version);
    await git('push', '--quiet', 'origin', 'HEAD:main');
  };
  /** What a maintainer does: `npm run release`, and the command that it prints. */
  const release = async (): Promise<string> => {
    const script = ['--no-warnings', 'scripts/release.ts'];
    const { stdout } = await run(process.execPath, script, { cwd: folder, env: alice });
    await git(...(/git (push .+)/.exec(stdout)?.[1] ?? '').split(' '));
    return /is ([0-9a-f]{40})/.exec(stdout)?.[1] ?? '';
  };
  const tag = async (name: string): Promise<string> =>
    (await git('ls-remote', 'origin', `refs/tags/${name}`)).split('\t')[0] ?? '';

  beforeAll(async () => {
    if (!act.there || !buildkitd.there) return;
    stage = await openWorkflowStage({ act: act.use, buildkitd: buildkitd.use }, ['.ci/run']);
    repository = await stage.github.createRepository('waybill/waybill', {}, { immutableReleases: true });
    folder = mkdtempSync(join(tmpdir(), 'waybill-release-'));
    endWithTest(() => rmSync(folder, { recursive: true }));
    for (const part of ['package.json', 'action.yml', 'actions', 'scripts', '.github', 'examples'])
      cpSync(part, join(folder, part), { recursive: true });
    rmSync(join(folder, '.github/workflows/ci.yml'));
    rmSync(join(folder, '.github/workflows/dist.yml'));
    const token = stage.github.grant({
      kind: 'pat',
      login: 'alice',
      permissions: { contents: 'write', workflows: 'write' },
    });
    const url = new URL(repository.cloneUrl);
    url.username = 'alice';
    url.password = token;
    await git('init', '--quiet', '--initial-branch=main');
    await git('add', '--all');
    await git('commit', '--quiet', '--message', 'Everything');
    await git('remote', 'add', 'origin', url.href);
  });

  test('is a child of what it releases that changes only the actions of called workflows', async () => {
    await setVersion('1.2.3');
    const main = await git('rev-parse', 'HEAD');
    const child = await release();
    expect(await git('rev-parse', `${child}^`)).toBe(main);
    const changed = (await git('diff', '--unified=0', main, child)).split('\n');
    const lines = changed.filter((line) => /^[+-](?![+-])/.test(line));
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines)
      expect(line).toMatch(
        /^(?:-.*uses: waybill\/waybill(?:\/actions\/(?:build|verify))?@v1|\+.*@[0-9a-f]{40} # v1\.2\.3)$/,
      );
    expect(lines.filter((line) => line.startsWith('+') && !line.includes(main))).toEqual([]);

    expect(namesOf(await stage.settle())).toEqual(['waybill/waybill release on push']);
    expect([await tag('v1.2.3'), await tag('v1')]).toEqual([child, child]);
    const called = await repository.read(child, ADVANCE);
    expect(Buffer.from(called ?? []).toString('utf8')).toContain(`uses: waybill/waybill@${main} # v1.2.3`);
    expect(stage.github.violations).toEqual([]);
  });

  test('moves the major tag from the release before', async () => {
    await setVersion('1.3.0');
    const child = await release();
    expect(namesOf(await stage.settle())).toEqual(['waybill/waybill release on push']);
    expect([await tag('v1.3.0'), await tag('v1')]).toEqual([child, child]);
  });

  test('is locked', async () => {
    const push = git('push', '--quiet', '--force', 'origin', 'HEAD:refs/tags/v1.3.0');
    await expect(push).rejects.toThrow(/Protected/);
  });

  test('is refused where its commit changes something else', async () => {
    await setVersion('1.4.0');
    writeFileSync(join(folder, 'action.yml'), 'runs: { using: node24, main: evil.js }\n');
    await git('commit', '--quiet', '--all', '--message', 'More');
    await git('tag', 'v1.4.0');
    await git('push', '--quiet', 'origin', 'v1.4.0');
    await git('reset', '--quiet', '--hard', 'HEAD^');
    const [run] = await stage.settle();
    expect(run?.succeeded).toBe(false);
    expect(run?.log).toContain('v1.4.0 changes more than the actions that called workflows use');
    expect(await tag('v1')).not.toBe(await tag('v1.4.0'));
  });

  test('is refused where it is not of main, or has another version', async () => {
    await git('checkout', '--quiet', '-b', 'aside');
    await commitVersion('1.5.0');
    await release();
    await git('push', '--quiet', 'origin', 'v1.3.0^{}:refs/tags/v1.9.9');
    const runs = await stage.settle();
    expect(runs.map(({ succeeded }) => succeeded)).toEqual([false, false]);
    expect(runs[0]?.log).toMatch(/which v1\.5\.0 releases, is not on main/);
    expect(runs[1]?.log).toContain('the tag is v1.9.9, and package.json says v1.3.0');
  });

  test('stops before the major tag moves where releases can be changed afterwards', async () => {
    await git('checkout', '--quiet', 'main');
    repository.configure({ immutableReleases: false });
    await setVersion('1.6.0');
    const before = await tag('v1');
    await release();
    const [run] = await stage.settle();
    expect(run?.log).toContain('Turn on immutable releases');
    expect(await tag('v1')).toBe(before);
  });
});
