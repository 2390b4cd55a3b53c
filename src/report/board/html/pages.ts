import type { Board } from '../board.ts';
import { countsOf } from '../counts.ts';
import { boardJson } from '../json.ts';
import { moment } from '../times.ts';
import { boardTable } from './board-table.ts';
import { deliveryTable } from './delivery.ts';
import { bars, documentOf } from './frame.ts';
import { anchor, type Html, html } from './html.ts';
import { imagePage, imagePath } from './image-page.ts';
import { routeMap } from './route-map.ts';
import { transitList } from './transit-list.ts';

/** A file of the board: its path below the folder, and its text. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** All files: the board, one page for each image, and `board.json`. */
export function pagesOf(board: Board): readonly Page[] {
  return [
    { path: 'index.html', text: boardPage(board) },
    { path: 'board.json', text: boardJson(board, 'whole') },
    ...board.images.map((image) => ({ path: imagePath(image.name), text: imagePage(image, board) })),
  ];
}

function boardPage(board: Board): string {
  const { repository, notes } = board;
  const body = html`<a class="skip" href="#images">Skip to the images</a>
    <div class="sheet">
      <header>${slip(board)}</header>
      <main>
        ${
          notes.length > 0 &&
          html`<ul class="card notes">
            ${notes.map((note) => html`<li>${note}</li>`)}
          </ul>`
        }
        <div class="sheet-part">${routeMap(board)}</div>
        ${transitList(board)} ${boardTable(board)} ${deliveryTable(board)}
      </main>
      <footer>
        Made by Waybill from git, GitHub and the registry. <a href="board.json">board.json</a> holds the same
        for programs.
      </footer>
    </div>`;
  return documentOf(`Board of ${repository}`, body);
}

/** What stands on top: whose board it is, and of when. */
function slip(board: Board): Html {
  const { repository, url, base, at } = board;
  const { images, environments, open } = countsOf(board);
  const commit = `${url}/commit/${base.oid}`;
  return html`<div class="card slip">
    <div>
      <span class="cap">waybill · config repo</span>
      <h1>${anchor(url, repository)}</h1>
    </div>
    <div>
      <span class="cap">${base.branch}</span><span class="v m">${anchor(commit, base.oid.slice(0, 7))}</span
      ><span class="cap">read</span
      ><span class="v"
        ><time id="read" datetime="${at.toISOString()}">${moment(at)}</time>
        <span id="ago" class="none"></span
      ></span>
    </div>
    <div>
      <span class="cap">images</span><span class="big">${images}</span
      ><span class="cap">in ${environments} environments</span>
    </div>
    <div>
      <span class="cap">in transit</span><span class="big">${open}</span
      ><span class="cap">${open === 1 ? 'pull request' : 'pull requests'}</span>
    </div>
    <div class="bar">
      ${bars(base.oid)}<button type="button" id="theme" class="theme">Theme: auto</button>
    </div>
  </div>`;
}
