import type { Location } from '../errors/location.ts';
import type { Digest } from '../image/digest.ts';

/**
 * A file of an environment: its path in the config repo, with `/`, and its text as decoded from UTF-8. A byte
 * order mark stays in the text as U+FEFF.
 */
export interface ManifestFile {
  readonly path: string;
  readonly text: string;
}

/** An image to look for: its name in `waybill.yaml` and its repository. */
export interface SoughtImage {
  readonly name: string;
  readonly repository: string;
}

/**
 * Which parts of a reference are written: both, or the tag alone where an owner asked for it (`pin: tag`).
 */
export type Pin = 'digest' | 'tag';

/** One image to bring into the files. */
export interface ImageChange {
  /**
   * The image's name in `waybill.yaml`, or its repository where there is none. Messages speak of it by this
   * name.
   */
  readonly name: string;
  /** The repository to look for, as an image reference without tag and digest. */
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: Digest;
  readonly pin: Pin;
  /** What the digest itself says that it is, for a comment beside it where there is no tag. */
  readonly version?: string | undefined;
}

/** The parts of a reference as the file holds them now; a part that is not written is undefined. */
export interface DeclaredParts {
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** A place that holds an image, found by a format. */
export interface Occurrence {
  readonly image: string;
  readonly location: Location;
  /** The format that found it, as in the documentation: `kustomize`, `workload`, `helm-values`, … */
  readonly format: string;
  /** Where in the document, for people: `spec.template.spec.containers[0].image`. */
  readonly at: string;
  readonly declared: DeclaredParts;
  /** It is a value that is handed to a program. It moves with the image, and nothing is deployed from it. */
  readonly isHandedOn?: true;
}

/** Text put in place of the UTF-16 range `[start, end)` of the original. An insertion has `start === end`. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface PlannedFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  readonly splices: readonly Splice[];
}

/** An occurrence that changes, with what it declares afterwards. */
export interface PlannedEdit extends Occurrence {
  readonly becomes: DeclaredParts;
}

/** A slot that was seen and left alone, with the reason as a sentence. */
export interface PassedOver {
  /** Undefined for a file that was not looked into. */
  readonly image: string | undefined;
  readonly location: Location;
  readonly found: string;
  readonly reason: string;
  /** It is another image, or another place decides it: a person need not look at it. */
  readonly isSettled?: true;
}

type RefusalCode =
  | 'REFERENCE_NOT_FOUND'
  | 'REFERENCE_AMBIGUOUS'
  | 'REFERENCE_MISCOUNTED'
  | 'REFERENCE_UNEDITABLE'
  | 'FILE_UNREADABLE'
  | 'EDIT_UNPROVEN';

/** Why nothing is written: which image, what was seen where, and what to write instead. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly image: string | undefined;
  readonly message: string;
  readonly hint: string;
  readonly location: Location | undefined;
}

/**
 * What would change in an environment's files. With a refusal in it, nothing may be written: there are no
 * files, and the edits are what could have been made. A log lists all of it: edits, references that are
 * refused, those that declare the target already, what was passed over and why.
 */
export interface ManifestPlan {
  readonly files: readonly PlannedFile[];
  readonly edits: readonly PlannedEdit[];
  /** References that were found and cannot be changed, as a refusal says; they are not among the edits. */
  readonly refused: readonly Occurrence[];
  readonly unchanged: readonly Occurrence[];
  readonly passedOver: readonly PassedOver[];
  readonly refusals: readonly Refusal[];
}
