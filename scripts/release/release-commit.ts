import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isCalled, pinWorkflow } from './pin-workflows.ts';

/** Git in one repository. */
export class Git {
  readonly #folder: string;
  readonly #env: Readonly<Record<string, string>>;

  constructor(folder: string, env: Readonly<Record<string, string>> = {}) {
    this.#folder = folder;
    this.#env = env;
  }

  run(args: readonly string[], input?: string): string {
    const env = { ...process.env, ...this.#env };
    const options = { cwd: this.#folder, env, input, encoding: 'utf8', maxBuffer: 1e8 } as const;
    return execFileSync('git', args, options).replace(/\n$/, '');
  }

  /** Whether a command ends well, for those that answer so. */
  succeeds(args: readonly string[]): boolean {
    try {
      this.run(args);
      return true;
    } catch {
      return false;
    }
  }

  /** The same repository with an index of its own, so that the working tree does not notice. */
  withIndex<T>(use: (git: Git) => T): T {
    const folder = mkdtempSync(join(tmpdir(), 'waybill-release-'));
    try {
      return use(new Git(this.#folder, { ...this.#env, GIT_INDEX_FILE: join(folder, 'index') }));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}

/** The version of `package.json` at a commit, as a tag. */
function tagOf(git: Git, commit: string): string {
  const { version } = JSON.parse(git.run(['show', `${commit}:package.json`])) as { version: string };
  return `v${version}`;
}

/** The tree of a release: that of `commit`, whose actions its called workflows use by commit. */
function releaseTree(git: Git, commit: string, tag: string): string {
  return git.withIndex((own) => {
    own.run(['read-tree', commit]);
    for (const path of own.run(['ls-files', '*.yml']).split('\n')) {
      const text = `${own.run(['show', `${commit}:${path}`])}\n`;
      if (!isCalled(path, text)) continue;
      const pinned = pinWorkflow(text, commit, tag);
      if (pinned === text) continue;
      const blob = own.run(['hash-object', '-w', '--stdin'], pinned);
      own.run(['update-index', '--cacheinfo', `100644,${blob},${path}`]);
    }
    return own.run(['write-tree']);
  });
}

/** Makes the commit of a release, the child of `commit`, and puts its tag on it. */
export function makeRelease(git: Git, commit: string): { readonly tag: string; readonly release: string } {
  const tag = tagOf(git, commit);
  if (git.succeeds(['rev-parse', '--verify', '--quiet', `refs/tags/${tag}`]))
    throw new Error(`The tag ${tag} is there already: set the next version in package.json.`);
  const message = `Release ${tag}\n\nThe workflows that others call use the actions of ${commit}.\n`;
  const tree = releaseTree(git, commit, tag);
  const release = git.run(['commit-tree', tree, '-p', commit, '-F', '-'], message);
  git.run(['tag', tag, release]);
  return { tag, release };
}

/** Why a commit is no release with this tag, as a sentence; undefined if it is one. */
export function problemOfRelease(git: Git, commit: string, tag: string): string | undefined {
  const [parent, ...others] = git.run(['rev-list', '--parents', '-n', '1', commit]).split(' ').slice(1);
  if (parent === undefined || others.length > 0) return `${tag} has not exactly one parent`;
  const version = tagOf(git, commit);
  if (version !== tag) return `the tag is ${tag}, and package.json says ${version}`;
  if (!git.succeeds(['merge-base', '--is-ancestor', parent, 'origin/main']))
    return `${parent}, which ${tag} releases, is not on main`;
  if (git.run(['rev-parse', `${commit}^{tree}`]) !== releaseTree(git, parent, tag))
    return `${tag} changes more than the actions that called workflows use; make it with "npm run release"`;
  return undefined;
}
