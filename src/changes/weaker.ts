import type { Config } from '../config/config.ts';
import { tryParseConfig } from '../config/parse.ts';
import { textsByOid } from '../environments/past/texts-by-oid.ts';
import type { GitHub, RepositoryState } from '../github/github.ts';
import { type ChangedText, isRulePath, weakerFile } from '../verification/weaker/weaker-files.ts';
import { weakerRules } from '../verification/weaker/weaker-rules.ts';
import type { ReadChange } from './read-change.ts';
import type { Subject } from './subjects.ts';

const RULES = 'waybill.yaml';

/** Where a change is looked up. */
interface RuleSource {
  readonly repository: string;
  readonly home: RepositoryState;
  readonly github: GitHub;
}

/**
 * What a change makes weaker of the gates, each as a sentence: by what it does to `waybill.yaml`, to holds
 * and pauses, and to workflows that run Waybill. Two requests, and none where it touches no such file.
 */
export async function weakerByChange(
  { base, commit }: Subject,
  { mergeBase, outside }: Pick<ReadChange, 'mergeBase' | 'outside'>,
  { repository, home, github }: RuleSource,
): Promise<readonly string[]> {
  const isHome = repository.toLowerCase() === home.fullName.toLowerCase() && base.branch === home.base.branch;
  // Of too many files to list, the rules are the one that counts.
  const changed = outside.flatMap((path) => (path === '.' ? [RULES] : [path])).filter(isRulePath);
  const paths = changed.filter((path) => isHome || path !== RULES);
  if (paths.length === 0) return [];
  const texts = await textsOf(paths, { before: mergeBase, after: commit }, repository, github);
  return texts.flatMap((file) => (file.path === RULES ? weakerConfig(file) : weakerFile(file)));
}

function weakerConfig({ before, after }: ChangedText): readonly string[] {
  const old = configOf(before);
  return old === undefined || before === after ? [] : weakerRules(old, configOf(after));
}

function configOf(text: string | undefined): Config | undefined {
  const read = text === undefined ? undefined : tryParseConfig(text);
  return read?.ok === true ? read.value : undefined;
}

async function textsOf(
  paths: readonly string[],
  commits: { readonly before: string; readonly after: string },
  repository: string,
  github: GitHub,
): Promise<readonly ChangedText[]> {
  const places = paths.flatMap((path) => [
    { commit: commits.before, path },
    { commit: commits.after, path },
  ]);
  const oids = await github.fileOids(repository, places);
  const texts = await textsByOid(repository, oids, github);
  const textAt = (index: number): string | undefined => texts.get(oids[index] ?? '');
  return paths.map((path, index) => ({ path, before: textAt(2 * index), after: textAt(2 * index + 1) }));
}
