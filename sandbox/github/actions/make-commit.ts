import type { Signature } from '../git/commit-format.ts';
import { isBot } from '../permissions.ts';
import { noreplyEmail } from '../shapes/people.ts';
import type { Actor, Repository } from '../state/model.ts';
import type { GitHubState } from '../state/github-state.ts';

interface RequestedCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author?: Signature | undefined;
  readonly committer?: Signature | undefined;
  /** GraphQL signs every commit. REST signs those of bots that name neither author nor committer. */
  readonly signAlways?: boolean;
}

/** Writes a commit in the name of the actor and returns its id; moves no reference. */
export function makeCommit(
  github: GitHubState,
  repo: Repository,
  actor: Actor,
  wish: RequestedCommit,
): Promise<string> {
  const own = signatureOf(github, actor.login);
  const plain = wish.author === undefined && wish.committer === undefined;
  return repo.store.writeCommit({
    tree: wish.tree,
    parents: wish.parents,
    author: wish.author ?? own,
    committer: wish.committer ?? wish.author ?? own,
    message: wish.message,
    sign: wish.signAlways === true || (plain && isBot(actor)),
  });
}

/** How an account stands in a commit that it makes through GitHub. */
export function signatureOf(github: GitHubState, login: string): Signature {
  const person = github.person(login);
  const seconds = Math.floor(github.now().getTime() / 1000);
  return { name: person.login, email: noreplyEmail(person), seconds, offset: '+0000' };
}
