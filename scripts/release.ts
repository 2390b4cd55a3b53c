import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publish } from './release/publish.ts';
import { Git, makeRelease, problemOfRelease } from './release/release-commit.ts';

// A release is a commit of its own: the child of the commit R on main that it releases. It changes only the
// workflows that others call, which use the actions by commit R.
//   node scripts/release.ts            makes it from HEAD, with its tag, and says how to push it
//   node scripts/release.ts --check    fails unless HEAD is a release with the tag in GITHUB_REF_NAME
//   node scripts/release.ts --publish  makes the release on GitHub and moves the major tag

const git = new Git(dirname(dirname(fileURLToPath(import.meta.url))));
const environment = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set.`);
  return value;
};

async function main(): Promise<void> {
  if (process.argv.includes('--check')) {
    const problem = problemOfRelease(git, 'HEAD', environment('GITHUB_REF_NAME'));
    if (problem !== undefined) throw new Error(problem);
  } else if (process.argv.includes('--publish')) {
    await publish({
      apiUrl: environment('GITHUB_API_URL'),
      repository: environment('GITHUB_REPOSITORY'),
      token: environment('GITHUB_TOKEN'),
      tag: environment('GITHUB_REF_NAME'),
      commit: environment('GITHUB_SHA'),
    });
  } else {
    const { tag, release } = makeRelease(git, git.run(['rev-parse', 'HEAD']));
    // GitHub lets no workflow move a tag to workflows that are on no branch.
    const branch = `${release}:refs/heads/release/${tag}`;
    console.log(`${tag} is ${release}. To release it: git push --atomic origin ${tag} ${branch}`);
  }
}

try {
  await main();
} catch (error) {
  console.error(`::error::${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
