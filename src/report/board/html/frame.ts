import { createHash } from 'node:crypto';
import { type Html, html } from './html.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

/**
 * A whole document. It loads nothing: what may run and style it is written into it, and a policy lets nothing
 * else in, whatever a foreign text may hold.
 */
export function documentOf(title: string, body: Html): string {
  const policy = [
    "default-src 'none'",
    `style-src '${hashOf(STYLE)}'`,
    `script-src '${hashOf(SCRIPT)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  // The policy holds the hash of every character between the tags.
  const style = { html: `<style>${STYLE}</style>` };
  const script = { html: `<script>${SCRIPT}</script>` };
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="generator" content="Waybill" />
        <link rel="icon" href="data:," />
        <title>${title}</title>
        ${style}
      </head>
      <body>
        ${body} ${script}
      </body>
    </html> `;
  return page.html;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** Bars from the digits of a commit, as on a slip: another commit, another picture. */
export function bars(oid: string): Html {
  let at = 0;
  const drawn = [...oid.slice(0, 30)].map((digit) => {
    const value = Number.parseInt(digit, 16) || 0;
    const width = 1 + (value & 3);
    const bar = html`<rect x="${at}" width="${width}" height="46" />`;
    at += width + 1 + (value >> 2);
    return bar;
  });
  return html`<svg viewBox="0 0 ${at} 46" width="${at}" height="46" aria-hidden="true">${drawn}</svg>`;
}
