import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { Git } from '../../scripts/release/release-commit.ts';
import { withReal } from '../with-real.ts';
import { findBuildkitd } from './buildkit.ts';
import { findProgram } from './find-programs.ts';
import { namesOf } from './names-of-runs.ts';
import { openWorkflowStage } from './stage.ts';

const run = promisify(execFile);
const act = findProgram('act');
const buildkitd = findBuildkitd();
/** An installation from npm's cache with two builds, or two demos: the longest of all. */
const PATIENCE = 290_000;

withReal('our own workflows', [act, buildkitd], () => {
  test.each([
    ['ci', 3],
    ['dist', 2],
  ])(
    'run for a push to main, but for the steps that run all tests: %s',
    async (name, jobs) => {
      if (!act.there || !buildkitd.there) return;
      const programs = { act: act.use, buildkitd: buildkitd.use };
      const stage = await openWorkflowStage(programs, ['.ci/run', 'npm cit']);
      const repository = await stage.github.createRepository('waybill/waybill', {}, { private: true });
      const permissions = { contents: 'write', workflows: 'write' } as const;
      const token = stage.github.grant({ kind: 'pat', login: 'alice', permissions });
      const url = new URL(repository.cloneUrl);
      url.username = 'alice';
      url.password = token;
      const commit = commitWith(`${name}.yml`);
      await run('git', ['push', '--quiet', url.href, `${commit}:refs/heads/main`]);
      const runs = await stage.settle();
      expect(namesOf(runs)).toEqual([`waybill/waybill ${name} on push`]);
      expect(runs.flatMap((done) => done.jobs)).toHaveLength(jobs);
      expect(stage.hosts.strangers).toEqual([]);
    },
    PATIENCE,
  );
});

/** A commit of what HEAD holds, with one of the workflows alone. */
function commitWith(workflow: string): string {
  const who = { GIT_AUTHOR_NAME: 'alice', GIT_AUTHOR_EMAIL: 'alice@example.com' };
  const alice = { ...who, GIT_COMMITTER_NAME: 'alice', GIT_COMMITTER_EMAIL: 'alice@example.com' };
  return new Git('.', alice).withIndex((git) => {
    git.run(['read-tree', 'HEAD']);
    const others = git.run(['ls-files', '.github/workflows']).split('\n');
    git.run(['update-index', '--force-remove', ...others.filter((path) => !path.endsWith(`/${workflow}`))]);
    return git.run(['commit-tree', git.run(['write-tree']), '-m', 'Everything']);
  });
}
