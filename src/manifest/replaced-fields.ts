import { sameRepository, tryParseReference } from '../image/reference.ts';
import { nodesOf, referenceOf, spanText, type Candidate, type Span } from './candidate.ts';
import { isVersioned } from './formats/reach.ts';
import { fieldSteps, nodesAtFieldPath } from './formats/field-path.ts';
import { keyRole } from './formats/helm-words.ts';
import { selected, stretchIn, type ReplacementTarget, type Stretch } from './formats/replacements.ts';
import type { PlacedObject, ScopedReplacement } from './replacement-scopes.ts';
import type { ManifestNode, ScalarNode } from './yaml/tree.ts';

/** What a replacement decides of an image. */
export type ReplacedPart = 'reference' | 'tag' | 'digest';

/** Where a target writes an image, or a part of it, over what stands in the image's own place. */
export interface ReplacedField {
  readonly candidate: Candidate;
  /** Undefined where what is written is no such part alone. */
  readonly part: ReplacedPart | undefined;
  /** Only a Kustomization says what is deployed, and nothing whether this is the image that is written. */
  readonly isUnseen: boolean;
}

/** The same, with the replacement that does it and the texts that it takes. */
export interface ReplacedImage extends ReplacedField, Pick<ScopedReplacement, 'replacement' | 'sources'> {}

/** The images among `candidates` that replacements write a part of. */
export function replacedFields(
  scoped: readonly ScopedReplacement[],
  candidates: readonly Candidate[],
): readonly ReplacedImage[] {
  return scoped.flatMap(({ replacement, sources, files, objects }) => {
    const seen = candidates.filter(({ view }) => files.has(view.file.path));
    const fields = replacement.targets.flatMap((target) => replacedAt(target, objects, seen));
    return fields.map((field) => ({ ...field, replacement, sources }));
  });
}

function replacedAt(
  target: ReplacementTarget,
  objects: readonly PlacedObject[],
  candidates: readonly Candidate[],
): readonly ReplacedField[] {
  const rejected = new Set(target.reject.flatMap((selector) => selected(selector, objects)));
  const taken = selected(target.select, objects).filter((one) => !rejected.has(one));
  if (taken.length === 0) return unseen(target, candidates);
  return taken.flatMap(({ root }) => {
    const nodes = new Set(nodesAtFieldPath(root, target.fieldPath));
    if (nodes.size === 0) return target.creates ? created(target, root, candidates) : [];
    const here = candidates.filter((one) => nodesOf(one).some((node) => nodes.has(node)));
    const renaming = candidates.filter((one) => here.some((other) => renames(one, other)));
    return [...here, ...renaming].flatMap((candidate) => {
      const node = nodesOf(candidate).find((one) => nodes.has(one));
      const part = partAt(candidate, node, target);
      return part === 'repository' ? [] : [{ candidate, part, isUnseen: false }];
    });
  });
}

/** A Kustomize entry stands for the references that have its name, before replacements write theirs. */
export function renames(entry: Candidate, other: Candidate): boolean {
  if (entry.format !== 'kustomize' || entry === other) return false;
  const name = tryParseReference(entry.placeholder ?? referenceOf(entry)?.spelling ?? '');
  const reference = referenceOf(other);
  return name !== undefined && reference !== undefined && sameRepository(name, reference);
}

function unseen(target: ReplacementTarget, candidates: readonly Candidate[]): readonly ReplacedField[] {
  if (fieldSteps(target.fieldPath).at(-1) !== 'image') return [];
  return candidates
    .filter(({ format, asserted }) => format === 'kustomize' && asserted === undefined)
    .flatMap((candidate) => {
      const part = partAt(candidate, undefined, target);
      return part === 'repository' ? [] : [{ candidate, part, isUnseen: true }];
    });
}

/** A tag or digest that was left out beside a repository, and that the replacement puts there. */
function created(
  { fieldPath }: ReplacementTarget,
  root: ManifestNode,
  candidates: readonly Candidate[],
): readonly ReplacedField[] {
  const steps = fieldSteps(fieldPath);
  const role = keyRole(steps.at(-1) ?? '');
  if (role === undefined || (role.part !== 'tag' && role.part !== 'digest')) return [];
  const { part } = role;
  const parent = fieldPath.slice(0, -(steps.at(-1) ?? '').length - 1);
  const beside = new Set(
    nodesAtFieldPath(root, parent).flatMap((node) =>
      node.kind === 'map' ? node.entries.map(({ value }) => value) : [],
    ),
  );
  return candidates
    .filter((one) => nodesOf(one).some((node) => beside.has(node)))
    .map((candidate) => ({ candidate, part, isUnseen: false }));
}

/** Which part of a candidate a stretch of one of its scalars is; of a Kustomize entry, of what it renders. */
function partAt(
  candidate: Candidate,
  node: ScalarNode | undefined,
  target: Stretch,
): ReplacedPart | 'repository' | undefined {
  if (candidate.shape === 'whole') return partOfText(spanText(candidate.value), target);
  if (node === undefined) return partOfText(rendered(candidate), target);
  if (node === candidate.repository?.node) return 'repository';
  const part = node === candidate.digest?.node ? 'digest' : 'tag';
  if (target.delimiter === '') return part;
  const text = part === 'tag' ? `a:${node.text.trim()}` : `a@${node.text.trim()}`;
  const span = stretchIn(text.slice(2), target);
  return span === undefined ? undefined : partOfRange(text, span.from + 2, span.to + 2);
}

function rendered({ repository, tag, digest }: Extract<Candidate, { shape: 'split' }>): string {
  const text = (span: Span | undefined, before: string): string =>
    span === undefined || spanText(span) === '' ? '' : `${before}${spanText(span)}`;
  return `${text(repository, '')}${text(tag, ':') || ':_'}${text(digest, '@')}`;
}

function partOfText(text: string, target: Stretch): ReplacedPart | 'repository' | undefined {
  if (target.delimiter === '') return 'reference';
  const span = stretchIn(text, target);
  return span === undefined ? added(text, target) : partOfRange(text, span.from, span.to);
}

/** What stands behind the last delimiter that is there is added with one more. */
function added(text: string, { delimiter, index }: Stretch): ReplacedPart | 'repository' | undefined {
  if (index < 0) return 'repository';
  const reference = tryParseReference(text);
  if (delimiter === '@' && reference?.digest === undefined) return 'digest';
  return delimiter === ':' && reference?.tag === undefined && reference?.digest === undefined
    ? 'tag'
    : undefined;
}

function partOfRange(text: string, from: number, to: number): ReplacedPart | 'repository' | undefined {
  const name = (tryParseReference(text)?.spelling ?? text).length;
  if (to <= name) return 'repository';
  if (text[from - 1] === '@' && to === text.length) return 'digest';
  return from === name + 1 && text[name] === ':' && to === text.length && !text.slice(from).includes('@')
    ? 'tag'
    : undefined;
}

/** The references that replacements put into images from places that no format knows. */
export function replacingReferences(
  scoped: readonly ScopedReplacement[],
  candidates: readonly Candidate[],
): readonly Candidate[] {
  if (scoped.length === 0) return [];
  const claimed = new Set(candidates.flatMap(nodesOf));
  const references = new Map<ScalarNode, Candidate>();
  for (const { part, sources } of replacedFields(scoped, candidates)) {
    for (const { view, span, at } of part === 'reference' ? sources : []) {
      if (claimed.has(span.node) || !isVersioned(spanText(span))) continue;
      references.set(span.node, {
        shape: 'whole',
        format: 'kustomize',
        view,
        at,
        merged: false,
        value: span,
      });
    }
  }
  return [...references.values()];
}
