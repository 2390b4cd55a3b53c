import type { Candidate } from '../candidate.ts';
import type { ManifestDocument } from '../view.ts';

/** One shape of image reference: what it recognises and where its parts are. How they are written is common to all. */
export interface Format {
  /** Its name in logs and in the documentation. */
  readonly name: string;
  /** `kind`: the document says what it is. `words`: only its keys suggest it, so formats that know a kind go first. */
  readonly certainty: 'kind' | 'words';
  recognises(document: ManifestDocument): boolean;
  find(document: ManifestDocument): Iterable<Candidate>;
}
