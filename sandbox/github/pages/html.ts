/** Text that is HTML already. Any other text is escaped when it is put into a page. */
export interface Html {
  readonly html: string;
}

/** Puts values into markup. Text is escaped. HTML and lists of HTML stay as they are. */
export function html(parts: TemplateStringsArray, ...values: readonly unknown[]): Html {
  return {
    html: parts.map((part, index) => part + (index < values.length ? show(values[index]) : '')).join(''),
  };
}

export function raw(text: string): Html {
  return { html: text };
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function show(value: unknown): string {
  if (value === undefined || value === null || value === false) return '';
  if (Array.isArray(value)) return value.map(show).join('');
  if (typeof value === 'object' && 'html' in value && typeof value.html === 'string') return value.html;
  return escapeHtml(String(value));
}
