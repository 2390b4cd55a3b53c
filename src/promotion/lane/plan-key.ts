import { createHash } from 'node:crypto';
import { canonicalRepository, parseReference } from '../../image/reference.ts';
import type { Lane } from './lane.ts';
import { ORDINARY, type Purpose } from './purpose.ts';
import type { RecordedImage } from './images.ts';

/** Where a lane's pull request is opened. */
export interface Base {
  /** `owner/name`. */
  readonly repository: string;
  readonly branch: string;
}

/**
 * The identity of a proposal, as 64 hexadecimal digits: the same images by digest, into the same environment,
 * on the same base.
 *
 * Tags are for people, and are no part of it: a pull request that a person closed stays closed when only a
 * tag was added. A hotfix or a roll back to a digest has another key than its promotion: what a person
 * decided on one does not count for the other.
 */
export function planKey(
  base: Base,
  lane: Pick<Lane, 'environment' | 'unit'>,
  images: readonly Pick<RecordedImage, 'name' | 'repository' | 'digest'>[],
  purpose: Purpose = ORDINARY,
): string {
  const members = images
    .map(({ name, repository, digest }) => [name, canonicalRepository(parseReference(repository)), digest])
    .sort(([a = ''], [b = '']) => (a < b ? -1 : a > b ? 1 : 0));
  const canonical = [
    1,
    base.repository.toLowerCase(),
    base.branch,
    lane.environment,
    lane.unit,
    members,
    ...purposeParts(purpose),
  ];
  return createHash('sha256').update(JSON.stringify(canonical)).digest('hex');
}

/**
 * Nothing for an ordinary promotion into the whole environment. Who asked, and why, is for people and no part
 * of the key.
 */
function purposeParts(purpose: Purpose): readonly unknown[] {
  switch (purpose.kind) {
    case 'promotion':
      return purpose.wave === undefined ? [] : [['wave', ...purpose.wave.targets]];
    case 'hotfix':
      return ['hotfix'];
    case 'roll-back':
      return [
        'roll-back',
        purpose.holds,
        purpose.from.map(({ name, digest }) => [name, digest]),
        ...(purpose.pauses === true ? ['pauses'] : []),
      ];
  }
}
