import type { Config } from '../config/config.ts';
import { tryParseConfig } from '../config/parse.ts';
import { textsByOid } from '../environments/past/texts-by-oid.ts';
import type { GitHub, RepositoryState } from '../github/github.ts';
import { type ChangedText, isRulePath } from '../verification/weaker/weaker-files.ts';
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
 * The files of a change that hold rules, before and after it: `waybill.yaml`, holds and pauses, and workflows
 * that run Waybill. Two requests, and none where it touches no such file.
 */
export async function readRuleTexts(
  { base, commit }: Subject,
  { mergeBase, outside }: Pick<ReadChange, 'mergeBase' | 'outside'>,
  { repository, home, github }: RuleSource,
): Promise<readonly ChangedText[]> {
  const isHome = repository.toLowerCase() === home.fullName.toLowerCase() && base.branch === home.base.branch;
  // Of too many files to list, the rules are the one that counts.
  const changed = outside.flatMap((path) => (path === '.' ? [RULES] : [path])).filter(isRulePath);
  const paths = changed.filter((path) => isHome || path !== RULES);
  if (paths.length === 0) return [];
  const places = paths.flatMap((path) => [
    { commit: mergeBase, path },
    { commit, path },
  ]);
  const oids = await github.fileOids(repository, places);
  const texts = await textsByOid(repository, oids, github);
  const textAt = (index: number): string | undefined => texts.get(oids[index] ?? '');
  return paths.map((path, index) => ({ path, before: textAt(2 * index), after: textAt(2 * index + 1) }));
}

/** `waybill.yaml` among these files. */
export function homeRulesIn(texts: readonly ChangedText[]): ChangedText | undefined {
  return texts.find(({ path }) => path === RULES);
}

/** What a `waybill.yaml` says. Undefined where there is none, or it has a mistake: every run says that. */
export function rulesOf(text: string | undefined): Config | undefined {
  const read = text === undefined ? undefined : tryParseConfig(text);
  return read?.ok === true ? read.value : undefined;
}
