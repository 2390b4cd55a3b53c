/** A file as the commit shall have it. */
export interface CommitFile {
  readonly path: string;
  /** The mode it has. */
  readonly mode: string;
  readonly text: string;
}

export interface NewCommit {
  readonly repository: string;
  readonly base: { readonly oid: string; readonly tree: string };
  readonly files: readonly CommitFile[];
  /** The message, once the tree is known. */
  readonly message: (tree: string) => string;
}

/** Trees with more or larger inline entries time out at GitHub. */
const MOST_FILES = 100;
const MOST_BYTES = 1_500_000;

/** Whether GitHub writes these files in one request for a tree. */
export function fitsIntoOneTree(files: readonly CommitFile[]): boolean {
  const bytes = files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  return files.length <= MOST_FILES && bytes <= MOST_BYTES;
}

/** The files in parts that GitHub writes in one request each, in their order. */
export function treeParts(files: readonly CommitFile[]): readonly (readonly CommitFile[])[] {
  const parts: CommitFile[][] = [];
  for (const file of files) {
    const current = parts.at(-1);
    if (current !== undefined && fitsIntoOneTree([...current, file])) current.push(file);
    else parts.push([file]);
  }
  return parts;
}

/** A file as GitHub takes it in a tree. */
export function treeEntry({ path, mode, text }: CommitFile) {
  return { path, mode, type: 'blob', content: text };
}
