import { type Document, isAlias, isMap, isScalar, isSeq, type Node, parseDocument, type YAMLMap } from 'yaml';
import type { Hazard, Place } from './place.ts';
import { readEntry } from './read-map.ts';
import { readLines } from './read-lines.ts';
import { readReference } from './reference.ts';
import { aliasHazard, aliasUsers, doubleKeys } from './sharing.ts';
import type { Sheet, Value } from './sheet.ts';
import type { Reading, Way } from './way.ts';

/** Objects that look for images or tell others of them, and the descriptions of custom resources. */
const SILENT =
  /^(?:CustomResourceDefinition|ImagePolicy|ImageRepository|ImageUpdateAutomation|ImageUpdater|Warehouse|Stage|PromotionTask|ClusterPromotionTask|Project|Freight)$/;
const IDLE = new Set(['metadata', 'status', 'annotations', 'labels', 'openAPIV3Schema', 'matchLabels']);

/** Reads the documents of a file; false where it is no YAML. Nothing is taken down then. */
export function readYaml(sheet: Sheet): boolean {
  const documents = split(sheet.file.text).map(({ text, offset }) => ({
    document: parse(text),
    offset,
    text,
  }));
  if (documents.some(({ document }) => document.errors.length > 0)) return false;
  for (const { document, offset } of documents) {
    const root = document.contents;
    const kind = isMap(root) ? String(root.get('kind') ?? '') : '';
    if (SILENT.test(kind)) continue;
    const users = aliasUsers(document);
    const hazard = isMap(root) ? sealed(root) : undefined;
    walk({ sheet, offset, users }, root, { path: [], kind, hazard, idle: false });
  }
  return true;
}

function parse(text: string): Document.Parsed {
  return parseDocument(text, { uniqueKeys: false, logLevel: 'silent', strict: false });
}

/** The documents by their lines `---`, so that a description of a custom resource need not be parsed. */
function split(text: string): readonly { readonly text: string; readonly offset: number }[] {
  const parts: { text: string; offset: number }[] = [];
  let start = 0;
  for (const match of text.matchAll(/^(?:---(?=\s)|\.\.\.\s*$)/gm)) {
    parts.push({ text: text.slice(start, match.index), offset: start });
    start = match.index + match[0].length;
  }
  parts.push({ text: text.slice(start), offset: start });
  return parts.filter(
    (part) => !/^kind: ["']?CustomResourceDefinition\b/m.test(part.text) && /\S/.test(part.text),
  );
}

function sealed(root: YAMLMap): Hazard | undefined {
  const sops = root.get('sops');
  if (!isMap(sops) || sops.get('mac') === undefined) return undefined;
  return sops.get('mac_only_encrypted') === true ? undefined : 'SOPS keeps a mac over the file';
}

function walk(reading: Reading, node: unknown, way: Way): void {
  if (isAlias(node)) return;
  const hazard = way.hazard ?? aliasHazard(reading.users, node);
  if (isMap(node)) walkMap(reading, node, { ...way, hazard });
  else if (isSeq(node))
    node.items.forEach((item, index) =>
      walk(reading, item, { ...way, hazard, path: [...way.path, String(index)] }),
    );
  else if (isScalar(node) && typeof node.value === 'string') readText(reading, node, { ...way, hazard });
}

function walkMap(reading: Reading, map: YAMLMap, way: Way): void {
  const doubles = doubleKeys(map);
  for (const { key, value } of map.items) {
    const name = isScalar(key) ? String(key.value) : '';
    const hazard = doubles.has(name) ? 'a key stands twice in its map' : way.hazard;
    const below = { ...way, hazard, path: [...way.path, name], idle: way.idle || IDLE.has(name) };
    readEntry(reading, { map, name, value }, below);
    walk(reading, value, below);
  }
}

/** Texts with YAML inside, and values that are references wherever they stand. */
function readText(
  { sheet, offset }: Reading,
  node: Node & { value?: unknown; type?: unknown },
  way: Way,
): void {
  const text = String(node.value);
  const [start = 0, end = 0] = node.range ?? [];
  const [from, to] = [offset + start, offset + end];
  if (text.includes('\n')) {
    if (!/image|repository/i.test(text)) return;
    if (node.type === 'BLOCK_LITERAL') readLines(sheet, from, to, nestedStanding(text, way));
    else
      readFolded(sheet, text, {
        from,
        to,
        map: [from, to],
        path: way.path,
        standing: 'it is YAML in a quoted or folded string',
      });
    return;
  }
  const reference = readReference(text);
  if (reference === undefined || (reference.tag ?? reference.digest) === undefined) return;
  const skip = node.type === 'PLAIN' ? 0 : 1;
  const value = {
    from: from + skip,
    to: to - skip,
    map: [from, to] as const,
    path: way.path,
    standing: 'possible' as const,
  };
  sheet.add('reference', reference.spelled, reference.repository, value);
}

function nestedStanding(text: string, way: Way): Place['standing'] {
  if (way.hazard !== undefined) return way.hazard;
  if (way.idle) return 'possible';
  const document = parse(text);
  const isYaml = document.errors.length === 0 && (isMap(document.contents) || isSeq(document.contents));
  return isYaml ? 'certain' : 'possible';
}

function readFolded(sheet: Sheet, text: string, value: Value): void {
  for (const [, named = ''] of text.matchAll(/image"?: *"?([\w./:@-]+)/gi)) {
    const reference = readReference(named);
    if (reference !== undefined) sheet.add('reference', reference.spelled, reference.repository, value);
  }
}
