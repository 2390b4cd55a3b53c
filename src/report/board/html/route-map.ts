import type { Board, BoardCell, BoardEnvironment } from '../board.ts';
import { cellsOf, isLevel } from '../counts.ts';
import { type Html, html } from './html.ts';

const ROW = 128;
const LEFT = 84;
const TOP = 28;
/** Columns are as far apart as the width of a screen lets them be. */
const WIDE = 1000;
const [NARROWEST, WIDEST] = [150, 300];
const RADIUS = 22;

/** A station of the map: an environment, and where it is drawn. */
interface Station {
  readonly environment: BoardEnvironment;
  readonly cells: readonly BoardCell[];
  readonly x: number;
  readonly y: number;
}

/**
 * The environments as a map of stations: each ring is filled as far as its images declare what the first
 * environments do, and each rail says how many pull requests are on it.
 */
export function routeMap(board: Board): Html {
  const stations = placed(board);
  const width = LEFT + Math.max(LEFT, ...stations.map(({ x }) => x));
  const height = TOP + 88 + Math.max(0, ...stations.map(({ y }) => y - TOP));
  const rails = stations.flatMap((station) =>
    station.environment.after.flatMap((name) => {
      const from = stations.find(({ environment }) => environment.name === name);
      return from === undefined ? [] : [rail(from, station)];
    }),
  );
  const map = html`<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
    ${rails}${stations.map(drawn)}${stations.map(tag)}
  </svg>`;
  return html`<div class="card route" aria-hidden="true">${map}</div>
    <ol class="card stops" aria-label="Environments">
      ${stations.map(stop)}
    </ol>`;
}

/** Each environment stands one column behind the last of its upstreams. */
function placed(board: Board): readonly Station[] {
  const columns = new Map<string, number>();
  for (const { name, after } of board.environments)
    columns.set(name, 1 + Math.max(-1, ...after.map((upstream) => columns.get(upstream) ?? 0)));
  const step = Math.min(WIDEST, Math.max(NARROWEST, WIDE / Math.max(1, ...columns.values())));
  const rows = new Map<number, number>();
  return board.environments.map((environment) => {
    const column = columns.get(environment.name) ?? 0;
    const row = rows.get(column) ?? 0;
    rows.set(column, row + 1);
    const cells = cellsOf(board, environment.name);
    return { environment, cells, x: LEFT + Math.round(column * step), y: TOP + row * ROW };
  });
}

function rail(from: Station, to: Station): Html {
  const half = (from.x + to.x) / 2;
  const path = `M${from.x} ${from.y}C${half} ${from.y} ${half} ${to.y} ${to.x} ${to.y}`;
  return html`<path class="rail${openInto(to) > 0 && ' on'}" d="${path}" />`;
}

function drawn({ environment, cells, x, y }: Station): Html {
  const level = cells.filter(isLevel).length;
  const share = cells.length === 0 ? 0 : level / cells.length;
  const around = 2 * Math.PI * RADIUS;
  const failing = cells.filter(({ health }) => health?.state === 'failed').length;
  const isPaused = environment.pauses.length > 0;
  return html`<circle class="ring" cx="${x}" cy="${y}" r="${RADIUS}" />
    <circle
      class="arc${failing > 0 && ' bad'}"
      cx="${x}"
      cy="${y}"
      r="${RADIUS}"
      stroke-dasharray="${(share * around).toFixed(1)} ${around.toFixed(1)}"
      transform="rotate(-90 ${x} ${y})"
    />
    <text class="n" x="${x}" y="${y + 4.5}">${isPaused ? '❚❚' : level}</text>
    <text x="${x}" y="${y + 48}">${shortened(environment.name)}</text>
    <text class="s" x="${x}" y="${y + 66}">${level} of ${cells.length} level</text>
    ${failing > 0 && html`<text class="s badt" x="${x}" y="${y + 82}">${failing} not healthy</text>`}${failing === 0 && isPaused && html`<text class="s wt" x="${x}" y="${y + 82}">paused</text>`}`;
}

/** How many pull requests into it are open, on the rail before it. */
function tag(station: Station): Html {
  const open = openInto(station);
  if (open === 0) return html``;
  const [x, y] = [station.x - RADIUS - 32, station.y];
  return html`<rect class="tag" x="${x - 14}" y="${y - 11}" width="28" height="22" rx="11" /><text
      x="${x}"
      y="${y + 4}"
      >${open}</text
    >`;
}

function openInto({ cells }: Station): number {
  return new Set(cells.flatMap(({ pull }) => pull?.url ?? [])).size;
}

function shortened(name: string): string {
  return name.length <= 20 ? name : `${name.slice(0, 19)}…`;
}

/** The same as a list, for narrow screens and for whoever does not see the map. */
function stop(station: Station): Html {
  const { environment, cells } = station;
  const { name, after, pauses } = environment;
  const failing = cells.filter(({ health }) => health?.state === 'failed').length;
  const open = openInto(station);
  const from = after.length === 0 ? '' : `after ${after.join(' and ')}, `;
  return html`<li${failing > 0 && html` class="bad"`}><b>${name}</b><small>${from}${cells.filter(isLevel).length} of ${cells.length} level${open > 0 && `, ${open} open`}</small>${failing > 0 && html`<span class="st failed">${failing} not healthy</span>`}${pauses.length > 0 && html`<span class="paused">paused</span>`}</li>
`;
}
