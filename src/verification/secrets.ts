import { findSecrets } from '../manifest/find-secrets.ts';
import type { ManifestFile } from '../manifest/plan-edits.ts';
import type { Objection } from './objection.ts';

/** Objections to secrets in the files that a change adds or changes. An older one is not the change's. */
export function secretObjections(changed: readonly ManifestFile[]): readonly Objection[] {
  return findSecrets(changed).map(({ kind, words, location }): Objection => ({
    reason: kind === 'plaintext' ? 'PLAINTEXT_SECRET' : 'SECRET_BROKEN',
    state: 'failed',
    words: `${location.file}:${location.line}: ${words}.`,
    location,
  }));
}
