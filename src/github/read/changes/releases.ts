import { z } from 'zod';
import type { SourceCommit, SourceRelease } from '../../../promotion/pull-request/source-commit.ts';
import { present } from '../../transport/graphql.ts';

/** The newest releases of a repository that are read. Their notes can be long. */
const PAGE = 20;

/** The newest releases of a repository. They come along with what is asked of it anyway. */
export const releasesField = `releases(first: ${PAGE}, orderBy: { field: CREATED_AT, direction: DESC }) { nodes { tagName name description url isDraft tagCommit { oid } } }`;

const releaseSchema = z.object({
  tagName: z.string(),
  name: z.string().nullable(),
  description: z.string().nullable(),
  url: z.string(),
  isDraft: z.boolean(),
  tagCommit: z.object({ oid: z.string() }).nullable(),
});

/**
 * Reads what this field answers. No release is worth failing for: a repository whose releases cannot be read
 * has none to show.
 */
export const releasesAnswer = z
  .object({ nodes: z.array(releaseSchema.nullable()).nullable() })
  .nullish()
  .catch(null)
  .transform((releases): readonly SourceRelease[] =>
    present(releases ?? null).flatMap(({ tagName: tag, name, description, url, isDraft, tagCommit }) =>
      isDraft || tagCommit === null
        ? []
        : [{ tag, name: name ?? '', notes: description ?? '', url, commit: tagCommit.oid }],
    ),
  );

/** Those on the new commits and on the two that are compared, newest first. */
export function releasesOf(
  releases: readonly SourceRelease[],
  { from, to }: { readonly from: string; readonly to: string },
  added: readonly SourceCommit[],
): readonly SourceRelease[] {
  const commits = new Set([from, to, ...added.map(({ oid }) => oid)]);
  return releases.filter(({ commit }) => commits.has(commit));
}
