import { z } from 'zod';

/** Folders inside folders that one request lists; what lies deeper costs another one. */
const LEVELS = 5;

/** A file of a repository at one commit. */
export interface ListedFile {
  readonly path: string;
  readonly oid: string;
  readonly size: number;
  /** `100644` or `100755`. */
  readonly mode: string;
}

/** Something that is never edited, and what it is. */
export interface PassedOverEntry {
  readonly path: string;
  readonly reason: string;
}

/** A folder whose content is still to be listed. */
export interface UnlistedFolder {
  readonly path: string;
  readonly oid: string;
}

export interface Listing {
  readonly files: readonly ListedFile[];
  readonly passedOver: readonly PassedOverEntry[];
  readonly deeper: readonly UnlistedFolder[];
}

interface Entry {
  readonly name: string;
  readonly mode: number;
  readonly type: string;
  readonly oid: string;
  readonly size: number;
  readonly object?: { readonly entries?: readonly Entry[] | null | undefined } | null | undefined;
}

const entrySchema: z.ZodType<Entry> = z.object({
  name: z.string(),
  mode: z.number(),
  type: z.string(),
  oid: z.string(),
  size: z.number(),
  get object() {
    return innerSchema.nullish();
  },
});

/** A folder inside another: where its entries are null, it is asked for by its id. */
const innerSchema = z.object({
  get entries() {
    return z.array(entrySchema).nullish();
  },
});

/**
 * What an expression names. `entries` is absent when that is not a tree. Null is no answer: every tree has
 * entries.
 */
export const treeSchema = z.object({ entries: z.array(entrySchema).optional() });

/** What is known to be a tree. */
export const knownTreeSchema = z.object({ entries: z.array(entrySchema) });

/**
 * The selection that lists a tree down to `LEVELS` levels. GraphQL has no recursion, so it is written out.
 */
export function treeSelection(levels = LEVELS): string {
  const fields = 'name mode type oid size';
  const inner = levels <= 1 ? '' : ` object { ${treeSelection(levels - 1)} }`;
  return `... on Tree { entries { ${fields}${inner} } }`;
}

const REGULAR = 0o100000;
const SYMLINK = 0o120000;

/** Flattens a tree below `folder`. Links and submodules are reported and never followed. */
export function flatten(folder: string, entries: readonly Entry[]): Listing {
  const parts = entries.map((entry): Listing => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.type === 'tree') {
      const inner = entry.object?.entries;
      return inner === undefined || inner === null
        ? { files: [], passedOver: [], deeper: [{ path, oid: entry.oid }] }
        : flatten(path, inner);
    }
    const reason = unsafe(entry);
    if (reason !== undefined) return { files: [], passedOver: [{ path, reason }], deeper: [] };
    const mode = entry.mode.toString(8).padStart(6, '0');
    return { files: [{ path, oid: entry.oid, size: entry.size, mode }], passedOver: [], deeper: [] };
  });
  return {
    files: parts.flatMap((part) => part.files),
    passedOver: parts.flatMap((part) => part.passedOver),
    deeper: parts.flatMap((part) => part.deeper),
  };
}

function unsafe(entry: Entry): string | undefined {
  if (entry.type === 'commit') return 'it is a submodule, whose files belong to another repository';
  if ((entry.mode & 0o170000) === SYMLINK) return 'it is a symbolic link, which is never followed';
  if ((entry.mode & 0o170000) !== REGULAR)
    return `its mode is ${entry.mode.toString(8)}, which is not that of a file`;
  // Git refuses such names on checkout; nothing good is meant by them.
  if (/[\\\0]/.test(entry.name) || ['', '.', '..'].includes(entry.name)) return 'its name is not safe';
  return undefined;
}
