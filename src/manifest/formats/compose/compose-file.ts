import { type ReferenceSlot, spanOf, spanText } from '../../view/reference-slot.ts';
import type { ViewDocument } from '../../view/view.ts';
import { nodeAt, textAt } from '../../yaml/merge.ts';
import { type ManifestNode, pathText, resolveAlias } from '../../yaml/tree.ts';
import { walk } from '../../yaml/walk.ts';
import type { Format } from '../format.ts';
import { referencesWithVariables } from './variable-reference.ts';

const FILE_NAME = /(?:^|[/._-])(?:docker-)?compose(?:[.-][^/]*)?\.ya?ml$/;

/** https://github.com/compose-spec/compose-spec/blob/main/spec.md#compose-file */
const TOP_KEYS = /^(?:version|name|include|services|networks|volumes|configs|secrets|models|x-.*)$/;
const SERVICE_KEYS =
  /^(?:build|command|depends_on|deploy|entrypoint|environment|env_file|ports|restart|volumes)$/;

/**
 *     services:
 *       app: { image: "${APP:-ghcr.io/acme/app:v1}" }
 *
 * Compose files: the image of a service, and images in `x-…` fragments that services take over by anchor or
 * merge key (https://github.com/compose-spec/compose-spec/blob/main/05-services.md#image). The default of a
 * variable is a reference, too.
 */
export const compose: Format = {
  name: 'compose',
  certainty: 'kind',
  recognises: (document) =>
    document.kind === '' && (FILE_NAME.test(document.path) || hasComposeServices(document)),
  find: findComposeImages,
};

/**
 * A map of services with an image. All keys beside it are of Compose, and something in it is not of Helm
 * values.
 */
function hasComposeServices(document: ViewDocument): boolean {
  const root = resolveAlias(document.root);
  const services = nodeAt(root, 'services');
  if (root?.kind !== 'map' || services?.kind !== 'map') return false;
  if (!root.entries.every(({ key }) => key !== undefined && TOP_KEYS.test(key))) return false;
  const inner = services.entries.map(({ value }) => resolveAlias(value));
  if (!inner.some((service) => nodeAt(service, 'image')?.kind === 'scalar')) return false;
  return root.entries.length > 1 || inner.some((service) => hasKey(service, SERVICE_KEYS));
}

function hasKey(node: ManifestNode | undefined, keys: RegExp): boolean {
  return node?.kind === 'map' && node.entries.some(({ key }) => key !== undefined && keys.test(key));
}

function* findComposeImages(document: ViewDocument): Generator<ReferenceSlot> {
  // The first version of Compose has its services at the top.
  const isFirst = FILE_NAME.test(document.path) && nodeAt(document.root, 'services') === undefined;
  for (const { node, path } of walk(document.root)) {
    if (node.kind !== 'scalar' || path.at(-1) !== 'image') continue;
    const [top] = path;
    const isService = isFirst ? path.length === 2 : top === 'services' && path.length === 3;
    if (!isService && !(typeof top === 'string' && top.startsWith('x-'))) continue;
    // A merge key is how Compose shares a fragment. The check on sharing sees to it that all who share it
    // hold the image.
    const base = { format: compose.name, view: document.view, at: pathText(path), merged: false };
    const span = spanOf(node);
    if (spanText(span).includes('$'))
      yield* referencesWithVariables(base, span, variablesOf(document.view.file.path));
    else yield { ...base, shape: 'whole', value: span };
  }
}

/** The group of the variables of a folder. Compose reads them from the `.env` file beside it. */
export function variablesOf(path: string): string {
  return `variables of ${path.slice(0, path.lastIndexOf('/') + 1)}`;
}

/**
 * `env_file: [app.env]`: the files that services hand to their containers. No variable of the Compose file
 * comes from them, except from `.env`.
 */
export function filesForContainers(document: ViewDocument): readonly string[] {
  if (!compose.recognises(document)) return [];
  const services = nodeAt(document.root, 'services');
  const folder = document.path.slice(0, document.path.lastIndexOf('/') + 1);
  const named = (services?.kind === 'map' ? services.entries : []).flatMap(({ value }) => {
    const files = nodeAt(value, 'env_file');
    return files?.kind === 'seq' ? files.items.map(resolveAlias) : [files];
  });
  return named
    .map((file) => (file?.kind === 'scalar' ? file.text : (textAt(file, 'path') ?? '')))
    .filter((file) => file !== '' && !/(?:^|\/)\.env$/.test(file))
    .map((file) => folder + file.replace(/^\.\//, ''));
}
