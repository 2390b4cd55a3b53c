import { groupBy } from '../../errors/group-by.ts';
import type { Location } from '../../errors/location.ts';
import type {
  DeclaredParts,
  ManifestPlan,
  Occurrence,
  PassedOver,
  PlannedEdit,
} from '../../manifest/plan-edits.ts';
import { cut } from '../../report/markdown.ts';
import { type Paint, type Style, visible } from './terminal.ts';
import { beside, lengthOf, type Piece, wrapSentence } from './wrap.ts';

/** How a plan is printed: with which colours, and over how many columns. */
export interface Page {
  readonly paint: Paint;
  readonly width: number;
}

/** What is said of one place in a file. */
export interface Row {
  readonly location: Location;
  readonly text: string;
}

/** What stands before the text of a row: the place in the file. */
const INDENT = ' '.repeat(10);

interface Layout extends Page {
  /** Whether several images are spoken of, so that each row says which. */
  readonly named: boolean;
}

/**
 * A row for everything that a plan holds. In a plan with a refusal nothing is written, and each edit says so.
 */
export function planRows(plan: ManifestPlan, page: Page): readonly Row[] {
  const { edits, refused, unchanged, passedOver, refusals } = plan;
  const images = [...edits, ...refused, ...unchanged, ...passedOver].flatMap(({ image }) => image ?? []);
  const layout = { ...page, named: new Set(images).size > 1 };
  const editText = refusals.length === 0 ? madeEdit : unwrittenEdit;
  return [
    ...edits.map((edit) => ({ location: edit.location, text: editText(edit, layout) })),
    ...refused.map((occurrence) => ({
      location: occurrence.location,
      text: refusedText(occurrence, layout),
    })),
    ...unchanged.map((occurrence) => ({
      location: occurrence.location,
      text: unchangedText(occurrence, layout),
    })),
    ...passedOver.map((passed) => ({ location: passed.location, text: passedText(passed, layout) })),
  ];
}

/**
 * Things in files, by the path of their file. It is made once, because a plan can name ten thousand files.
 */
export function byFile<T extends { readonly location: Location }>(
  things: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  return groupBy(things, ({ location }) => location.file);
}

function madeEdit(edit: PlannedEdit, layout: Layout): string {
  const change = changeOf(edit, 'red', 'green', layout);
  return beside(piece(placeOf(edit, layout)), '  ', change, roomOf(layout)).printed;
}

function unwrittenEdit(edit: PlannedEdit, layout: Layout): string {
  const place = piece(`not written: ${placeOf(edit, layout)}`, 'dim', layout);
  return beside(place, '  ', changeOf(edit, 'dim', 'dim', layout), roomOf(layout)).printed;
}

function changeOf({ declared, becomes }: PlannedEdit, from: Style, to: Style, layout: Layout): Piece {
  const target = piece(`→ ${partsOf(becomes)}`, to, layout);
  return beside(piece(partsOf(declared), from, layout), ' ', target, roomOf(layout));
}

function refusedText(occurrence: Occurrence, layout: Layout): string {
  const place = piece(`refused: ${placeOf(occurrence, layout)}`, 'red', layout);
  const declared = piece(partsOf(occurrence.declared), 'red', layout);
  return beside(place, '  ', declared, roomOf(layout)).printed;
}

function unchangedText(occurrence: Occurrence, layout: Layout): string {
  const declared = piece(`${partsOf(occurrence.declared)} already`, 'dim', layout);
  return beside(piece(placeOf(occurrence, layout), 'dim', layout), '  ', declared, roomOf(layout)).printed;
}

function passedText({ image, found, reason }: PassedOver, layout: Layout): string {
  const label = layout.named && image !== undefined ? `${image}  ` : '';
  const head = visible(`${label}passed over `);
  const shown = cut(visible(found), Math.max(20, roomOf(layout).width - lengthOf(head) - 1));
  const used = INDENT.length + lengthOf(`${head}${shown}: `);
  const why = wrapSentence(visible(reason), layout.width, INDENT, used);
  return layout.paint('yellow', `${head}${shown}:${why.startsWith('\n') ? '' : ' '}${why}`);
}

function piece(text: string, style?: Style, layout?: Layout): Piece {
  const printed = style === undefined || layout === undefined ? text : layout.paint(style, text);
  return { printed, length: lengthOf(text) };
}

function roomOf({ width }: Layout) {
  return { width: width - INDENT.length, indent: INDENT };
}

function placeOf({ image, at }: Occurrence, { named }: Layout): string {
  return visible(named ? `${image}  ${at}` : at);
}

/** Tag and digest. The digest is cut to the part that people compare by eye. */
function partsOf({ tag, digest }: DeclaredParts): string {
  const short = digest?.replace(/^(sha256:[0-9a-f]{12})[0-9a-f]{52}$/, '$1');
  if (tag === undefined) return short === undefined ? '(nothing)' : visible(short);
  return visible(short === undefined ? tag : `${tag}@${short}`);
}
