import type { GitHubAnswer } from '../http/answer.ts';
import { html, raw, type Html } from './html.ts';
import { STYLE } from './style.ts';

/** A page with the head that all of them have. `path` leads back: `acme`, `config`, `pull/1`. */
export function page(
  title: string,
  crumbs: readonly (readonly [string, string])[],
  body: Html,
  status = 200,
): GitHubAnswer {
  const links = crumbs.map(([text, address]) => html` / <a href="${address}">${text}</a>`);
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${raw(STYLE)}
        </style>
      </head>
      <body>
        <header>
          <span class="note">a stand-in for GitHub, on this machine</span><a href="/">sandbox</a>${links}
        </header>
        <main>${body}</main>
      </body>
    </html>`;
  return {
    status,
    bytes: Buffer.from(document.html),
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src http: https:",
    },
  };
}

export function missingPage(path: string): GitHubAnswer {
  return page(
    'Not found',
    [],
    html`<h1>Not found</h1>
      <p class="meta">There is nothing at ${path}.</p>`,
    404,
  );
}

/** How long ago something was, in words. */
export function ago(now: Date, then: Date): string {
  const seconds = Math.max(0, Math.round((now.getTime() - then.getTime()) / 1000));
  const units = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
  ] as const;
  for (const [size, name] of units) {
    const count = Math.floor(seconds / size);
    if (count >= 1) return `${count} ${name}${count === 1 ? '' : 's'} ago`;
  }
  return 'just now';
}
