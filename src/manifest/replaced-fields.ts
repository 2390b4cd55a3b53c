import { sameRepository, tryParseReference } from '../image/reference.ts';
import { nodesOf, referenceOf, spanText, type Candidate } from './candidate.ts';
import { jsonPatch } from './formats/pod-patches.ts';
import { isVersioned, reachNodes } from './formats/reach.ts';
import { fieldSteps, nodesAtFieldPath, nodesAtSteps } from './formats/field-path.ts';
import { keyRole } from './formats/helm-words.ts';
import { selected, type ReplacementTarget } from './formats/replacements.ts';
import { partAt, type ReplacedPart } from './replaced-part.ts';
import type { PlacedObject, ScopedReplacement } from './replacement-scopes.ts';
import { nodeAt, textAt } from './yaml/merge.ts';
import type { ManifestNode, ScalarNode } from './yaml/tree.ts';

/** Where a target writes an image, or a part of it, over what stands in the image's own place. */
export interface ReplacedField {
  readonly candidate: Candidate;
  /** Undefined where what is written is no such part alone. */
  readonly part: ReplacedPart | undefined;
  /** Only a Kustomization says what is deployed, and nothing whether this is the image that is written. */
  readonly isUnseen: boolean;
  /** The field, with the object that it is of: what two files say of one is one image. Undefined where there are several. */
  readonly place: string | undefined;
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
  const patched = patchedAt(target, candidates, taken.length === 0);
  if (taken.length === 0) return [...patched, ...unseen(target, candidates)];
  const fields = taken.flatMap(({ root }) => {
    const nodes = new Set(nodesAtFieldPath(root, target.fieldPath));
    const place = placeIn(root, target.fieldPath);
    if (nodes.size === 0) return target.creates ? created(target, root, candidates, place) : [];
    const here = candidates.filter((one) => nodesOf(one).some((node) => nodes.has(node)));
    const renaming = candidates.filter((one) => here.some((other) => renames(one, other)));
    return [...here, ...renaming].flatMap((candidate) => {
      const node = nodesOf(candidate).find((one) => nodes.has(one));
      return fieldAt(candidate, node, target, { isUnseen: false, place });
    });
  });
  return [...fields, ...patched];
}

/** The object and the one map in it by their names, or nothing that another file could say, too. */
function placeIn(root: ManifestNode, fieldPath: string): string | undefined {
  const holders = nodesAtSteps(root, fieldSteps(fieldPath).slice(0, -1));
  const names = [textAt(root, 'kind'), textAt(root, 'metadata', 'name'), textAt(holders[0], 'name')];
  return holders.length === 1 ? JSON.stringify([fieldPath, ...names]) : undefined;
}

function fieldAt(
  candidate: Candidate,
  node: ScalarNode | undefined,
  target: ReplacementTarget,
  around: Pick<ReplacedField, 'isUnseen' | 'place'>,
): readonly ReplacedField[] {
  const part = partAt(candidate, node, target);
  return part === 'repository' ? [] : [{ candidate, part, ...around }];
}

/** What JSON patches write into the field before the replacement does. */
function patchedAt(
  target: ReplacementTarget,
  candidates: readonly Candidate[],
  isUnseen: boolean,
): readonly ReplacedField[] {
  const steps = fieldSteps(target.fieldPath);
  return candidates
    .filter((one) => one.format === jsonPatch.name && one.shape === 'whole')
    .flatMap((candidate) => {
      const pointer = pointerOf(candidate);
      if (pointer === undefined || !isSameField(pointer, steps)) return [];
      return fieldAt(candidate, undefined, target, { isUnseen, place: undefined });
    });
}

/** The operation's path, whose value the candidate is. */
function pointerOf(candidate: Candidate): readonly string[] | undefined {
  const values = new Set<unknown>(nodesOf(candidate));
  const items = candidate.view.documents.flatMap(({ root }) => [...reachNodes(root, ['[]'])]);
  const item = items.find(({ node }) => values.has(nodeAt(node, 'value')));
  return textAt(item?.node, 'path')?.split('/').slice(1);
}

function isSameField(pointer: readonly string[], steps: readonly string[]): boolean {
  if (pointer.length !== steps.length) return false;
  return steps.every((step, index) => {
    const isAnyItem = step === '*' || step.startsWith('[');
    return isAnyItem ? /^(?:\d+|-)$/.test(pointer[index] ?? '') : step === pointer[index];
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
    .flatMap((candidate) => fieldAt(candidate, undefined, target, { isUnseen: true, place: undefined }));
}

/** A tag or digest that was left out beside a repository, and that the replacement puts there. */
function created(
  { fieldPath }: ReplacementTarget,
  root: ManifestNode,
  candidates: readonly Candidate[],
  place: string | undefined,
): readonly ReplacedField[] {
  const steps = fieldSteps(fieldPath);
  const role = keyRole(steps.at(-1) ?? '');
  if (role === undefined || (role.part !== 'tag' && role.part !== 'digest')) return [];
  const { part } = role;
  const beside = new Set(
    nodesAtSteps(root, steps.slice(0, -1)).flatMap((node) =>
      node.kind === 'map' ? node.entries.map(({ value }) => value) : [],
    ),
  );
  return candidates
    .filter((one) => nodesOf(one).some((node) => beside.has(node)))
    .map((candidate) => ({ candidate, part, isUnseen: false, place }));
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
