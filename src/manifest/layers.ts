import { nodesOf, referenceOf, spanText, type Candidate, type SplitCandidate } from './candidate.ts';
import type { LayerPart } from './formats/format.ts';
import type { Match } from './match.ts';
import type { Refusal } from './plan.ts';
import type { Survey } from './survey.ts';
import { locateInFile } from './view.ts';

/** What layers add to a match: tags and digests of the image at its path in other files. */
export interface Layers {
  readonly candidates: readonly Candidate[];
  readonly refusals: readonly Refusal[];
  /** Bases that a refusal speaks of: what decides them is known, and disputed. */
  readonly disputed: ReadonlySet<Candidate>;
}

/**
 * Values are laid over one another, and the last file wins, so a tag or digest at the image's path in any layer of its
 * group belongs to the same reference. A file belongs to the repository that stands at this path in its own folder, or to
 * the only one that stands there at all; when several could be meant, nobody can tell which one would change. `together` are
 * places of other images that go to the same tag in the same plan.
 */
export function joinLayers(survey: Survey, match: Match, together: ReadonlySet<Candidate>): Layers {
  const candidates: Candidate[] = [];
  const refusals: Refusal[] = [];
  const disputed = new Set<Candidate>();
  const ours = new Set<Candidate>(match.found);
  const units = survey.candidates.filter(
    (one): one is SplitCandidate => one.shape === 'split' && one.unit !== undefined,
  );
  const marked = new Set(match.found.flatMap((one) => (one.format === 'marker' ? nodesOf(one) : [])));
  const owned = new Set(units.flatMap((one) => [one.tag?.node, one.digest?.node]));
  for (const part of survey.layers) {
    const nodes = [part.tag, part.digest].flatMap((span) => span?.node ?? []);
    if (nodes.every((node) => owned.has(node))) continue;
    const bases = units.filter((unit) => belongs(part, unit));
    if (!bases.some((base) => ours.has(base))) continue;
    const near = nearest(part, bases);
    const own = near.filter((base) => ours.has(base));
    if (own.length === 0) continue;
    const isMarked = nodes.some((node) => marked.has(node));
    const others = isMarked ? [] : near.filter((base) => !ours.has(base) && !together.has(base));
    if (others.length > 0 || new Set(own.map(meaningOf)).size > 1) {
      refusals.push(undecided(part, near, match));
      for (const base of near) disputed.add(base);
    } else if ([part.tag, part.digest].some((span) => span !== undefined && spanText(span) !== ''))
      candidates.push(...own.slice(0, 1).map((base) => layerCandidate(part, base, match, owned)));
  }
  return { candidates, refusals, disputed };
}

function belongs(part: LayerPart, { unit }: SplitCandidate): boolean {
  return unit?.group === part.group && unit.path === part.path && unit.prefixes.includes(part.prefix);
}

/** The bases in the same folder as the layer, or all of them when there are none. */
function nearest(part: LayerPart, bases: readonly SplitCandidate[]): readonly SplitCandidate[] {
  const folder = folderOf(part.view.file.path);
  const inFolder = bases.filter((base) => folderOf(base.view.file.path) === folder);
  return inFolder.length > 0 ? inFolder : bases;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** What the value stands for: a part, with the text around it. */
function meaningOf({ unit }: SplitCandidate): string {
  return JSON.stringify([unit?.part, unit?.around]);
}

function layerCandidate(
  part: LayerPart,
  { unit }: SplitCandidate,
  match: Match,
  owned: ReadonlySet<unknown>,
): Candidate {
  const { format, view, at, merged } = part;
  const isDigest = unit?.part === 'digest';
  const [tag, digest] = isDigest ? [part.digest, part.tag] : [part.tag, part.digest];
  return {
    shape: 'split',
    format,
    view,
    at,
    merged,
    asserted: { name: match.image.name },
    registry: undefined,
    repository: undefined,
    tag: tag === undefined || owned.has(tag.node) ? undefined : tag,
    digest: digest === undefined || owned.has(digest.node) ? undefined : digest,
    insertion: undefined,
    bareDigest: part.bareDigest,
    emptyTagIsDefault: true,
    unit: { ...unit, group: part.group, path: part.path, prefixes: [part.prefix], ownRegistry: undefined },
  };
}

function undecided(part: LayerPart, bases: readonly SplitCandidate[], match: Match): Refusal {
  const node = (part.tag ?? part.digest)?.node;
  const offset = node?.start ?? 0;
  const places = bases.map((base) => {
    const { line } = locateInFile(base.view, base.repository?.node.start ?? 0);
    return `\n  ${base.view.file.path}:${line}: ${referenceOf(base)?.spelling ?? '?'}`;
  });
  return {
    code: 'REFERENCE_AMBIGUOUS',
    image: match.image.name,
    message: `${part.at} in ${part.view.file.path} may override any of these, and nothing says which:${places.join('')}`,
    hint: `Put the file into the folder of its base, mark its value with "# waybill: ${match.image.name} tag" or with the other image's name, or promote the images together to one tag.`,
    location: locateInFile(part.view, offset),
  };
}
