import { readFileSync } from 'node:fs';

/** One thing that a page tells its reader to do, or to see. */
export type PageStep =
  | { readonly kind: 'write'; readonly repository: string; readonly path: string; readonly text: string }
  | { readonly kind: 'type'; readonly commands: string }
  /** `where` is the address that the same item links to, `named` its code spans, `italic` what it chooses. */
  | {
      readonly kind: 'press';
      readonly button: string;
      readonly where: string | undefined;
      readonly named: readonly string[];
      readonly italic: readonly string[];
    }
  | { readonly kind: 'see'; readonly text: string };

/** What comes next on a page: a file, commands, an item of a list, or what is to be seen. */
const STEP =
  /^`(?<path>[^`]+)` in `acme\/(?<repository>[^`]+)`:\n\n```\w*\n(?<file>[\s\S]*?)^```$|^```console\n(?<commands>[\s\S]*?)^```$|^\d+\. (?<item>(?:.+\n(?: {3}.+\n)*))|^> (?<see>(?:.+\n(?:> .+\n)*))/gm;

/** The steps of a page, in order. A button outside of a list would be passed over, so it is an error. */
export function readPage(path: string): readonly PageStep[] {
  const text = readFileSync(path, 'utf8');
  const steps = [...text.matchAll(STEP)].flatMap(({ groups = {} }): readonly PageStep[] => {
    const { path: file, repository = '', file: content = '', commands, item, see } = groups;
    if (file !== undefined) return [{ kind: 'write', repository, path: file, text: content }];
    if (commands !== undefined) return [{ kind: 'type', commands }];
    if (see !== undefined) return [{ kind: 'see', text: see.replace(/\n>? ?/g, ' ') }];
    return pressed(item ?? '');
  });
  const buttons = text.match(/[Pp]ress\s+\*\*/g)?.length ?? 0;
  if (steps.filter(({ kind }) => kind === 'press').length !== buttons)
    throw new Error(`${path}: a button stands where the program does not find it`);
  return steps;
}

function pressed(item: string): readonly PageStep[] {
  const spans = (pattern: RegExp): string[] => [...item.matchAll(pattern)].map(([, span = '']) => span);
  const [where] = spans(/\]\((https:[^)]+)\)/g);
  const [named, italic] = [spans(/`([^`]+)`/g), spans(/(?<![\w*])_([^_]+)_/g)];
  return spans(/[Pp]ress\s+\*\*([^*]+)\*\*/g).map((button) => ({
    kind: 'press',
    button,
    where,
    named,
    italic,
  }));
}
