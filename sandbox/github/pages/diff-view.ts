import type { FileDiff } from '../git/diff.ts';
import { html, type Html } from './html.ts';

/** One file of a diff as a card: its name, how much changed, and the lines. */
export function diffCard(file: FileDiff, address: string): Html {
  const name = file.previousPath === undefined ? file.path : `${file.previousPath} → ${file.path}`;
  const lines =
    file.patch === undefined
      ? html`<div class="empty">
          ${file.status === 'renamed' ? 'Renamed without changes.' : 'Not shown: binary, empty or mode only.'}
        </div>`
      : html`<table class="diff">
          ${patchRows(file.patch)}
        </table>`;
  return html`<div class="card" id="${file.path}">
    <div class="head">
      <a href="${address}"><code>${name}</code></a> ${file.status}
      <span class="plus">+${file.additions}</span> <span class="minus">−${file.deletions}</span>
    </div>
    ${lines}
  </div>`;
}

function patchRows(patch: string): Html[] {
  let before = 0;
  let after = 0;
  return patch.split('\n').map((line) => {
    const start = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(line);
    if (start !== null) {
      before = Number(start[1]);
      after = Number(start[2]);
      return row('hunk', '', '', line);
    }
    if (line.startsWith('+')) return row('add', '', after++, line);
    if (line.startsWith('-')) return row('del', before++, '', line);
    if (line.startsWith('\\')) return row('hunk', '', '', line);
    return row('same', before++, after++, line);
  });
}

function row(kind: string, before: number | string, after: number | string, line: string): Html {
  return html`<tr class="${kind}">
    <td class="n">${before}</td>
    <td class="n">${after}</td>
    <td>${line}</td>
  </tr>`;
}
