import type { ObjectStore } from './object-store.ts';
import { runGit } from './run-git.ts';

interface SeededFile {
  readonly path: string;
  readonly mode: string;
  readonly content: Uint8Array;
}

/** Writes the first commit of a repository from many files with one process, as a pack. */
export async function seedRepository(
  store: ObjectStore,
  branch: string,
  files: readonly SeededFile[],
  who: { readonly name: string; readonly email: string; readonly seconds: number },
): Promise<void> {
  const message = Buffer.from('Initial commit\n');
  const chunks: Uint8Array[] = [
    Buffer.from(
      `commit refs/heads/${branch}\ncommitter ${who.name} <${who.email}> ${who.seconds} +0000\ndata ${message.length}\n`,
    ),
    message,
  ];
  for (const { path, mode, content } of files) {
    chunks.push(Buffer.from(`M ${mode} inline ${quote(path)}\ndata ${content.length}\n`), content, NEWLINE);
  }
  chunks.push(Buffer.from('\ndone\n'));
  await runGit(store.gitDirectory, ['fast-import', '--quiet', '--done'], Buffer.concat(chunks));
}

const NEWLINE = Buffer.from('\n');

function quote(path: string): string {
  if (!/["\n\\]|^\s/.test(path)) return path;
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
