import type { Board, BoardCell, BoardEnvironment, BoardImage, BoardSays } from '../board.ts';
import { isLevel } from '../counts.ts';
import { behindText } from '../summary.ts';
import { shortHex, versionName } from '../version-text.ts';
import { anchor, type Html, html, since, spoken } from './html.ts';
import { imagePath } from './image-page.ts';

/** Which images can be shown alone. */
const SHOWS = [
  ['all', 'All'],
  ['behind', 'Behind'],
  ['open', 'In transit'],
  ['failed', 'Not healthy'],
  ['drift', 'Drifted'],
] as const;

/** Images by environments. Its tools come with the script; without it the table is whole. */
export function boardTable(board: Board): Html {
  const { images, environments } = board;
  return html`<section aria-labelledby="images">
    <div class="head"><h2 id="images">Images</h2></div>
    ${tools(board)}
    <div class="card frame wide" role="region" aria-label="Images by environments" tabindex="0">
      <table class="b" role="table">
        <caption class="vh">
          What each environment declares of each image
        </caption>
        <colgroup>
          <col width="190" />
          ${environments.map(() => html`<col width="212" />`)}
        </colgroup>
        <thead role="rowgroup">
          <tr role="row">
            <th scope="col" role="columnheader"><b>image</b></th>
            ${environments.map(column)}
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${images.map((image) => row(image, board))}
        </tbody>
      </table>
    </div>
    <p class="key">
      <span><i class="l"></i>declares what the first environment does</span><span><i></i>behind it</span
      ><span><span class="st passed">healthy</span></span
      ><span><span class="st pending">not known yet</span></span
      ><span><span class="st failed">not healthy</span></span>
    </p>
  </section>`;
}

function tools({ images }: Board): Html {
  const flags = new Set(images.flatMap(flagsOf));
  const chips = SHOWS.filter(([value]) => value !== 'drift' || flags.has('drift')).map(
    ([value, words]) =>
      html`<label class="chip"
        ><input type="radio" name="show" value="${value}" ${value === 'all' && html` checked`} /><span
          >${words}</span
        ></label
      >`,
  );
  return html`<div class="tools" hidden>
    <label
      ><span class="vh">Filter images</span
      ><input type="search" id="search" placeholder="Filter images  /" autocomplete="off" spellcheck="false"
    /></label>
    <fieldset>
      <legend class="vh">Show</legend>
      ${chips}
    </fieldset>
    <label
      >Sort
      <select id="sort">
        <option value="file">as in waybill.yaml</option>
        <option value="name">by name</option>
        <option value="behind">most behind</option>
        <option value="moved">moved last</option>
      </select></label
    ><output id="found" aria-live="polite"></output>
  </div>`;
}

function column({ name, url, pauses, merge }: BoardEnvironment): Html {
  const [pause] = pauses;
  const paused =
    pause !== undefined &&
    html`<small class="paused" title="${pause.reason}"
      >paused${pause.images !== undefined && ' in part'}</small
    >`;
  return html`<th scope="col" role="columnheader">
    <b>${anchor(url, name)}</b
    >${paused || html`<small>${merge === 'auto' ? 'merged by gates' : 'merged by people'}</small>`}
  </th>`;
}

function row(image: BoardImage, board: Board): Html {
  const { name, group, cells, repository } = image;
  const moved = Math.max(0, ...cells.map((cell) => cell.since?.at.getTime() ?? 0));
  const text = [name, group ?? '', repository, ...cells.flatMap(({ versions }) => versions.map(versionName))];
  const words = [...new Set(text)].join(' ').toLowerCase();
  return html`<tr
    role="row"
    data-name="${name.toLowerCase()}"
    data-text="${words}"
    data-flags="${flagsOf(image).join(' ')}"
    data-behind="${behindOf(image)}"
    data-moved="${Math.floor(moved / 1000)}"
  >
    <th scope="row" role="rowheader">
      <a href="${imagePath(name)}">${name}</a>${group !== undefined && html`<small>${group}</small>`}
    </th>
    ${cells.map((cell) => cellOf(cell, board.at))}
  </tr> `;
}

function flagsOf({ cells }: BoardImage): readonly string[] {
  const has = (flag: string, test: (cell: BoardCell) => boolean): readonly string[] =>
    cells.some(test) ? [flag] : [];
  return [
    ...has('behind', ({ standing }) => standing.kind === 'behind'),
    ...has('open', ({ pull }) => pull !== undefined),
    ...has('failed', ({ health }) => health?.state === 'failed'),
    ...has('drift', ({ drift }) => drift?.state === 'failed'),
  ];
}

/** Commits behind, in all environments; one that nobody could count is one. */
function behindOf({ cells }: BoardImage): number {
  const counts = cells.map(({ standing }) =>
    standing.kind === 'behind' ? Math.max(1, standing.commits?.behind ?? 1) : 0,
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

function cellOf(cell: BoardCell, now: Date): Html {
  const { environment, versions } = cell;
  if (versions.length === 0)
    return html`<td role="cell" class="n" data-e="${environment}">
      <span aria-hidden="true">–</span>${spoken('not declared')}
    </td>`;
  const kind =
    cell.standing.kind === 'front' ? 'f' : isLevel(cell) ? 'l' : cell.standing.kind === 'behind' ? 'h' : 'u';
  const body = versions.length === 1 ? single(cell, now) : several(cell);
  return html`<td role="cell" class="${kind}" data-e="${environment}">${body}${marks(cell)}</td>`;
}

function single({ versions: [version], since: moment, health }: BoardCell, now: Date): Html {
  if (version === undefined) return html``;
  const { digest } = version;
  const hex = digest === undefined ? 'not in the registry' : html`<code>${shortHex(digest)}</code>`;
  const at = moment === undefined ? 'since unknown' : anchor(moment.url, since(moment.at, now));
  return html`<div><b>${versionName(version)}</b>${health !== undefined && healthMark(health)}</div>
    <small>${hex} · ${at}</small>`;
}

/** Its files or targets differ. */
function several({ versions, health }: BoardCell): Html {
  const shown = versions.slice(0, 4).map((version) => {
    const where = version.targets.length === 0 ? '' : ` ${version.targets.join(', ')}`;
    return html`<div>
      <b>${versionName(version)}</b
      ><small>
        ${version.digest === undefined ? 'not in the registry' : html`<code>${shortHex(version.digest)}</code>`}${where}</small
      >
    </div>`;
  });
  const more = versions.length - 4;
  return html`${shown}${more > 0 && html`<small>and ${more} more</small>`}${health !== undefined && healthMark(health)}`;
}

const SIGNS = { passed: '✓', pending: '◔', failed: '✕' } as const;
const WORDS = { passed: 'healthy', pending: 'health not known yet', failed: 'not healthy' } as const;

function healthMark({ state, says, url }: BoardSays): Html {
  const sign = html`<span class="hs ${state}" title="${says}"
    ><span aria-hidden="true">${SIGNS[state]}</span>${spoken(WORDS[state])}</span
  >`;
  return state === 'passed' ? sign : anchor(url, sign);
}

/** What stands below a version: how far behind, the pull request on its way, what is offered, drift. */
function marks({ standing, pull, offered, drift }: BoardCell): Html {
  const { commits } = standing.kind === 'behind' ? standing : { commits: undefined };
  const late =
    standing.kind === 'behind' &&
    html`<span class="p late"
      >${commits === undefined ? 'behind' : anchor(commits.url, behindText(commits))}</span
    >`;
  const open =
    pull !== undefined &&
    html`<span class="p ${pull.verdict.state}" title="${pull.verdict.says}"
      >${anchor(pull.url, `#${pull.number}${pull.brings === undefined ? '' : ` ${versionName(pull.brings)}`}`)}${spoken(`open pull request, ${pull.verdict.state}`)}</span
    >`;
  const waits =
    offered !== undefined && html`<span class="p late">${versionName(offered)} not proposed</span>`;
  const drifted =
    drift !== undefined &&
    drift.state !== 'passed' &&
    html`<span class="p ${drift.state}" title="${drift.says}"
      >${drift.state === 'failed' ? 'drifted' : 'drift not known'}</span
    >`;
  const all = [late, open, waits, drifted].filter((mark) => mark !== false);
  return all.length === 0 ? html`` : html`<div class="g">${all}</div>`;
}
