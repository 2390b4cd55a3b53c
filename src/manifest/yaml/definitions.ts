const DEFINITION = /^kind:[ \t]*["']?CustomResourceDefinition["']?[ \t]*\r?$/m;
const EXTENSION = /^apiVersion:[ \t]*["']?apiextensions\.k8s\.io\//m;
const SEPARATOR = /^---(?=[ \t\r\n]|$)/gm;
/** A second object in one document, a marker, or an image with a value: what a definition does not have. */
const MORE = /^kind:[^]*^kind:|aybill:|\$imagepolicy|^[ \t]*(?:- )?["']?image["']?:[ \t]*[^\s#]/m;

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
    document.endsWith('\n') && DEFINITION.test(document) && EXTENSION.test(document) && !MORE.test(document)
  );
}
