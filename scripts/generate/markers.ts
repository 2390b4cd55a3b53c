/** The page with the new block between its markers, or the reason why it cannot be put there. */
export type Replaced =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: string };

/** Puts `block` between `<!-- name -->` and `<!-- /name -->`. Each marker stands once, alone on its line. */
export function replaceBetween(page: string, name: string, block: string): Replaced {
  const open = `<!-- ${name} -->`;
  const close = `<!-- /${name} -->`;
  const starts = linesEqual(page, open);
  const ends = linesEqual(page, close);
  const [start] = starts;
  const [end] = ends;
  if (start === undefined || end === undefined) return { ok: false, problem: `has no ${open} … ${close}` };
  if (starts.length > 1 || ends.length > 1) return { ok: false, problem: `has ${open} or ${close} twice` };
  if (end < start) return { ok: false, problem: `has ${close} before ${open}` };
  return { ok: true, text: `${page.slice(0, start + open.length)}\n\n${block}\n\n${page.slice(end)}` };
}

function linesEqual(page: string, line: string): number[] {
  const found: number[] = [];
  for (let at = page.indexOf(line); at !== -1; at = page.indexOf(line, at + 1)) {
    const startsLine = at === 0 || page[at - 1] === '\n';
    const after = page[at + line.length];
    if (startsLine && (after === undefined || after === '\n')) found.push(at);
  }
  return found;
}
