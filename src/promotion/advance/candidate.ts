import { type Digest, shortDigest } from '../../image/digest.ts';
import { type Declaration, type Since, versionsOf } from './environment-state.ts';

/** What one upstream declares of an image. */
export interface UpstreamDeclaration {
  readonly environment: string;
  readonly declaration: Declaration;
  /**
   * Since when it declares its one version. Undefined when that was not read, or there is not one version.
   */
  readonly since: Since | undefined;
}

/**
 * Which upstream declares what, for the log. A tag without a digest is one that the registry does not have.
 * Without tag and digest, nothing is declared.
 */
export interface UpstreamVersion {
  readonly environment: string;
  readonly digest: Digest | undefined;
  readonly tag: string | undefined;
}

/** What the upstreams of an environment bring of one image now. */
export type Candidate =
  | {
      readonly kind: 'one';
      readonly digest: Digest;
      readonly tag: string | undefined;
      /** The upstreams that declare it: the gates are judged on these. */
      readonly from: readonly string[];
    }
  /** No upstream declares the image, or there is no upstream. */
  | { readonly kind: 'none' }
  /** The upstreams do not declare one and the same digest. */
  | { readonly kind: 'disagree'; readonly who: readonly UpstreamVersion[] }
  /**
   * Upstreams of `after: { any }` declare different digests. Since when each of them does has to be read
   * first.
   */
  | { readonly kind: 'undated'; readonly who: readonly UpstreamVersion[] };

/**
 * What an environment's upstreams bring of one image. With `all`, each of them has to declare the same
 * digest. With `any`, the digest that was declared last counts, and the gates look at the upstreams that
 * declare it. An upstream whose files or targets declare several digests declares none for sure.
 */
export function candidateFrom(need: 'all' | 'any', upstreams: readonly UpstreamDeclaration[]): Candidate {
  const sure = upstreams.flatMap(({ environment, declaration, since }) =>
    declaration.kind === 'one'
      ? [{ environment, since, digest: declaration.digest, tag: declaration.tag }]
      : [],
  );
  if (upstreams.every(({ declaration }) => declaration.kind === 'none')) return { kind: 'none' };
  const digests = new Set(sure.map(({ digest }) => digest));
  if (digests.size === 0 || (need === 'all' && (digests.size > 1 || sure.length < upstreams.length)))
    return { kind: 'disagree', who: upstreams.flatMap(versionsAt) };
  if (digests.size > 1 && sure.some(({ since }) => since === undefined))
    return { kind: 'undated', who: upstreams.flatMap(versionsAt) };
  const latest = sure.reduce((best, offer) => (timeOf(offer) > timeOf(best) ? offer : best));
  const from = sure.filter(({ digest }) => digest === latest.digest);
  return {
    kind: 'one',
    digest: latest.digest,
    tag: from.find(({ tag }) => tag !== undefined)?.tag,
    from: from.map(({ environment }) => environment),
  };
}

function timeOf({ since }: { readonly since: Since | undefined }): number {
  return since?.at.getTime() ?? 0;
}

function versionsAt({ environment, declaration }: UpstreamDeclaration): readonly UpstreamVersion[] {
  if (declaration.kind === 'none') return [{ environment, digest: undefined, tag: undefined }];
  const unknown = declaration.kind === 'unknown' ? declaration.tags : [];
  return [
    ...versionsOf(declaration).map(({ digest, tag }) => ({ environment, digest, tag })),
    ...unknown.map((tag) => ({ environment, digest: undefined, tag })),
  ];
}

/** Who declares what, as one sentence. */
export function disagreement(image: string, who: readonly UpstreamVersion[]): string {
  const voices = who.map(({ environment, digest, tag }) => {
    if (digest === undefined && tag === undefined) return `${environment} declares none`;
    if (digest === undefined) return `${environment} declares ${tag}, which the registry does not have`;
    const short = shortDigest(digest);
    return `${environment} declares ${tag === undefined ? short : `${tag}@${short}`}`;
  });
  return `The upstreams do not agree on ${image}: ${voices.join(', ')}.`;
}
