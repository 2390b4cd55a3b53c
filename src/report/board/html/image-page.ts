import type { Board, BoardCell, BoardImage, BoardPull, BoardStay } from '../board.ts';
import { behindText } from '../summary.ts';
import { lengthText, moment } from '../times.ts';
import { shortHex, versionName } from '../version-text.ts';
import { metricList } from './delivery.ts';
import { documentOf } from './frame.ts';
import { anchor, type Html, html, since } from './html.ts';
import { travelDiagram } from './travel-diagram.ts';

/** Where the page of an image is, seen from the board: names have no character that a path could mind. */
export function imagePath(name: string): string {
  return `images/${encodeURIComponent(name)}.html`;
}

/** Everything that is known of one image: what each environment declares, and its history there. */
export function imagePage(image: BoardImage, board: Board): string {
  const { name, repository, source, group } = image;
  const cells = image.cells.filter(({ versions, history }) => versions.length > 0 || history.length > 0);
  const [first] = cells;
  const body = html`<a class="skip" href="#main">Skip to the environments</a>
    <div class="sheet">
      <header>
        <a class="back" href="../index.html">← Board of ${board.repository}</a>
        <div class="card slip">
          <div>
            <span class="cap">image</span>
            <h1>${name}</h1>
          </div>
          <div><span class="cap">registry</span><span class="v m">${repository}</span></div>
          <div>
            <span class="cap">built from</span
            ><span class="v">${source === undefined ? 'not said' : anchor(source.url, source.name)}</span>
          </div>
          <div><span class="cap">group</span><span class="v">${group ?? 'none'}</span></div>
        </div>
      </header>
      <main id="main" class="envs">
        ${first !== undefined && travelDiagram(cells, first.metrics.from, board.at)}
        ${cells.map((cell) => environmentPart(cell, board))}
        ${cells.length === 0 && html`<p class="card env">No environment declares it.</p>`}
      </main>
      <footer>
        Read ${moment(board.at)} from ${board.base.branch} at <code>${board.base.oid.slice(0, 7)}</code>.
      </footer>
    </div>`;
  return documentOf(`${name} · ${board.repository}`, body);
}

function environmentPart(cell: BoardCell, { at }: Board): Html {
  const { environment, versions, since: begun, standing, health, drift, pull, offered, history } = cell;
  const version = versions.map(
    (each) =>
      html`<b>${versionName(each)}</b>
        <code title="${each.digest ?? ''}"
          >${each.digest === undefined ? 'not in the registry' : shortHex(each.digest)}</code
        >${each.targets.length > 0 && ` ${each.targets.join(', ')}`} `,
  );
  const { commits } = standing.kind === 'behind' ? standing : { commits: undefined };
  return html`<section class="card env" aria-label="${environment}">
    <div class="top"><h2>${environment}</h2></div>
    <div class="facts">
      <span>${versions.length === 0 ? 'not declared any more' : version}</span
      >${begun !== undefined && html`<span>for ${since(begun.at, at)}${begun.pull !== undefined && html`, ${anchor(begun.url, `#${begun.pull}`)}`}</span>`}${standing.kind === 'behind' && html`<span>${anchor(commits?.url, behindText(commits))} (${standing.of})</span>`}${standing.kind === 'level' && html`<span>level</span>`}${health !== undefined && html`<span><span class="st ${health.state}">${health.says}</span></span>`}${drift !== undefined && html`<span><span class="st ${drift.state}">${drift.says}</span></span>`}${offered !== undefined && html`<span>${versionName(offered)} is offered and not proposed</span>`}
    </div>
    ${pull !== undefined && gatesPart(pull)} ${metricList(cell.metrics)} ${historyTable(history)}
  </section>`;
}

function gatesPart({ number, url, kind, brings, verdict, gates }: BoardPull): Html {
  const what = brings === undefined ? '' : ` brings ${versionName(brings)}`;
  const lines = gates.map(
    ({ gate, state, says }) => html`<li><span class="st ${state}">${gate}</span> ${says}</li>`,
  );
  return html`<ul class="gates">
    <li>
      <b>${anchor(url, `#${number}`)}</b
      >${what}${kind !== 'promotion' && kind !== 'unknown' && `, a ${kind}`}:
      <span class="st ${verdict.state}">${verdict.state}</span> ${verdict.says}
    </li>
    ${lines}
  </ul>`;
}

const KINDS: Readonly<Record<BoardStay['kind'], string>> = {
  first: 'first',
  promotion: 'promotion',
  hotfix: 'hotfix',
  return: 'came back',
  unknown: '',
};

function historyTable(history: readonly BoardStay[]): Html {
  if (history.length === 0) return html`<p class="none">Nothing of its history could be read.</p>`;
  const rows = history.map((stay) => {
    const { since: begun, until, kind, takenBack, by, reason, digest, committed } = stay;
    const lasted =
      begun === undefined || until === undefined ? '' : lengthText(until.getTime() - begun.at.getTime());
    const lead =
      begun === undefined || committed === undefined || committed > begun.at
        ? ''
        : `, ${lengthText(begun.at.getTime() - committed.getTime())} after its commit`;
    const from = begun === undefined ? 'earlier' : anchor(begun.url, moment(begun.at));
    return html`<tr>
      <th scope="row" class="m">${versionName(stay)}</th>
      <td><code>${digest === undefined ? '' : shortHex(digest)}</code></td>
      <td>${from}</td>
      <td>${until === undefined ? 'now' : lasted}</td>
      <td>
        ${KINDS[kind]}${takenBack && html` <span class="st failed">taken back</span>`}${by !== undefined && ` by ${by}`}${kind !== 'return' && lead}${reason !== undefined && html`<span class="why">${reason}</span>`}
      </td>
    </tr> `;
  });
  return html`<div class="scroll">
    <table class="h">
      <thead>
        <tr>
          <th scope="col">version</th>
          <th scope="col">digest</th>
          <th scope="col">since</th>
          <th scope="col">for</th>
          <th scope="col">how</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}
