import type { Board, BoardImage, BoardPull } from '../board.ts';
import { versionName } from '../version-text.ts';
import { anchor, type Html, html } from './html.ts';

/** An open pull request, with all images that it brings. */
interface InTransit {
  readonly environment: string;
  readonly pull: BoardPull;
  readonly images: readonly string[];
}

/** So many are seen at once, and so many behind a fold; the rest is in the cells. */
const SEEN = 8;
const LISTED = 60;
const ORDER = { failed: 0, pending: 1, passed: 2 } as const;

/** The open pull requests as a list of departures: what, where to, and what it waits for. */
export function transitList(board: Board): Html {
  const all = inTransit(board.images).toSorted(
    (a, b) => ORDER[a.pull.verdict.state] - ORDER[b.pull.verdict.state] || a.pull.number - b.pull.number,
  );
  const count = all.length === 1 ? '1 pull request is open' : `${all.length} pull requests are open`;
  const folded = all.slice(SEEN, LISTED);
  const left = all.length > LISTED && `, ${all.length - LISTED} are in the table alone`;
  const fold =
    folded.length > 0 &&
    html`<details>
      <summary>${folded.length} more${left}</summary>
      <ul>
        ${folded.map(departure)}
      </ul>
    </details>`;
  const list = html`<div class="card transit">
    <ul>
      ${all.slice(0, SEEN).map(departure)}
    </ul>
    ${fold}
  </div>`;
  return html`<section aria-labelledby="transit">
    <div class="head">
      <h2 id="transit">In transit</h2>
      <p>${all.length === 0 ? 'No pull request is open.' : `${count}.`}</p>
    </div>
    ${all.length > 0 && list}
  </section>`;
}

function inTransit(images: readonly BoardImage[]): readonly InTransit[] {
  const found = new Map<string, InTransit>();
  for (const { name, cells } of images) {
    for (const { environment, pull } of cells) {
      if (pull === undefined) continue;
      const known = found.get(pull.url);
      const version = pull.brings === undefined ? '' : ` ${versionName(pull.brings)}`;
      const images = [...(known?.images ?? []), `${name}${version}`];
      found.set(pull.url, { environment, pull, images });
    }
  }
  return [...found.values()];
}

function departure({ environment, pull, images }: InTransit): Html {
  const { number, url, kind, verdict } = pull;
  const few = images.length > 3 ? [...images.slice(0, 2), `and ${images.length - 2} more`] : images;
  return html`<li>
    <span class="num">${anchor(url, `#${number}`)}</span><span class="m">${few.join(', ')}</span
    ><span class="to"
      >→
      ${environment}${(kind === 'hotfix' || kind === 'roll back') && html` <span class="paused">${kind}</span>`}</span
    ><span class="why"><span class="st ${verdict.state}">${verdict.state}</span> ${verdict.says}</span>
  </li> `;
}
