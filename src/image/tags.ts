const LONGEST_TAG = 128;

/** What keeps a text from being a tag, as a sentence: `A tag has no slash.` */
export function tagHint(text: string): string {
  if (text.includes('/')) return `A tag has no slash${slugged(text)}.`;
  if (text.length > LONGEST_TAG)
    return `A tag has at most ${LONGEST_TAG} characters, and this one has ${text.length}.`;
  if (/^[.-]/.test(text)) return 'A tag begins with a letter, a digit or "_".';
  return 'A tag has letters, digits, "_", "." and "-" alone.';
}

/** A text that is no repository of any registry, and so it was meant as a tag. */
export function looksLikeTag(text: string): boolean {
  return /^[^/:@\s,]+$/.test(text);
}

/** The builder of an image turns the name of a branch into a tag. Who asks for that tag has to know it. */
function slugged(text: string): string {
  const tag = slugTag(text);
  return tag === text || tag === '' ? '' : `; where "build" made one of a branch, it is ${tag}`;
}

/**
 * `feature/login` becomes `feature-login`: a text that may be the name of a branch, as a tag. Each run of
 * characters that a tag cannot hold becomes one `-`. Empty where nothing is left.
 */
export function slugTag(text: string): string {
  return text
    .replace(/[^A-Za-z0-9_.-]+/g, '-')
    .replace(/^[.-]+/, '')
    .replace(/-+$/, '');
}

/** The tag under which an image is found again by what it was built from, whatever the commit. */
export function treeTag(key: string): string {
  return `tree-${key}`;
}

/** The tag under which the image of a commit is found again: `sha-` and the full commit SHA. */
export function commitTag(commit: string): string {
  return `sha-${commit}`;
}
