import type { Board, BoardEnvironment } from '../board.ts';
import type { Metrics, Middle } from '../metrics.ts';
import { lengthText, percent, rounded } from '../times.ts';
import { type Html, html } from './html.ts';
import { barPlot, linePlot, sharePlot } from './plots.ts';

/** What one metric says: its number, what it was counted from, and a small picture. */
interface Shown {
  readonly name: string;
  readonly value: string;
  readonly of: string;
  readonly plot: Html;
}

/** How promotions went in each environment. */
export function deliveryTable({ environments, weeks }: Board): Html {
  const [first] = environments.map(({ metrics }) => shownMetrics(metrics));
  const heads = (first ?? []).map(({ name }) => html`<th scope="col" role="columnheader">${name}</th>`);
  return html`<section aria-labelledby="delivery">
    <div class="head">
      <h2 id="delivery">Delivery</h2>
      <p>The last ${weeks} weeks, from git alone.</p>
    </div>
    <div class="card frame" role="region" aria-label="Delivery by environments" tabindex="0">
      <table class="d" role="table">
        <caption class="vh">
          How promotions went in each environment
        </caption>
        <thead role="rowgroup">
          <tr role="row">
            <th scope="col" role="columnheader">environment</th>
            ${heads}
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${environments.map(row)}
        </tbody>
      </table>
    </div>
  </section>`;
}

function row({ name, metrics }: BoardEnvironment): Html {
  const cells = shownMetrics(metrics).map(
    ({ name: metric, value, of, plot }) =>
      html`<td role="cell" data-e="${metric}"><div class="x"><div><b${value === '–' && html` class="none"`}>${value}</b><small>${of}</small></div>${plot}</div></td>`,
  );
  return html`<tr role="row">
    <th scope="row" role="rowheader">${name}</th>
    ${cells}
  </tr> `;
}

/** The four metrics as a list of terms, for the page of one image. */
export function metricList(metrics: Metrics): Html {
  const terms = shownMetrics(metrics).map(
    ({ name, value, of, plot }) =>
      html`<div><dt class="cap">${name}</dt><dd><b${value === '–' && html` class="none"`}>${value}</b><small>${of}</small>${plot}</dd></div>`,
  );
  return html`<dl class="four">${terms}</dl>`;
}

function shownMetrics(metrics: Metrics): readonly Shown[] {
  const { promotions, perWeek, weeks, leadTime, leadTimes, failed, failureRate, timeToRestore } = metrics;
  const weekly = `Promotions of each week, the oldest first: ${weeks.join(', ')}.`;
  const leads = leadTimes.map((time) => (time === undefined ? 'none' : lengthText(time)));
  return [
    {
      name: 'deployment frequency',
      value: promotions === 0 ? '0' : `${rounded(perWeek)} / week`,
      of: counted(promotions, 'promotion'),
      plot: barPlot(weeks, weekly),
    },
    {
      name: 'lead time for changes',
      value: middleText(leadTime),
      of: leadTime === undefined ? 'no commit is known' : `median of ${leadTime.count}`,
      plot: linePlot(leadTimes, `Median lead time of each week, the oldest first: ${leads.join(', ')}.`),
    },
    {
      name: 'change failure rate',
      value: failureRate === undefined ? '–' : percent(failureRate),
      of: failureRate === undefined ? 'no promotion' : `${failed} of ${promotions} taken back`,
      plot: sharePlot(failureRate ?? 0, `${failed} of ${promotions} promotions were taken back.`),
    },
    {
      name: 'time to restore',
      value: middleText(timeToRestore),
      of: timeToRestore === undefined ? 'nothing was taken back' : `median of ${timeToRestore.count}`,
      plot: html``,
    },
  ];
}

function middleText(middle: Middle | undefined): string {
  return middle === undefined ? '–' : lengthText(middle.median);
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
