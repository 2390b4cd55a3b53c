import semver from 'semver';
import { isDigest } from '../../../image/digest.ts';
import type { KnownImage } from '../../../image/known-image.ts';
import { shortTag } from '../../../image/short-tag.ts';
import { code, link, table } from '../../../report/markdown.ts';
import type { PlacedImage, RecordedImage, ReplacedVersions } from '../../lane/images.ts';
import type { ImageChanges } from '../change-list.ts';
import type { SourceRelease } from '../source-commit.ts';
import { registryPage } from './registry-page.ts';

/** What the table links to. */
export interface TableLinks {
  readonly changes: readonly ImageChanges[];
  /** `https://github.com`. */
  readonly server: string;
}

/**
 * What moves: one row an image. Tags stand above digests, so that the table fits beside the column of labels
 * on a narrow screen. A tag links to its release, a digest to its registry. The column `version` is there
 * where it says more than the tags do.
 */
export function imageTable(placed: readonly PlacedImage[], links: TableLinks): string {
  const hasVersions = placed.some(({ image }) => saysMore(image));
  const rows = placed.map(({ image, from }) => {
    const releases = releasesOf(image.name, links.changes);
    const { repository } = image;
    return [
      code(image.name),
      beforeCell({ ...from, repository, releases }, links.server),
      versionLines(
        {
          tags: image.tag === undefined ? [] : [image.tag],
          digests: [image.digest],
          record: image.record,
          repository,
          releases,
        },
        links.server,
      ),
      ...(hasVersions ? [versionOf(image)] : []),
      builtOf(image, links.server),
    ];
  });
  return table(['image', 'from', 'to', ...(hasVersions ? ['version'] : []), 'built'], rows);
}

function releasesOf(name: string, changes: readonly ImageChanges[]): readonly SourceRelease[] {
  const own = changes.find(({ images }) => images.includes(name))?.changes;
  return own?.kind === 'known' ? own.releases : [];
}

/** Tags and digests of one cell, and where they link to. */
interface CellVersions extends Pick<ReplacedVersions, 'tags' | 'digests' | 'record'> {
  readonly repository: string;
  readonly releases: readonly SourceRelease[];
}

function beforeCell(from: CellVersions, server: string): string {
  return from.tags.length + from.digests.length === 0 ? 'nothing' : versionLines(from, server);
}

function versionLines({ tags, digests, record, repository, releases }: CellVersions, server: string): string {
  const source = record?.own?.source;
  const lines = [
    ...tags.map((tag) => {
      const release = releases.find((known) => known.tag === tag && known.commit === source?.commit);
      return link(code(shortTag(tag)), release?.url);
    }),
    ...digests.map((digest) => {
      const page = isDigest(digest)
        ? registryPage({ repository, digest, source: sourceHere(source, server) }, server)
        : undefined;
      return link(code(digest.slice(0, 'sha256:'.length + 12)), page);
    }),
  ];
  return lines.join('<br>');
}

type Source = NonNullable<KnownImage['source']>;

/** The repository that the image itself names, where it is on this server. */
export function sourceHere(source: Source | undefined, server: string): string | undefined {
  return source?.server?.toLowerCase() === server.toLowerCase() ? source.repository : undefined;
}

export const SAYS = 'says its record';
export const NOT_KNOWN = 'not known: the registry did not answer';

/** A version that is not the tag once more, with or without its `v`. */
function saysMore({ tag, record, unanswered }: RecordedImage): boolean {
  if (record?.version === undefined) return unanswered === true;
  const bare = (text: string): string => text.replace(/^v(?=\d)/, '');
  return tag === undefined || bare(record.version) !== bare(tag);
}

function versionOf({ record, unanswered }: RecordedImage): string {
  if (record?.version === undefined) return unanswered === true ? NOT_KNOWN : '–';
  return `${code(shortTag(record.version))}${record.own?.version === record.version ? '' : ` (${SAYS})`}`;
}

function builtOf({ record, unanswered }: RecordedImage, server: string): string {
  const day = record?.created
    ?.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*?(Z|[+-]\d\d:\d\d)$/, '$1 $2 $3')
    .replace(/ Z$/, ' UTC');
  const commit = record?.source === undefined ? undefined : `from ${commitOf(record.source, record, server)}`;
  const parts = [day, commit].filter((part) => part !== undefined);
  if (parts.length === 0) return unanswered === true ? NOT_KNOWN : '–';
  const isOwn =
    (day === undefined || record?.own?.created !== undefined) &&
    (commit === undefined || record?.own?.source !== undefined);
  return `${parts.join('<br>')}${isOwn ? '' : ` (${SAYS})`}`;
}

/** What a record alone says is no link: whoever may push can attach one. */
function commitOf(source: Source, { own }: KnownImage, server: string): string {
  const here = own?.source === undefined ? undefined : sourceHere(source, server);
  const short = code(source.commit.slice(0, 7));
  return link(short, here === undefined ? undefined : `${server}/${here}/commit/${source.commit}`);
}

/**
 * Said where both versions are known. Somebody may want a lower version, and nobody should be surprised by
 * it.
 */
export function downgradeSection(placed: readonly PlacedImage[]): readonly string[] {
  const down = placed.flatMap(({ image, from }) => {
    const [before, after] = [versionNumber(from.record?.version), versionNumber(image.record?.version)];
    if (before === null || after === null || semver.gte(after, before)) return [];
    return [`${code(image.name)} from ${code(before.version)} to ${code(after.version)}`];
  });
  return down.length === 0 ? [] : [`**Downgrade**: ${down.join(', ')}.`];
}

function versionNumber(version: string | undefined): semver.SemVer | null {
  return semver.parse(version ?? null);
}
