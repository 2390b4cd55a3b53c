export type TreeMode = '100644' | '100755' | '120000' | '040000' | '160000';

export interface TreeEntry {
  readonly name: string;
  readonly mode: TreeMode;
  readonly oid: string;
}

type EntryType = 'blob' | 'tree' | 'commit';

export function entryType(mode: TreeMode): EntryType {
  if (mode === '040000') return 'tree';
  return mode === '160000' ? 'commit' : 'blob';
}

/** Reads the binary form of a tree object. */
export function parseTree(content: Buffer): TreeEntry[] {
  const entries: TreeEntry[] = [];
  let at = 0;
  while (at < content.length) {
    const space = content.indexOf(32, at);
    const zero = content.indexOf(0, space);
    const mode = normalMode(content.toString('latin1', at, space));
    const name = content.toString('utf8', space + 1, zero);
    const oid = content.toString('hex', zero + 1, zero + 21);
    entries.push({ name, mode, oid });
    at = zero + 21;
  }
  return entries;
}

/** Writes the binary form, in the order git demands: a folder sorts as if its name ended with a slash. */
export function formatTree(entries: readonly TreeEntry[]): Buffer {
  const sorted = entries
    .map((entry) => ({ entry, key: Buffer.from(entry.mode === '040000' ? `${entry.name}/` : entry.name) }))
    .sort((left, right) => Buffer.compare(left.key, right.key));
  return Buffer.concat(
    sorted.flatMap(({ entry }) => [
      Buffer.from(`${entry.mode.replace(/^0/, '')} ${entry.name}\0`),
      Buffer.from(entry.oid, 'hex'),
    ]),
  );
}

/** The five modes that git writes today; older ones (100664) read as the nearest. */
function normalMode(text: string): TreeMode {
  switch (text) {
    case '100644':
    case '100755':
    case '120000':
    case '160000':
    case '040000':
      return text;
    case '40000':
      return '040000';
    default:
      return '100644';
  }
}

/** Whether git accepts the text as the name of one entry. */
export function isEntryName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && name.toLowerCase() !== '.git' && !/[/\0]/.test(name);
}
