import { kustomize } from '../formats/kustomize/images.ts';
import { fieldSteps } from '../formats/objects/field-path.ts';
import { nodesAt } from '../formats/key-path.ts';
import { spanOf } from '../view/reference-slot.ts';
import type { SourceText } from '../view/source-text.ts';
import type { ViewDocument } from '../view/view.ts';
import { nodeAt, textAt } from '../yaml/merge.ts';
import { type ManifestNode, resolveAlias } from '../yaml/tree.ts';
import { pathFrom } from './kustomized-files.ts';
import { isOfAnother } from './patched-field.ts';

/**
 * `{op: replace, path: /data/TAG, value: v1}`: what JSON patches of a Kustomization put into the field that
 * is taken. It counts in the place of what stands in the object.
 */
export function* patchedSources(
  source: ManifestNode | undefined,
  fieldPath: string,
  documents: readonly ViewDocument[],
): Generator<SourceText> {
  const steps = fieldSteps(fieldPath);
  for (const document of documents) {
    if (resolveAlias(document.root)?.kind !== 'seq') continue;
    const targets = targetsOf(document, documents);
    if (!targets.some((target) => !isOfAnother(source, target))) continue;
    for (const { node } of nodesAt(document.root, ['[]'])) {
      const value = nodeAt(node, 'value');
      if (value?.kind !== 'scalar' || !isAt(textAt(node, 'path') ?? '', steps)) continue;
      yield { view: document.view, span: spanOf(value), at: textAt(node, 'path') ?? '' };
    }
  }
}

/** What the Kustomizations that name a patch say that it is for. */
function targetsOf(
  { view, path }: ViewDocument,
  documents: readonly ViewDocument[],
): readonly ManifestNode[] {
  const [, index] = /^patches(?:Json6902)?\[(\d+)\]\.patch$/.exec(view.outer?.at ?? '') ?? [];
  return documents
    .filter((document) => kustomize.recognises(document))
    .flatMap((owner) => {
      const patches = ['patches', 'patchesJson6902'].flatMap((key) => [...nodesAt(owner.root, [key, '[]'])]);
      return patches.filter(({ node, path: at }) =>
        view.outer === undefined
          ? pathFrom(owner.path, textAt(node, 'path') ?? '') === path
          : owner.view === view.outer.view &&
            String(at[1]) === index &&
            view.outer.at.startsWith(String(at[0])),
      );
    })
    .flatMap(({ node }) => nodeAt(node, 'target') ?? []);
}

function isAt(pointer: string, steps: readonly string[]): boolean {
  const [first, ...rest] = pointer.split('/');
  const unescaped = rest.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return (
    first === '' && unescaped.length === steps.length && unescaped.every((step, at) => step === steps[at])
  );
}
