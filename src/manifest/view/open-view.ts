import { no, ok, type Result } from '../../errors/result.ts';
import type { ManifestFile, Refusal } from '../plan.ts';
import { refuseText } from '../text/decode.ts';
import { nodeAt, textAt } from '../yaml/merge.ts';
import { languageOf, readText } from '../yaml/read-text.ts';
import { LONGEST_TEXT } from '../yaml/read-yaml.ts';
import type { ScalarNode } from '../yaml/tree.ts';
import { locateInFile, type ViewDocument, type NestedText, type View } from './view.ts';

const PARSED = /\.(?:ya?ml|jsonc?)$|(?:^|\/)Kustomization$/i;

/** Why a file cannot be read. One that is too long is not even looked at as lines. */
interface UnopenedFile {
  readonly refusal: Refusal;
  readonly isTooLong: boolean;
}

/**
 * Reads a file: YAML and JSON into documents, every other text into lines, where only comment markers and
 * environment files find anything.
 */
export function openFile(file: ManifestFile): Result<View, UnopenedFile> {
  const refusal = refuseText(file.path, file.text);
  if (refusal !== undefined) return no({ refusal, isTooLong: false });
  if (file.text.length > LONGEST_TEXT) {
    const reason = `it is longer than ${LONGEST_TEXT / 1024 / 1024} MiB`;
    return no({ refusal: unreadable(file, 0, reason), isTooLong: true });
  }
  if (!PARSED.test(file.path)) return ok(openLines(file));
  const language = /\.jsonc?$/i.test(file.path) ? 'json' : languageOf(file.text);
  const result = readText(file.text, language);
  if (!result.ok) {
    const { offset, reason } = result.problem;
    return no({ refusal: unreadable(file, offset, reason), isTooLong: false });
  }
  return ok({ file, text: file.text, language, documents: result.value, outer: undefined });
}

/** A file as lines, whatever it holds. */
export function openLines(file: ManifestFile): View {
  const result = readText(file.text, 'lines');
  return {
    file,
    text: file.text,
    language: 'lines',
    documents: result.ok ? result.value : [],
    outer: undefined,
  };
}

/** The text inside a scalar as a view of its own; undefined when it is not YAML or JSON with structure. */
export function openNested(view: View, { node, at, group }: NestedText): View | undefined {
  const language = languageOf(node.text);
  const result = readText(node.text, language);
  if (!result.ok || result.value.every((document) => document.root.kind === 'scalar')) return undefined;
  return {
    file: view.file,
    text: node.text,
    language,
    documents: result.value,
    outer: { view, node, at, group },
  };
}

/** The text inside a scalar as lines. */
export function openNestedLines(view: View, node: ScalarNode, at: string): View {
  const result = readText(node.text, 'lines');
  const documents = result.ok ? result.value : [];
  return { file: view.file, text: node.text, language: 'lines', documents, outer: { view, node, at } };
}

export function documentsOf(view: View): readonly ViewDocument[] {
  return view.documents.map((tree) => ({
    ...tree,
    view,
    path: view.file.path,
    apiVersion: textAt(tree.root, 'apiVersion') ?? '',
    kind: textAt(tree.root, 'kind') ?? '',
    name: textAt(nodeAt(tree.root, 'metadata'), 'name') ?? '',
  }));
}

export function unreadable(file: ManifestFile, offset: number, reason: string): Refusal {
  const view: View = { file, text: file.text, language: 'lines', documents: [], outer: undefined };
  return {
    code: 'FILE_UNREADABLE',
    image: undefined,
    message: `${file.path} names the image and cannot be read: ${reason}`,
    hint: 'Mend the file, or point at the reference with a "# waybill:" comment on its line.',
    location: locateInFile(view, offset),
  };
}
