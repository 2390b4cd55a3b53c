import { type Html, html } from './html.ts';

const WIDTH = 132;
const HEIGHT = 34;

/** Bars, one for each week: the number of each stands in its title, and all of them in `words`. */
export function barPlot(values: readonly number[], words: string): Html {
  const most = Math.max(1, ...values);
  const step = WIDTH / Math.max(1, values.length);
  const drawn = values.map((value, index) => {
    const tall = value === 0 ? 2 : Math.max(3, (value / most) * HEIGHT);
    const [x, y] = [(index * step + 1).toFixed(1), (HEIGHT - tall).toFixed(1)];
    return html`<rect${value === 0 && html` class="z"`}
      x="${x}"
      y="${y}"
      width="${(step - 2).toFixed(1)}"
      height="${tall.toFixed(1)}"
      rx="1"
    />`;
  });
  return svg(drawn, words);
}

/** A line through the values that are known, with a dot at each. */
export function linePlot(values: readonly (number | undefined)[], words: string): Html {
  const known = values.filter((value) => value !== undefined);
  const most = Math.max(1, ...known);
  const step = WIDTH / Math.max(1, values.length);
  const dots = values.flatMap((value, index) =>
    value === undefined ? [] : [[index * step + step / 2, 3 + (1 - value / most) * (HEIGHT - 6)] as const],
  );
  const path = dots
    .map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`)
    .join('');
  const drawn = html`<path
      d="${path}"
    />${dots.map(([x, y]) => html`<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="2.6" />`)}`;
  return svg(dots.length === 0 ? html`` : drawn, words);
}

/** A part of a whole as a bar. */
export function sharePlot(share: number, words: string): Html {
  const part = (share * WIDTH).toFixed(1);
  const drawn = html`<rect
      class="z"
      y="13"
      width="${WIDTH}"
      height="8"
      rx="4"
    />${share > 0 && html`<rect class="bad" y="13" width="${part}" height="8" rx="4" />`}`;
  return svg(drawn, words);
}

function svg(drawn: Html | readonly Html[], words: string): Html {
  return html`<svg
    class="plot"
    width="${WIDTH}"
    height="${HEIGHT}"
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    role="img"
    aria-label="${words}"
  >
    <title>${words}</title>
    ${drawn}
  </svg>`;
}
