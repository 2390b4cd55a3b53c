import { z } from 'zod';
import type { Api } from '../../transport/api.ts';
import { type Operation, ownerAndRepo } from '../../transport/operation.ts';

/** What a commit changes since it left another one. */
export interface Comparison {
  /** The commit that both come from. */
  readonly mergeBase: string;
  /**
   * The paths that changed, with the old one of a file that moved. Undefined when there are too many to list.
   */
  readonly paths: readonly string[] | undefined;
}

/** GitHub lists no more files of a comparison. */
const MOST_FILES = 300;

const schema = z.object({
  merge_base_commit: z.object({ sha: z.string() }),
  files: z.array(z.object({ filename: z.string(), previous_filename: z.string().optional() })).optional(),
});

/** Compares two commits by their ids, also one of a fork that a pull request brings: one request. */
export async function compareCommits(
  api: Api,
  repository: string,
  base: string,
  head: string,
): Promise<Comparison> {
  const operation: Operation = {
    doing: `compare ${base.slice(0, 7)} with ${head.slice(0, 7)} in ${repository}`,
    repository,
    permission: 'contents: read',
  };
  const parameters = { ...ownerAndRepo(repository), basehead: `${base}...${head}`, per_page: 1 };
  const route = 'GET /repos/{owner}/{repo}/compare/{basehead}';
  const { merge_base_commit: fork, files } = await api.read(operation, route, parameters, schema);
  if (files === undefined || files.length >= MOST_FILES) return { mergeBase: fork.sha, paths: undefined };
  const paths = files.flatMap((file) => [file.filename, file.previous_filename ?? []].flat());
  return { mergeBase: fork.sha, paths: [...new Set(paths)] };
}
