import { isDigest } from '../../image/digest.ts';
import { tryParseReference } from '../../image/reference.ts';
import type { RunningImage } from './signal.ts';

/** The images among texts of agents, as `registry/repository` with the digest where it is known. */
export function imagesIn(texts: readonly string[]): readonly RunningImage[] {
  return texts.flatMap((text) => {
    const reference = tryParseReference(text.trim());
    if (reference === undefined) return [];
    const { registry, repository, digest, tag } = reference;
    if (digest === undefined && tag === undefined) return [];
    const known = digest !== undefined && isDigest(digest) ? digest : undefined;
    return [{ repository: `${registry}/${repository}`, digest: known }];
  });
}
