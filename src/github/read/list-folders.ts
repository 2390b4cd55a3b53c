import { z } from 'zod';
import type { Api } from '../transport/api.ts';
import { literal } from '../transport/graphql.ts';
import type { Operation } from '../transport/operation.ts';
import { askForAll, part } from './ask-for-many.ts';
import {
  flatten,
  knownTreeSchema,
  type Listing,
  treeSelection,
  type UnlistedFolder,
} from './tree-listing.ts';

/** The field that lists a folder of a commit; `treeSchema` reads it. */
export function folderField(commit: string, folder: string): string {
  return `object(expression: ${literal(`${commit}:${folder}`)}) { ${treeSelection()} }`;
}

/** The field that names what is in a folder of a commit; `namesSchema` reads it. */
export function namesField(commit: string, folder: string): string {
  return `object(expression: ${literal(`${commit}:${folder}`)}) { ... on Tree { entries { name type } } }`;
}

export const namesSchema = z.object({
  entries: z.array(z.object({ name: z.string(), type: z.string() })).optional(),
});

/** Null where GitHub has nothing under the path, or says so. */
export type FolderNames = z.infer<typeof namesSchema> | null;

/** The folders that a folder is in: `''` and `envs` for `envs/dev`, and none for the whole repository. */
export function foldersAbove(folder: string): readonly string[] {
  if (folder === '') return [];
  const parts = folder.split('/');
  return parts.map((_, index) => parts.slice(0, index).join('/'));
}

/**
 * Whether a folder that GitHub has nothing for is really not there. GitHub answers null also for what it
 * could not read; then a folder above still names it, or is null itself. The whole repository is always
 * there.
 */
export function isMissing(folder: string, above: ReadonlyMap<string, FolderNames>): boolean {
  const parts = folder.split('/');
  for (const [index, path] of foldersAbove(folder).entries()) {
    const entries = above.get(path)?.entries;
    if (entries === undefined) return false;
    if (!entries.some(({ name, type }) => name === parts[index] && type === 'tree')) return true;
  }
  return false;
}

/** Lists what lies deeper than one request shows: one request for every further five levels. */
export async function listDeeper(api: Api, repository: string, listing: Listing): Promise<Listing> {
  if (listing.deeper.length === 0) return listing;
  const found = await listFolders(api, repository, listing.deeper);
  return listDeeper(api, repository, joined([{ ...listing, deeper: [] }, ...found]));
}

async function listFolders(
  api: Api,
  repository: string,
  folders: readonly UnlistedFolder[],
): Promise<readonly Listing[]> {
  const operation: Operation = {
    doing: `list the files of ${repository}`,
    repository,
    permission: 'contents: read',
  };
  const parts = folders.map(({ path, oid }) =>
    part(
      `object(oid: ${literal(oid)}) { ${treeSelection()} }`,
      knownTreeSchema.transform(({ entries }) => flatten(path, entries)),
    ),
  );
  return askForAll(api, { operation, atOnce: Infinity }, parts);
}

/** Several listings as one. */
export function joined(listings: readonly Listing[]): Listing {
  return {
    files: listings.flatMap((listing) => listing.files),
    passedOver: listings.flatMap((listing) => listing.passedOver),
    deeper: listings.flatMap((listing) => listing.deeper),
  };
}
