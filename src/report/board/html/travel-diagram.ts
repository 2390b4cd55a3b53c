import type { BoardCell, BoardStay } from '../board.ts';
import { versionName } from '../version-text.ts';
import { type Html, html } from './html.ts';

const WIDTH = 1120;
const NAME = 130;
const LANE = 40;
const DAY = 24 * 60 * 60_000;
/** As many tones as the style has. */
const TONES = 6;

/**
 * How versions of an image travelled: a lane for each environment, time from left to right, and a version in
 * the same tone wherever it was.
 */
export function travelDiagram(cells: readonly BoardCell[], from: Date, until: Date): Html {
  const height = 26 + cells.length * LANE;
  const span = until.getTime() - from.getTime();
  const x = (at: number): number =>
    NAME + ((Math.max(at, from.getTime()) - from.getTime()) / span) * (WIDTH - NAME);
  const tones = tonesOf(cells);
  const weeks = Array.from(
    { length: Math.floor(span / (7 * DAY)) },
    (_, week) => until.getTime() - week * 7 * DAY,
  );
  const grid = weeks.map((at, week) => {
    const label =
      week % 2 === 0 &&
      week > 0 &&
      html`<text class="s" text-anchor="middle" x="${x(at).toFixed(0)}" y="12"
        >${new Date(at).toISOString().slice(5, 10)}</text
      >`;
    return html`<line
        class="grid"
        x1="${x(at).toFixed(1)}"
        x2="${x(at).toFixed(1)}"
        y1="18"
        y2="${height}"
      />${label}`;
  });
  const lanes = cells.map(({ environment, history }, lane) => {
    const y = 24 + lane * LANE;
    const spans = history
      .filter((stay) => (stay.until ?? until) > from)
      .map((stay) => {
        const start = x(stay.since?.at.getTime() ?? from.getTime());
        const end = x((stay.until ?? until).getTime());
        return spanOf(stay, { start, end, y, tone: tones.get(keyOf(stay)) ?? 0 });
      });
    return html`<text x="0" y="${y + 20}">${environment}</text>${spans}`;
  });
  const words = `Time goes from ${from.toISOString().slice(0, 10)} to ${until.toISOString().slice(0, 10)}. The tables below say the same.`;
  return html`<div class="card travel" role="region" aria-label="How versions travelled" tabindex="0">
    <svg
      width="${WIDTH}"
      height="${height}"
      viewBox="0 0 ${WIDTH} ${height}"
      role="img"
      aria-label="${words}"
    >
      ${grid}${lanes}
    </svg>
  </div>`;
}

function spanOf(
  stay: BoardStay,
  {
    start,
    end,
    y,
    tone,
  }: { readonly start: number; readonly end: number; readonly y: number; readonly tone: number },
): Html {
  const width = Math.max(2, end - start);
  const name = versionName(stay);
  const room = Math.floor((width - 12) / 7.2);
  const label =
    room >= Math.min(4, name.length) &&
    html`<text class="in" x="${(start + 7).toFixed(1)}" y="${y + 20}"
      >${name.length <= room ? name : `${name.slice(0, room - 1)}…`}</text
    >`;
  return html`<rect
      class="v${tone}"
      x="${start.toFixed(1)}"
      y="${y}"
      width="${width.toFixed(1)}"
      height="30"
      rx="4"
      ><title>${name}</title></rect
    >${label}`;
}

/** A tone for each version, in the order in which they came. */
function tonesOf(cells: readonly BoardCell[]): ReadonlyMap<string, number> {
  const stays = cells
    .flatMap(({ history }) => history)
    .toSorted((a, b) => (a.since?.at.getTime() ?? 0) - (b.since?.at.getTime() ?? 0));
  const tones = new Map<string, number>();
  for (const stay of stays) if (!tones.has(keyOf(stay))) tones.set(keyOf(stay), tones.size % TONES);
  return tones;
}

function keyOf({ digest, tag }: BoardStay): string {
  return digest ?? `tag ${tag ?? ''}`;
}
