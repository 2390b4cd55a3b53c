/** A reference as this program reads it: by one regular expression, without any code of the editor. */
export interface ReadReference {
  /** As spelled in the file. */
  readonly spelled: string;
  /** One name for all spellings of one repository. */
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

const HOST = String.raw`(?:localhost|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)(?::\d+)?|[A-Za-z0-9-]+:\d+`;
const PART = String.raw`[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*`;
const TAG = String.raw`[A-Za-z0-9_][A-Za-z0-9._-]{0,127}`;
export const DIGEST = /sha256:[0-9a-f]{64}/;
const REFERENCE = new RegExp(
  `^((?:(?:${HOST})/)?${PART}(?:/${PART})*)(?::(${TAG}))?(?:@(${DIGEST.source}))?$`,
);

/** The reference that a text is as a whole; undefined for everything else. */
export function readReference(text: string): ReadReference | undefined {
  const [, spelled, tag, digest] = REFERENCE.exec(text) ?? [];
  if (spelled === undefined) return undefined;
  return { spelled, repository: oneName(spelled), tag, digest };
}

/** `nginx`, `library/nginx` and `index.docker.io/library/nginx` are one. */
export function oneName(spelled: string): string {
  const [first = '', ...rest] = spelled.split('/');
  if (rest.length === 0) return `docker.io/library/${first}`;
  if (first === 'index.docker.io' || first === 'registry-1.docker.io' || first === 'docker.io')
    return rest.length === 1 ? `docker.io/library/${rest[0]}` : `docker.io/${rest.join('/')}`;
  return /[.:]|^localhost$/.test(first) ? spelled : `docker.io/${spelled}`;
}
