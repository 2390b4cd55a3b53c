import type { Config } from '../../config/config.ts';
import type { OriginReader } from '../../environments/running/image-sources.ts';
import type { Whereabout } from '../../environments/running/whereabouts.ts';
import { shortTag } from '../../image/short-tag.ts';
import { list, moment } from '../../promotion/gates/words.ts';
import { code, link, table } from '../../report/markdown.ts';
import { addressesOf } from './plan-deployments.ts';

/** More rows than a reader takes in. */
const MOST_ROWS = 60;

/** By what a comment of this `waybill.yaml` is found again. */
export function commentMarker(home: string): string {
  return `<!-- waybill: where ${home} -->`;
}

/**
 * What is said on the pull request of a commit: where it runs since when, what the next environment waits
 * for, and where to look. Markdown; the same text as long as nothing happens.
 */
export function commentText(
  rows: readonly Whereabout[],
  {
    config,
    home,
    originOf,
  }: {
    readonly config: Config;
    readonly home: string;
    readonly originOf: OriginReader;
  },
): string {
  const cells = rows.slice(0, MOST_ROWS).map((row) => {
    const version = row.state === undefined ? undefined : originOf(row.state)?.version;
    const isHere = row.state !== undefined && row.kind !== 'absent' && row.kind !== 'unknown';
    const { url, metrics } = isHere ? addressesOf(config, row.state, version) : NOWHERE;
    const place = code(placeOf(row));
    const look = metrics === undefined ? [] : [link('metrics', metrics)];
    return [link(place, url), code(row.image), versionOf(row), [saysOf(row), ...look].join(', ')];
  });
  const more = rows.length > MOST_ROWS ? [`And ${rows.length - MOST_ROWS} more.`] : [];
  return [
    commentMarker(home),
    `**${headline(rows)}**`,
    table(['environment', 'image', 'version', 'state'], cells),
    ...more,
  ].join('\n\n');
}

const NOWHERE = { url: undefined, metrics: undefined };

function placeOf({ environment, target }: Whereabout): string {
  return target === undefined ? environment : `${environment}/${target}`;
}

function versionOf({ version, kind, isLater }: Whereabout): string {
  if (kind === 'absent' || kind === 'unknown' || version === '') return '–';
  return `${code(shortTag(version))}${isLater ? ' (later)' : ''}`;
}

/**
 * `Live in dev and staging; proposed to prod`. Names of environments are words of `waybill.yaml`: letters and
 * marks.
 */
function headline(rows: readonly Whereabout[]): string {
  const kinds = new Map<string, Whereabout['kind']>();
  for (const row of rows) {
    const place = placeOf(row);
    const known = kinds.get(place);
    if (known === undefined || WORSE.indexOf(row.kind) < WORSE.indexOf(known)) kinds.set(place, row.kind);
  }
  const named = (kind: Whereabout['kind']) =>
    [...kinds].flatMap(([place, known]) => (known === kind ? [place] : []));
  const parts = [
    ['live in', named('running')],
    ['failed in', named('failed')],
    ['on its way to', named('pending')],
    ['declared in', named('declared')],
    ['proposed to', named('proposed')],
    ['not known of', named('unknown')],
  ] as const;
  const said = parts.flatMap(([words, places]) => (places.length === 0 ? [] : [`${words} ${list(places)}`]));
  const text = said.length === 0 ? 'not in any environment' : said.join('; ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** What an environment is called after, where several images are in it. */
const WORSE: readonly Whereabout['kind'][] = [
  'failed',
  'pending',
  'proposed',
  'unclear',
  'unknown',
  'running',
  'declared',
  'absent',
];

function saysOf({ kind, since, pull, says }: Whereabout): string {
  const from = since === undefined ? '' : ` since ${moment(since)}`;
  switch (kind) {
    case 'running':
      return `live${from}`;
    case 'failed':
      return `failed${from}: ${code(says)}`;
    case 'pending':
      return `declared${from}, not seen to run: ${code(says)}`;
    case 'declared':
      return `declared${from}; nothing says how it runs`;
    case 'proposed':
      return `proposed in ${link(`no. ${pull?.number ?? ''}`, pull?.url)}: ${code(says)}`;
    case 'absent':
      return `not yet: ${code(says)}`;
    case 'unclear':
    case 'unknown':
      return code(says);
  }
}
