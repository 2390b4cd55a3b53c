import { escapeHtml, raw, type Html } from './html.ts';

/**
 * Renders Markdown and keeps of its HTML what GitHub keeps: no scripts, no styles, no handlers, no strange
 * addresses.
 */
export async function renderMarkdown(text: string): Promise<Html> {
  const { marked } = await import('marked');
  return raw(withAlerts(sanitise(await marked.parse(text, { gfm: true }))));
}

/** GitHub's boxes: a quotation that begins with `[!WARNING]` or another of its words. */
function withAlerts(markup: string): string {
  return markup.replace(
    /<blockquote>\s*<p>\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*/g,
    (_, kind: string) =>
      `<blockquote class="alert"><p><strong>${kind.charAt(0)}${kind.slice(1).toLowerCase()}</strong></p><p>`,
  );
}

const TAGS = new Set(
  (
    'a b blockquote br code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img input ins kbd li ol p pre q s samp ' +
    'span strike strong sub summary sup table tbody td tfoot th thead tr tt ul var'
  ).split(' '),
);
const ATTRIBUTES = new Set(
  'align alt checked class colspan disabled height href id name open rowspan src start title type valign width'.split(
    ' ',
  ),
);
/** These vanish with everything in them. */
const SILENCED = ['script', 'style', 'title', 'textarea', 'iframe', 'noscript', 'template', 'svg', 'math'];
const TAG = /<!--[\s\S]*?(?:-->|$)|<(\/?)([a-zA-Z][a-zA-Z0-9-]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/g;

/** Leaves known elements with known attributes; of other elements only what they hold. */
export function sanitise(markup: string): string {
  let text = markup;
  for (const name of SILENCED) {
    text = text.replace(new RegExp(`<${name}\\b[\\s\\S]*?(?:</${name}\\s*>|$)`, 'gi'), '');
  }
  let result = '';
  let last = 0;
  for (const match of text.matchAll(TAG)) {
    result += bare(text.slice(last, match.index)) + tag(match);
    last = match.index + match[0].length;
  }
  return result + bare(text.slice(last));
}

/** What is left between elements holds no element: a lone `<` is text. */
function bare(text: string): string {
  return text.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function tag(match: RegExpExecArray): string {
  const [, closing = '', given = '', rest = ''] = match;
  const name = given.toLowerCase();
  if (!TAGS.has(name)) return '';
  if (closing !== '') return `</${name}>`;
  const attributes: string[] = [];
  for (const [, key = '', quoted, single, plain] of rest.matchAll(ATTRIBUTE)) {
    const value = decode(quoted ?? single ?? plain ?? '');
    const attribute = key.toLowerCase();
    if (!ATTRIBUTES.has(attribute)) continue;
    if ((attribute === 'href' || attribute === 'src') && !isSafeAddress(value)) continue;
    attributes.push(` ${attribute}="${escapeHtml(value)}"`);
  }
  return `<${name}${attributes.join('')}>`;
}

const ATTRIBUTE = /([a-zA-Z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;

/** Relative addresses, and those of the protocols that GitHub links to. */
function isSafeAddress(address: string): boolean {
  const plain = address.replace(/[\u0000-\u0020\u007f]/g, '').toLowerCase();
  const protocol = /^([^/?#]*?):/.exec(plain)?.[1];
  return protocol === undefined || ['http', 'https', 'mailto'].includes(protocol);
}

function decode(text: string): string {
  return text
    .replace(/&#x([0-9a-f]+);?/gi, (_, hex: string) => character(parseInt(hex, 16)))
    .replace(/&#(\d+);?/g, (_, number: string) => character(Number(number)))
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&colon;', ':')
    .replaceAll('&amp;', '&');
}

function character(code: number): string {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
