import { spanOf, type Candidate } from '../candidate.ts';
import type { ManifestDocument } from '../view.ts';
import { nodeAt } from '../yaml/merge.ts';
import { tryParseReference } from '../../image/reference.ts';
import { walk } from '../yaml/walk.ts';
import { pathText } from '../yaml/tree.ts';
import { customResourceCatalogue } from './custom-resource-catalogue.ts';
import type { CustomResource, Format } from './format.ts';
import { reach, wholeCandidate } from './reach.ts';

/**
 * Custom resources by kind and path: a catalogue of widely used ones, and what the owner adds. A path may end in a key
 * that holds a whole reference, with or without tag.
 */
export const customResources: Format = {
  name: 'custom-resource',
  certainty: 'kind',
  recognises: (document) => document.kind !== '',
  *find(document, options): Generator<Candidate> {
    for (const object of objectsOf(document)) {
      const kind = object.kind;
      const known = [...customResourceCatalogue, ...options.customResources].filter(
        (one) => one.kind === kind,
      );
      for (const keys of known.flatMap(pathsOf)) {
        for (const reached of reach(object.root, keys, object.path)) {
          yield wholeCandidate(document, customResources.name, reached);
        }
      }
    }
  },
};

/** The document itself, or the items of a `List`. */
function* objectsOf(document: ManifestDocument) {
  yield { root: document.root, kind: document.kind, path: [] as (string | number)[] };
  const items = nodeAt(document.root, 'items');
  if (items?.kind !== 'seq') return;
  for (const [index, item] of items.items.entries()) {
    const kind = nodeAt(item, 'kind');
    if (kind?.kind === 'scalar') yield { root: item, kind: kind.text, path: ['items', index] };
  }
}

/** `spec.steps[].image` as steps: `spec`, `steps`, `[]`, `image`. */
function pathsOf({ paths }: CustomResource): readonly (readonly string[])[] {
  return paths.map((path) =>
    path
      .replaceAll('[]', '.[]')
      .split('.')
      .filter((step) => step !== ''),
  );
}

const NOT_DESIRED = new Set(['metadata', 'status']);

/**
 * Any other object with a whole reference under a key that speaks of an image (`image`, `imageName`, `sidecarImage`,
 * `dockerImage`). Annotations, labels and status are records of something else and are left alone.
 */
export const imageKeys: Format = {
  name: 'image-key',
  certainty: 'kind',
  recognises: (document) => document.kind !== '' && document.kind !== 'CustomResourceDefinition',
  *find(document): Generator<Candidate> {
    for (const { node, path, merged } of walk(document.root)) {
      if (node.kind !== 'scalar' || NOT_DESIRED.has(String(path[0]))) continue;
      const key = path.findLast((step) => typeof step === 'string') ?? '';
      if (!/^(?:.*[Ii]mage(?:Name|Ref)?|images)$/.test(String(key))) continue;
      const reference = tryParseReference(node.text.trim());
      if (reference?.tag === undefined && reference?.digest === undefined) continue;
      yield {
        shape: 'whole',
        format: imageKeys.name,
        view: document.view,
        at: pathText(path),
        merged,
        value: spanOf(node),
      };
    }
  },
};
