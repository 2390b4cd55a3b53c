import { type ChangedText, weakerFile } from '../verification/weaker/weaker-files.ts';
import { weakerRules } from '../verification/weaker/weaker-rules.ts';
import { homeRulesIn, rulesOf } from './rule-texts.ts';

/** What a change makes weaker of the gates, each as a sentence, by what it does to the files with rules. */
export function weakerByChange(texts: readonly ChangedText[]): readonly string[] {
  const rules = homeRulesIn(texts);
  return texts.flatMap((file) => (file === rules ? weakerConfig(file) : weakerFile(file)));
}

function weakerConfig({ before, after }: ChangedText): readonly string[] {
  const old = rulesOf(before);
  return old === undefined || before === after ? [] : weakerRules(old, rulesOf(after));
}
