import { assignmentOf, assignmentsIn } from '../formats/compose/env-file.ts';
import { textOrTexts } from '../formats/helm/value-groups.ts';
import { kustomize } from '../formats/kustomize/images.ts';
import {
  type PlacedObject,
  type Replacement,
  selected,
  type Stretch,
  stretchIn,
} from '../formats/kustomize/replacements.ts';
import { fieldSteps, nodesAtFieldPath } from '../formats/objects/field-path.ts';
import { nodesAt, scalarsAt, textsAt } from '../formats/key-path.ts';
import { type Span, spanOf } from '../view/reference-slot.ts';
import type { SourceText } from '../view/source-text.ts';
import type { ViewDocument, View } from '../view/view.ts';
import { textAt } from '../yaml/merge.ts';
import { pathText } from '../yaml/tree.ts';
import { pathFrom } from './kustomized-files.ts';
import { patchedSources } from './patched-sources.ts';

/** A replacement, or a variable that takes a field of an object as a whole. */
type Taken = Pick<Replacement, 'document' | 'at' | 'source' | 'fieldPath'> &
  Partial<Pick<Replacement, 'sourceValue' | 'stretch'>>;

const ALL_OF_IT: Stretch = { delimiter: '', index: 0 };

/**
 * The texts that a replacement takes: its own, a field of an object, or what a generator puts into a
 * ConfigMap.
 */
export function findSources(
  replacement: Taken,
  documents: readonly ViewDocument[],
  objects: readonly PlacedObject[],
): readonly SourceText[] {
  const { document, at, sourceValue, source, fieldPath, stretch = ALL_OF_IT } = replacement;
  if (sourceValue !== undefined)
    return [{ view: document.view, span: spanOf(sourceValue), at: `${at}.sourceValue` }];
  // What stands in the data of a Secret is encoded.
  if (textAt(source, 'kind') === 'Secret' && fieldSteps(fieldPath)[0] === 'data') return [];
  const fields = selected(source, objects).flatMap(({ view, root }) =>
    nodesAtFieldPath(root, fieldPath).flatMap((node) =>
      node.kind === 'scalar' ? [{ view, span: spanOf(node), at: fieldPath }] : [],
    ),
  );
  const texts = [
    ...fields,
    ...generated(replacement, documents),
    ...patchedSources(source, fieldPath, documents),
  ];
  return texts.flatMap((text) => {
    const range = stretchIn(textOf(text.span), stretch);
    if (range === undefined) return [];
    const { node, from } = text.span;
    return [{ ...text, span: { node, from: from + range.from, to: from + range.to } }];
  });
}

function textOf({ node, from, to }: Span): string {
  return node.text.slice(from, to);
}

/** The literals and the lines of environment files of which a generator makes the key that is read. */
function* generated({ source, fieldPath }: Taken, documents: readonly ViewDocument[]): Generator<SourceText> {
  const [data, key] = fieldSteps(fieldPath);
  if (textAt(source, 'kind') !== 'ConfigMap' || data !== 'data') return;
  const name = textAt(source, 'name');
  for (const document of documents.filter((slot) => kustomize.recognises(slot))) {
    for (const { node, path } of nodesAt(document.root, ['configMapGenerator', '[]'])) {
      if (name !== undefined && textAt(node, 'name') !== name) continue;
      for (const literal of scalarsAt(node, ['literals', '[]'], path)) {
        const at = pathText(literal.path);
        yield* assigned(document.view, key, [assignmentOf(literal.node, at)]);
      }
      const files = [...textsAt(node, 'envs', '[]'), ...textOrTexts(node, 'env')];
      const paths = new Set(files.map((file) => pathFrom(document.path, file)));
      for (const file of documents.filter(({ path }) => paths.has(path)))
        yield* assigned(file.view, key, assignmentsIn(file));
    }
  }
}

type Assigned = ReturnType<typeof assignmentOf>;

function* assigned(view: View, key: string | undefined, all: readonly Assigned[]): Generator<SourceText> {
  for (const assignment of all)
    if (assignment?.name === key && assignment !== undefined)
      yield { view, span: assignment.value, at: assignment.at };
}
