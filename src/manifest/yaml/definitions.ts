const DEFINITION = /^kind:[ \t]*["']?CustomResourceDefinition["']?[ \t]*\r?$/m;
const EXTENSION = /^apiVersion:[ \t]*["']?apiextensions\.k8s\.io\//m;
const SEPARATOR = /^---(?=[ \t\r\n]|$)/gm;
/**
 * The text with a comment, as long as itself, in the place of each document that defines a custom resource.
 * Such a definition says what others may write, and deploys no image. In a distribution of manifests most of
 * the text is that. Every offset stays.
 */
export function withoutDefinitions(text: string): string {
  if (!text.includes('CustomResourceDefinition')) return text;
  const pieces: string[] = [];
  let at = 0;
  for (const [start, end] of documentRanges(text)) {
    const document = text.slice(start, end);
    if (!isDefinition(document)) continue;
    pieces.push(text.slice(at, start), `#${' '.repeat(document.length - 2)}\n`);
    at = end;
  }
  return at === 0 ? text : pieces.join('') + text.slice(at);
}

/** From the line behind a separator up to the next one. */
function* documentRanges(text: string): Generator<readonly [number, number]> {
  let start = 0;
  for (const { index } of text.matchAll(SEPARATOR)) {
    yield [start, index];
    const newline = text.indexOf('\n', index);
    start = newline === -1 ? text.length : newline + 1;
  }
  yield [start, text.length];
}

function isDefinition(document: string): boolean {
  return (
    document.endsWith('\n') && DEFINITION.test(document) && EXTENSION.test(document) && !holdsMore(document)
  );
}

/**
 * A second object in one document, a marker, or an image with a value: what a definition does not have. Each
 * is sought by its own words, which is quick in half a megabyte.
 */
function holdsMore(document: string): boolean {
  const kind = document.startsWith('kind:') ? 0 : document.indexOf('\nkind:');
  if (document.includes('\nkind:', kind + 1)) return true;
  if (document.includes('aybill:') || document.includes('$imagepolicy')) return true;
  for (const { index } of document.matchAll(IMAGE_WITH_VALUE))
    if (KEY_BEGINS.test(document.slice(document.lastIndexOf('\n', index) + 1, index))) return true;
  return false;
}

const IMAGE_WITH_VALUE = /image["']?:[ \t]*[^\s#]/g;
/** What may stand before a key on its line. */
const KEY_BEGINS = /^[ \t]*(?:- )?["']?$/;
