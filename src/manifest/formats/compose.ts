import { tryParseReference } from '../../image/reference.ts';
import { spanOf, spanText, type Candidate, type Span } from '../candidate.ts';
import type { ManifestDocument } from '../view.ts';
import { nodeAt } from '../yaml/merge.ts';
import { pathText } from '../yaml/tree.ts';
import { walk } from '../yaml/walk.ts';
import type { Format } from './format.ts';

const FILE_NAME = /(?:^|\/)(?:docker-)?compose(?:[.-][^/]*)?\.ya?ml$/;

/**
 * Compose files: `services.*.image`, and images in `x-*` fragments that services take over by anchor or merge key
 * (https://github.com/compose-spec/compose-spec/blob/main/05-services.md#image). In `${VAR:-repository:tag}` the default
 * inside is the reference.
 */
export const compose: Format = {
  name: 'compose',
  certainty: 'kind',
  recognises: (document) =>
    document.kind === '' && (FILE_NAME.test(document.path) || hasComposeServices(document)),
  find: findComposeImages,
};

function hasComposeServices(document: ManifestDocument): boolean {
  const services = nodeAt(document.root, 'services');
  if (services?.kind !== 'map' || document.apiVersion !== '') return false;
  return services.entries.some((entry) => {
    const image = nodeAt(entry.value, 'image');
    return (
      image?.kind === 'scalar' &&
      (nodeAt(document.root, 'networks') ?? nodeAt(document.root, 'volumes')) !== undefined
    );
  });
}

function* findComposeImages(document: ManifestDocument): Generator<Candidate> {
  for (const { node, path } of walk(document.root)) {
    if (node.kind !== 'scalar' || path.at(-1) !== 'image') continue;
    const [top] = path;
    const isService = top === 'services' && path.length === 3;
    if (!isService && !(typeof top === 'string' && top.startsWith('x-'))) continue;
    // A merge key is how Compose shares a fragment; the sharing check sees to it that all who share it hold the image.
    const base = { format: compose.name, view: document.view, at: pathText(path), merged: false };
    const span = spanOf(node);
    const inner = defaultOfVariable(span);
    if (inner !== undefined) yield { ...base, shape: 'whole', value: inner };
    else if (spanText(span).includes('$')) yield* tagFromVariable(base, span);
    else yield { ...base, shape: 'whole', value: span };
  }
}

/** `${VAR:-repository:tag}` and `${VAR-repository:tag}`. */
function defaultOfVariable(span: Span): Span | undefined {
  const match = /^(\$\{\w+:?-)([^${}]*)\}$/.exec(spanText(span));
  if (match === null || tryParseReference(match[2] ?? '') === undefined) return undefined;
  return { node: span.node, from: span.from + (match[1] ?? '').length, to: span.to - 1 };
}

/** `repository:${TAG:-v1}`: the default is the tag, and no digest can be told. `repository:${TAG}` has no place for one. */
function* tagFromVariable(
  base: { format: string; view: ManifestDocument['view']; at: string; merged: boolean },
  span: Span,
): Generator<Candidate> {
  const match = /^([^$@]+):\$\{?(\w+)(?:(:?-)([^${}]*)\})?/.exec(spanText(span));
  const name = match?.[1];
  if (match === null || name === undefined || tryParseReference(name)?.tag !== undefined) return;
  const fallback = match[4];
  const from = span.from + match[0].length - 1 - (fallback ?? '').length;
  yield {
    ...base,
    shape: 'split',
    registry: undefined,
    repository: { node: span.node, from: span.from, to: span.from + name.length },
    tag: fallback === undefined ? undefined : { node: span.node, from, to: from + fallback.length },
    digest: undefined,
    insertion: undefined,
    bareDigest: false,
    emptyTagIsDefault: false,
    unit: {
      group: variablesOf(base.view.file.path),
      path: match[2] ?? '',
      prefixes: [''],
      ownRegistry: undefined,
    },
    undecided: { because: `the variable ${match[2]} decides its tag`, hint: '' },
  };
}

/** Compose reads the `.env` file beside it, whose lines are the layer of variables of that folder. */
export function variablesOf(path: string): string {
  return `variables of ${path.slice(0, path.lastIndexOf('/') + 1)}`;
}
