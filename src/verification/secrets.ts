import { findMovedSeals } from '../manifest/find-moved-seals.ts';
import { findSecrets } from '../manifest/find-secrets.ts';
import type { ManifestFile } from '../manifest/plan-edits.ts';
import type { Objection } from './objection.ts';

/**
 * Objections to secrets in the files that a change adds or changes, which `before` has as they were. An older
 * one is not the change's.
 */
export function secretObjections(
  changed: readonly ManifestFile[],
  before: readonly ManifestFile[] = [],
): readonly Objection[] {
  const problems = [...findSecrets(changed), ...findMovedSeals(before, changed)];
  return problems.map(({ kind, words, location }): Objection => ({
    reason: kind === 'plaintext' ? 'PLAINTEXT_SECRET' : 'SECRET_BROKEN',
    state: 'failed',
    words: `${location.file}:${location.line}: ${words}.`,
    location,
  }));
}
