import { isPlainAddress, plainLine } from '../../markdown.ts';
import { age, moment } from '../times.ts';

/** Text that is HTML already. */
export interface Html {
  readonly html: string;
}

export type HtmlPart = string | number | Html | undefined | false | readonly HtmlPart[];

/**
 * HTML from a template: everything that is put in is escaped, but for what is HTML already. It may stand in a
 * text or in an attribute between double quotes. `undefined` and `false` are nothing.
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlPart[]): Html {
  return { html: parts.map((part, index) => part + textOf(values[index])).join('') };
}

function textOf(value: HtmlPart): string {
  if (value === undefined || value === false) return '';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escaped(value);
  return 'html' in value ? value.html : value.map(textOf).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Foreign text on one line, without characters that hide or reorder what is written. */
function escaped(text: string): string {
  const [before = '', after = ''] = [/^\s/.test(text) ? ' ' : '', /\s$/.test(text) ? ' ' : ''];
  return before + plainLine(text).replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '') + after;
}

/** A link; without a usable address it is the text alone. */
export function anchor(address: string | undefined, text: HtmlPart, kind?: string): Html {
  if (address === undefined || !isPlainAddress(address)) return html`${text}`;
  return html`<a href="${address}" ${kind !== undefined && html` class="${kind}"`}>${text}</a>`;
}

/** Text that only a screen reader says. */
export function spoken(text: string): Html {
  return html`<span class="vh">${text}</span>`;
}

/** How long ago, with the moment itself for whoever points at it and for programs. */
export function since(at: Date, now: Date): Html {
  return html`<time datetime="${at.toISOString()}" title="${moment(at)}">${age(at, now)}</time>`;
}
