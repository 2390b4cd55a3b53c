import { spanOf, type Candidate } from '../candidate.ts';
import { tryParseReference } from '../../image/reference.ts';
import { walk } from '../yaml/walk.ts';
import { pathText, type Path } from '../yaml/tree.ts';
import { customResourceCatalogue } from './custom-resource-catalogue.ts';
import type { CustomResource, Format } from './format.ts';
import { objectsOf } from './listed-objects.ts';
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

/** `spec.steps[].image` as steps: `spec`, `steps`, `[]`, `image`. */
function pathsOf({ paths }: CustomResource): readonly (readonly string[])[] {
  return paths.map((path) =>
    path
      .replaceAll('[]', '.[]')
      .split('.')
      .filter((step) => step !== ''),
  );
}

/** Metadata and status of an object, or of one in a `List`, and labels and annotations anywhere. */
function isRecord(path: Path): boolean {
  const own = path[0] === 'items' && typeof path[1] === 'number' ? path.slice(2) : path;
  if (own[0] === 'metadata' || own[0] === 'status') return true;
  return path.some(
    (step, index) => step === 'metadata' && /^(?:annotations|labels)$/.test(`${path[index + 1]}`),
  );
}

/**
 * Any other object with a whole reference under a key that speaks of an image (`image`, `imageName`, `sidecarImage`,
 * `dockerImage`, `APP_IMAGE`). Annotations, labels and status are records of something else and are left alone.
 */
export const imageKeys: Format = {
  name: 'image-key',
  certainty: 'kind',
  recognises: (document) => document.kind !== '' && document.kind !== 'CustomResourceDefinition',
  *find(document): Generator<Candidate> {
    for (const { node, path, merged } of walk(document.root)) {
      if (node.kind !== 'scalar' || isRecord(path)) continue;
      const key = path.findLast((step) => typeof step === 'string') ?? '';
      if (!/^(?:.*[Ii]mage(?:Name|Ref)?|(?:[A-Z0-9_]+_)?IMAGE|images)$/.test(String(key))) continue;
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
