import type { GitHub } from '../../github/github.ts';

/** The text of every object, by its id. One that is undefined is none. */
export async function textsByOid(
  repository: string,
  oids: readonly (string | undefined)[],
  github: Pick<GitHub, 'readFiles'>,
): Promise<ReadonlyMap<string, string>> {
  // Each object is asked for under its own id as the path, because one path has many.
  const listed = [...new Set(oids)].flatMap((oid) =>
    oid === undefined ? [] : [{ path: oid, oid, size: 0, mode: '100644' }],
  );
  const { files } = await github.readFiles({ repository, files: listed, heads: [] });
  return new Map(files.map(({ path, text }) => [path, text]));
}
