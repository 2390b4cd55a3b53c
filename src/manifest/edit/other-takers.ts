import { sameRepository, tryParseReference } from '../../image/reference.ts';
import { compose, variablesOf } from '../formats/compose/compose-file.ts';
import { dotenv } from '../formats/compose/env-file.ts';
import { interpolate, type TextPiece } from '../formats/compose/interpolation.ts';
import type { ImageChange } from '../plan.ts';
import { variablePieces } from '../replacements/variables/variable-pieces.ts';
import type { VariableScope } from '../replacements/variables/variable-scope.ts';
import type { FilesSurvey } from '../survey/survey.ts';
import { uneditable } from '../view/describe.ts';
import { nodesOf, type Span, spanOf } from '../view/reference-slot.ts';
import { locateInFile, type ViewDocument } from '../view/view.ts';
import { scalarsOf } from '../yaml/placed-scalars.ts';
import type { ScalarNode } from '../yaml/tree.ts';
import type { SlotEdit } from './plan-places.ts';
import type { RefusedEdits } from './refused-edits.ts';

/** Says which edits write what a variable stands for, in one document and one way to name variables. */
interface Reader {
  readonly document: ViewDocument;
  readonly pieces: (span: Span) => readonly TextPiece[] | undefined;
  readonly writers: (variable: string) => readonly SlotEdit[];
}

/**
 * `SIDECAR: ghcr.io/acme/other:${TAG}`, where `TAG` changes for another image: the value would go to a tag
 * that nobody asked for. Images that take one variable are seen before, as places of their own; these are
 * values, arguments and labels, which no format takes for an image.
 */
export function refuseOtherTakers(
  edits: readonly SlotEdit[],
  survey: FilesSurvey,
  images: readonly ImageChange[],
): RefusedEdits[] {
  const readers = [...composeReaders(edits, survey), ...scopeReaders(edits, survey)];
  if (readers.length === 0) return [];
  const known = new Set(survey.slots.filter((slot) => slot.isHandedOn !== true).flatMap(nodesOf));
  return readers.flatMap(({ document, pieces, writers }) =>
    [...scalarsOf(document.root)].flatMap(({ node }) =>
      known.has(node)
        ? []
        : takenIn(pieces(spanOf(node)) ?? []).flatMap(({ variable, name }) => {
            const changing = writers(variable).filter(({ planned }) =>
              isAnother(name, planned.image, images),
            );
            return changing.length === 0 ? [] : [refusalOf(document, node, { variable, name }, changing)];
          }),
    ),
  );
}

/** A variable, and the repository whose tag or digest it decides. */
interface Taken {
  readonly variable: string;
  readonly name: string;
}

const UNKNOWN = '\0';
/** A repository with a path, up to the variable behind it. */
const NAME_BEFORE = /([^\s"'=,]*\/[^\s"'=,:@]+)[:@][\w.-]*$/;

function takenIn(pieces: readonly TextPiece[]): readonly Taken[] {
  let before = '';
  const found: Taken[] = [];
  for (const { text, variable } of pieces) {
    const name = NAME_BEFORE.exec(before)?.[1];
    if (variable !== undefined && name !== undefined && !/^https?:/.test(name))
      found.push({ variable, name });
    before += text ?? UNKNOWN;
  }
  return found;
}

/**
 * Whether a repository is neither the image that changes nor one that goes to the same tag. Of a name that
 * begins with a variable the end has to fit.
 */
function isAnother(name: string, changing: string, images: readonly ImageChange[]): boolean {
  const tag = images.find((image) => image.name === changing)?.tag;
  const end = name.slice(name.lastIndexOf(UNKNOWN) + 1);
  const reference = tryParseReference(end);
  return !images.some((image) => {
    if (image.name !== changing && image.tag !== tag) return false;
    if (end !== name) return image.repository.endsWith(end);
    const sought = tryParseReference(image.repository);
    return reference !== undefined && sought !== undefined && sameRepository(reference, sought);
  });
}

/** Compose takes variables from environment files. A default is the value's own. */
function composeReaders(edits: readonly SlotEdit[], { documents }: FilesSurvey): readonly Reader[] {
  const ofLayers = edits.filter(({ slot }) => slot.shape === 'split' && slot.repository === undefined);
  const groups = new Set(ofLayers.map(({ slot }) => slot.unit?.group));
  return documents
    .filter((document) => compose.recognises(document) || dotenv.recognises(document))
    .map((document) => ({ document, group: variablesOf(document.path) }))
    .filter(({ group }) => groups.has(group))
    .map(({ document, group }) => ({
      document,
      pieces: ({ node }) => interpolate(node.text),
      writers: (name) => ofLayers.filter(({ slot }) => slot.unit?.group === group && slot.unit.path === name),
    }));
}

/** Variables of Flux and Kustomize, and of the templates of an ApplicationSet. */
function scopeReaders(edits: readonly SlotEdit[], { documents, variables }: FilesSurvey): readonly Reader[] {
  if (variables.length === 0) return [];
  const byNode = new Map<ScalarNode, SlotEdit[]>();
  for (const edit of edits)
    for (const { span } of edit.writing.edits)
      byNode.set(span.node, [...(byNode.get(span.node) ?? []), edit]);
  const writersIn = (scope: VariableScope) => (name: string) =>
    (scope.sourcesOf(name) ?? []).flatMap(({ span }) => byNode.get(span.node) ?? []);
  return variables.flatMap((scope) =>
    documents
      .filter((document) => covers(scope, document))
      .map((document) => ({
        document,
        pieces: (span: Span) => variablePieces(document.view, span, scope.syntax),
        writers: writersIn(scope),
      })),
  );
}

function covers(scope: VariableScope, { view, root }: ViewDocument): boolean {
  const [first] = scalarsOf(root);
  if (first === undefined) return false;
  const { node } = first;
  return scope.covers({ shape: 'whole', format: '', view, at: '', merged: false, value: spanOf(node) });
}

function refusalOf(
  { view }: ViewDocument,
  node: ScalarNode,
  { variable, name }: Taken,
  edits: readonly SlotEdit[],
): RefusedEdits {
  const [first] = edits;
  if (first === undefined) throw new TypeError('a variable changes for at least one edit');
  const location = locateInFile(view, node.start);
  const { file, line } = location;
  const refusal = uneditable(first.planned.image, first.slot, {
    span: { node, from: 0, to: 0 },
    reason: `the variable ${variable} goes into another image, too: ${name.replaceAll(UNKNOWN, '…')} (${file}:${line})`,
    hint: 'Give each image a variable of its own, or promote them to the same tag.',
  });
  return { refusal: { ...refusal, location }, edits };
}
