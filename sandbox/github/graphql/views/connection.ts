import { GitHubRefusal } from '../../http/answer.ts';

export interface PageArguments {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

interface ConnectionPage<T> {
  readonly shown: readonly T[];
  readonly start: number;
  readonly total: number;
}

const MOST = 100;

/** The part of a list that the arguments ask for; GitHub wants `first` or `last`, and not more than 100. */
function pageOf<T>(name: string, items: readonly T[], args: PageArguments): ConnectionPage<T> {
  const { first, last } = args;
  checkSize(name, first ?? undefined, last ?? undefined);
  const from = args.after == null ? 0 : positionOf(args.after) + 1;
  const to = args.before == null ? items.length : positionOf(args.before);
  const start = first == null ? Math.max(from, to - (last ?? 0)) : from;
  const end = first == null ? to : Math.min(from + first, to);
  return { shown: items.slice(start, end), start, total: items.length };
}

/** A connection as GraphQL shows it; each item is turned into its view only when it is shown. */
export function connection<T>(
  name: string,
  items: readonly T[],
  args: PageArguments,
  view: (item: T) => unknown,
) {
  const page = pageOf(name, items, args);
  const nodes = page.shown.map(view);
  const cursor = (index: number): string => cursorOf(page.start + index);
  return {
    totalCount: page.total,
    nodes,
    edges: nodes.map((node, index) => ({ cursor: cursor(index), node })),
    pageInfo: {
      hasNextPage: page.start + nodes.length < page.total,
      hasPreviousPage: page.start > 0,
      startCursor: nodes.length === 0 ? null : cursor(0),
      endCursor: nodes.length === 0 ? null : cursor(nodes.length - 1),
    },
  };
}

function checkSize(name: string, first: number | undefined, last: number | undefined): void {
  const size = first ?? last;
  if (size === undefined) {
    const text = `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`;
    throw new GitHubRefusal(422, text, { graphqlType: 'MISSING_PAGINATION_BOUNDARIES' });
  }
  if (size > MOST) {
    const limit = first === undefined ? 'last' : 'first';
    const text = `Requesting ${size} records on the \`${name}\` connection exceeds the \`${limit}\` limit of ${MOST} records.`;
    throw new GitHubRefusal(422, text, { graphqlType: 'EXCESSIVE_PAGINATION' });
  }
}

function cursorOf(index: number): string {
  return Buffer.from(`cursor:${index}`).toString('base64');
}

function positionOf(cursor: string): number {
  const match = /^cursor:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString('utf8'));
  if (match === null) {
    throw new GitHubRefusal(422, `\`${cursor}\` does not appear to be a valid cursor.`, {
      graphqlType: 'INVALID_CURSOR_ARGUMENTS',
    });
  }
  return Number(match[1]);
}
