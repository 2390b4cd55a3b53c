import { createGitHub, type GitHub } from '../../src/github/github.ts';

/** A request that a test did not expect ends it. */
const refuse = (): never => {
  throw new Error('this asks GitHub, and nobody said what it answers');
};

/** A GitHub that answers what a test says, and nothing else. */
export function aGitHub(answers: Partial<GitHub>): GitHub {
  const log = { debug: () => undefined, warning: () => undefined };
  const github = createGitHub({
    ...{ token: 'token', apiUrl: 'https://api.github.example', fetch: refuse, log },
    ...{ sleep: () => Promise.resolve(), now: () => 0, random: () => 0, deadline: 0 },
  });
  return { ...github, ...answers };
}
