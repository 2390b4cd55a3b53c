import type { Call } from './call.ts';
import { ok, type GitHubAnswer } from './answer.ts';

interface ListPage {
  readonly number: number;
  readonly size: number;
}

/** `page` and `per_page` as GitHub reads them: nonsense is the default, too much is the most. */
export function pageOf(call: Call, most = 100, usual = 30): ListPage {
  const number = Number(call.query.get('page') ?? '1');
  const size = Number(call.query.get('per_page') ?? String(usual));
  return {
    number: Number.isInteger(number) && number > 0 ? number : 1,
    size: Number.isInteger(size) && size > 0 ? Math.min(size, most) : usual,
  };
}

/** One page of a list, with the `link` header that leads to the others. */
export function listAnswer<T>(call: Call, items: readonly T[], shape: (item: T) => unknown): GitHubAnswer {
  const page = pageOf(call);
  const start = (page.number - 1) * page.size;
  const shown = items.slice(start, start + page.size);
  return ok(shown.map(shape), linkHeader(call, page, Math.ceil(items.length / page.size)));
}

/** The `link` header for a list of that many pages. */
export function linkHeader(call: Call, page: ListPage, pages: number): Record<string, string> {
  const links: string[] = [];
  const add = (number: number, relation: string): void => {
    const url = new URL(call.url);
    url.searchParams.set('page', String(number));
    links.push(`<${url.href}>; rel="${relation}"`);
  };
  if (page.number > 1) add(Math.min(page.number - 1, Math.max(pages, 1)), 'prev');
  if (page.number < pages) {
    add(page.number + 1, 'next');
    add(pages, 'last');
  }
  if (page.number > 1) add(1, 'first');
  return links.length === 0 ? {} : { link: links.join(', ') };
}
