import type { Candidate } from './candidate.ts';
import { refuseText } from './decode-manifest.ts';
import { allFormats } from './formats/all-formats.ts';
import { mayHold, type SoughtImage } from './may-hold.ts';
import { mentions } from './mention.ts';
import type { ManifestFile, Refusal } from './plan.ts';
import { locateInFile, type ManifestDocument, type View } from './view.ts';
import { AliasBomb, textAt } from './yaml/merge.ts';
import { readYaml } from './yaml/read-yaml.ts';
import type { ScalarNode } from './yaml/tree.ts';
import { walk } from './yaml/walk.ts';

/** A scalar that names a sought image's repository at a place that no format knows. */
export interface Mention {
  readonly view: View;
  readonly node: ScalarNode;
  readonly image: SoughtImage;
}

/** What the files hold: candidates of every image, mentions of the sought ones, and the files that cannot be read. */
export interface Survey {
  readonly candidates: readonly Candidate[];
  readonly mentions: readonly Mention[];
  readonly refusals: readonly Refusal[];
}

const PARSED = /\.(?:ya?ml|json)$|(?:^|\/)Kustomization$/i;

/** Looks through the files: those whose text names a sought image are parsed, the others are not touched. */
export function surveyFiles(files: readonly ManifestFile[], images: readonly SoughtImage[]): Survey {
  const candidates: Candidate[] = [];
  const mentioned: Mention[] = [];
  const refusals: Refusal[] = [];
  for (const file of files) {
    if (!PARSED.test(file.path) || !mayHold(file.text, images)) continue;
    const view = openView(file, images);
    if ('code' in view) {
      refusals.push(view);
      continue;
    }
    try {
      const found = candidatesIn(view);
      candidates.push(...found);
      mentioned.push(...mentionsIn(view, found, images));
    } catch (thrown) {
      if (!(thrown instanceof AliasBomb)) throw thrown;
      refusals.push(unreadable(view.file, 0, thrown.message));
    }
  }
  return { candidates, mentions: mentioned, refusals };
}

function openView(file: ManifestFile, images: readonly SoughtImage[]): View | Refusal {
  const refusal = refuseText(file.path, file.text);
  if (refusal !== undefined) return refusal;
  const result = readYaml(file.text);
  if (result.ok) return { file, text: file.text, documents: result.documents, outer: undefined };
  const named = images.some((image) => mentions(withoutComments(file.text), image.repository));
  if (named) return unreadable(file, result.problem.offset, result.problem.reason);
  return { file, text: file.text, documents: [], outer: undefined };
}

function unreadable(file: ManifestFile, offset: number, reason: string): Refusal {
  const view = { file, text: file.text, documents: [], outer: undefined };
  return {
    code: 'FILE_UNREADABLE',
    image: undefined,
    message: `${file.path} names the image and cannot be read: ${reason}`,
    hint: 'Mend the file, or point at the reference with a "# waybill:" comment on its line.',
    location: locateInFile(view, offset),
  };
}

function withoutComments(text: string): string {
  return text.replace(/^[ \t]*#.*$/gm, '');
}

function candidatesIn(view: View): Candidate[] {
  const candidates: Candidate[] = [];
  const claimed = new Map<ScalarNode, string>();
  for (const tree of view.documents) {
    const document: ManifestDocument = {
      ...tree,
      view,
      path: view.file.path,
      apiVersion: textAt(tree.root, 'apiVersion') ?? '',
      kind: textAt(tree.root, 'kind') ?? '',
    };
    const known = allFormats.filter((format) => format.recognises(document));
    const kinds = known.filter((format) => format.certainty === 'kind');
    for (const format of kinds.length > 0 ? kinds : known) {
      for (const candidate of format.find(document)) {
        const { node } = candidate.shape === 'whole' ? candidate.value : candidate.repository;
        if ((claimed.get(node) ?? format.name) !== format.name) continue;
        claimed.set(node, format.name);
        candidates.push(candidate);
      }
    }
  }
  return candidates;
}

function* mentionsIn(
  view: View,
  found: readonly Candidate[],
  images: readonly SoughtImage[],
): Generator<Mention> {
  const claimed = new Set(found.map((one) => (one.shape === 'whole' ? one.value.node : one.repository.node)));
  const seen = new Set<ScalarNode>();
  for (const document of view.documents) {
    for (const { node } of walk(document.root)) {
      if (node.kind !== 'scalar' || claimed.has(node) || seen.has(node)) continue;
      seen.add(node);
      for (const image of images) if (mentions(node.text, image.repository)) yield { view, node, image };
    }
  }
}
