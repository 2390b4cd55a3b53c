import { referenceHint, tryParseReference } from '../../image/reference.ts';
import type { ValueProblem } from '../document/problem.ts';
import { isReviewer, withoutAt } from './plain-rules.ts';
import { textValue } from './values.ts';

// A name becomes a segment of the branch `waybill/<environment>/<group or image>`, so it has to be one that
// git-check-ref-format accepts, and one that a URL and a shell take without quoting.
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
const IMAGE_NAME = /^[A-Za-z0-9*](?:[A-Za-z0-9*._-]{0,61}[A-Za-z0-9*])?$/;
const OWNER_AND_REPOSITORY = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;
const SOURCE = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\/(?!\.{1,2}$)(?:\*|[A-Za-z0-9._-]{1,100})$/;

/** What is wrong with the name of an environment, an image, a group or a target, or undefined. */
export function nameProblem(text: string): ValueProblem | undefined {
  if (NAME.test(text) && !text.includes('..') && !text.endsWith('.lock')) return undefined;
  return {
    problem: 'which cannot be a name',
    hint:
      'A name is part of a branch name: at most 63 letters, digits, "-", "_" and ".", a letter or digit first and last, ' +
      'no ".." in it and no ".lock" at its end.',
  };
}

/** The name of an environment, an image, a group or a target. */
export function name(description: string) {
  return textValue({ description, pattern: NAME.source }, nameProblem);
}

/** The name of an image, or with one `*` that of every image of a pattern. */
export function imageName(description: string) {
  return textValue({ description, pattern: IMAGE_NAME.source }, (text) =>
    nameProblem(isPattern(text) ? text.replace('*', 'x') : text),
  );
}

/** Whether a text stands for several: `*` and `team-*`, `ghcr.io/acme/*`. */
export function isPattern(text: string): boolean {
  return text.includes('*');
}

/**
 * What stands in a text where a pattern has its `*`: `api` in `team-api` for `team-*`. Undefined where
 * nothing does.
 */
export function partAtStar(pattern: string, text: string): string | undefined {
  const [before = '', after] = pattern.split('*');
  const fits = after !== undefined && text.startsWith(before) && text.endsWith(after);
  return fits && text.length > before.length + after.length
    ? text.slice(before.length, text.length - after.length)
    : undefined;
}

/** True for a branch name that `git check-ref-format --branch` accepts. */
export function isBranch(text: string): boolean {
  return (
    text.length > 0 &&
    text.length <= 244 &&
    !/[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|^[-/]|[/.]$/.test(text) &&
    text !== '@' &&
    !text.startsWith('refs/') &&
    text.split('/').every((segment) => !segment.startsWith('.') && !segment.endsWith('.lock'))
  );
}

export const branch = textValue(
  { description: 'The base branch; the default branch of the repository when it is left out.' },
  (text) =>
    isBranch(text)
      ? undefined
      : { problem: 'which cannot be a branch', hint: 'Write the name alone, without refs/heads/: main.' },
);

/** The repository that an image is built from. The name may be `*`, where the image is a pattern. */
export const imageSource = textValue(
  {
    description: 'The repository that the image is built from.',
    pattern: SOURCE.source,
    examples: ['acme/shop'],
  },
  (text) => repositoryProblem(text.replace(/\/\*$/, '/x')),
);

/** A repository on GitHub as `owner/name`. */
export function ownerAndRepository(description: string) {
  return textValue(
    { description, pattern: OWNER_AND_REPOSITORY.source, examples: ['acme/shop'] },
    repositoryProblem,
  );
}

function repositoryProblem(text: string): ValueProblem | undefined {
  if (OWNER_AND_REPOSITORY.test(text) && !text.endsWith('.git')) return undefined;
  const [, path] = /^(?:https?:\/\/|git@)[^/:]+[/:]([^/]+\/[^/]+?)(?:\.git)?\/?$/.exec(text) ?? [];
  return {
    problem: 'which is not a repository',
    hint: `Write owner and name with a slash between them: ${path ?? 'acme/shop'}.`,
  };
}

/** `*` is one whole part of the path, and never the registry. */
function repositoryPatternProblem(text: string): ValueProblem | undefined {
  const [, ...path] = text.split('/');
  if (path.filter((part) => part === '*').length === 1 && text.split('*').length === 2)
    return imageRepositoryProblem(text.replace('*', 'x'));
  return {
    problem: 'which is not a pattern of repositories',
    hint: 'Write "*" once, for one whole part of the path: ghcr.io/acme/*.',
  };
}

function imageRepositoryProblem(text: string): ValueProblem | undefined {
  if (isPattern(text)) return repositoryPatternProblem(text);
  const reference = tryParseReference(text);
  const hint = 'Write registry and repository without tag and digest: ghcr.io/acme/api.';
  if (reference === undefined)
    return { problem: 'which is not the repository of an image', hint: referenceHint(text) ?? hint };
  if (reference.tag === undefined && reference.digest === undefined) return undefined;
  return {
    problem: 'which has a tag or a digest',
    hint: `Write the repository alone: ${reference.spelling}.`,
  };
}

export const imageRepository = textValue(
  { description: 'The repository of the image, without tag and digest; * for one part of the path takes all that files name.', examples: ['ghcr.io/acme/api'] },
  imageRepositoryProblem,
);

export const reviewer = textValue(
  { description: 'A user (octocat), or a team with its organization (acme/sre). An "@" before it is left out.' },
  (text) =>
    isReviewer(text)
      ? undefined
      : {
          problem: 'which is neither a user nor a team',
          hint: 'Write a user (octocat), or organization and team (acme/sre).',
        },
).transform(withoutAt);

/** A folder of the source repository. */
export const sourcePath = textValue(
  {
    description:
      'The folder of the source repository that the image is built from; limits the list of changes.',
  },
  (text) =>
    /^(?!\/)(?!.*\/\/)[^\\]+(?<!\/)$/.test(text) &&
    !text.split('/').some((part) => part === '..' || part === '.')
      ? undefined
      : {
          problem: 'which is not a folder of the repository',
          hint: 'Write it from the root, without a slash at either end: services/api.',
        },
);
