import type { Location } from '../errors/location.ts';
import type { GateState } from '../promotion/gates/gate.ts';

/**
 * What keeps a change from passing, besides gates.
 *
 * - `TAG_UNKNOWN`: the registry does not have a tag that it declares
 * - `DIGEST_DROPPED`: an image was pinned by digest and is no more
 * - `IMAGE_REPLACED`: an image that `waybill.yaml` does not list stands where a listed one stood
 * - `UNEXPECTED_CHANGE`: more than images changes, where that is refused
 * - `FILE_UNREADABLE`: a file of an environment is not text any more
 * - `FILE_SHARED`: a file of two environments declares an image
 * - `REVOKED`: `waybill.yaml` of the base branch revokes a digest that it brings
 * - `MANIFEST_MISSING`: the registry does not have a digest that it brings
 * - `PLATFORM_MISSING`: an image lacks a platform that `waybill.yaml` asks for
 * - `PLAINTEXT_SECRET`: a Secret stands in a file as everybody can read it
 * - `SECRET_BROKEN`: a SealedSecret that the controller cannot open
 * - `EVIDENCE_UNAVAILABLE`: what is needed could not be read
 */
export const OBJECTION_REASONS = [
  'TAG_UNKNOWN',
  'DIGEST_DROPPED',
  'IMAGE_REPLACED',
  'UNEXPECTED_CHANGE',
  'FILE_UNREADABLE',
  'FILE_SHARED',
  'REVOKED',
  'MANIFEST_MISSING',
  'PLATFORM_MISSING',
  'PLAINTEXT_SECRET',
  'SECRET_BROKEN',
  'EVIDENCE_UNAVAILABLE',
] as const;
export type ObjectionReason = (typeof OBJECTION_REASONS)[number];

/** Something in a change that keeps it from passing, and where it stands. */
export interface Objection {
  readonly reason: ObjectionReason;
  readonly state: Exclude<GateState, 'passed'>;
  /** One sentence. */
  readonly words: string;
  readonly location: Location | undefined;
}
