import type { Config } from '../config/config.ts';
import { imageNamed } from '../config/images.ts';
import type { BroughtImage } from './brought-images.ts';
import type { Objection, ObjectionReason } from './objection.ts';

/** What the registry says of an image. */
export type SeenImage =
  | { readonly kind: 'there'; readonly platforms: readonly string[] }
  /** The registry answered that it does not have the digest. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'unanswered' };

/**
 * Objections to an image that a change brings into an environment: its digest is revoked, is not in the
 * registry, or lacks a platform. What the registry does not say is not known, and waits.
 */
export function imageObjections(
  environment: string,
  image: BroughtImage,
  seen: SeenImage,
  config: Config,
): readonly Objection[] {
  const { name, digest, places } = image;
  const location = places[0]?.location;
  const objection = (reason: ObjectionReason, words: string): Objection => ({
    reason,
    state: reason === 'EVIDENCE_UNAVAILABLE' ? 'pending' : 'failed',
    words: `${environment}: ${words}.`,
    location,
  });
  const revoked = config.revoked.find((entry) => entry.digest === digest);
  if (revoked !== undefined) {
    const why = revoked.reason === undefined ? '' : ` (${revoked.reason})`;
    return [objection('REVOKED', `${digest} of ${name} is revoked${why}`)];
  }
  if (seen.kind === 'gone')
    return [objection('MANIFEST_MISSING', `the registry does not have ${digest} of ${name}`)];
  const { platforms = [] } = imageNamed(config, name);
  if (seen.kind === 'unanswered')
    return [objection('EVIDENCE_UNAVAILABLE', `the registry does not say what ${digest} of ${name} is`)];
  const missing = platforms.filter((platform) => !seen.platforms.includes(platform));
  if (missing.length === 0) return [];
  return [objection('PLATFORM_MISSING', `${digest} of ${name} has no ${missing.join(' and no ')}`)];
}
