import type { Location } from '../../errors/location.ts';
import {
  automationAround,
  type AutomationObject,
  automationObjects,
} from '../formats/objects/other-automation.ts';
import type { PassedOver, SoughtImage } from '../plan.ts';
import { findMentions, type MentionRange } from '../text/mention.ts';
import { writtenText } from '../view/describe.ts';
import { locateInFile, type View } from '../view/view.ts';
import { nodeAt } from '../yaml/merge.ts';
import { scalarsOf } from '../yaml/placed-scalars.ts';
import { mapScalar } from '../yaml/scalar-map.ts';
import type { ScalarNode } from '../yaml/tree.ts';

/** A text about images rather than one that declares them. */
const PROSE = /\.(?:md|mdx|markdown|rst|adoc|txt|html?)$/i;
const COMMENT = /^\s*(?:#|\/\/|--|;|\/\*|\*|<!--)/;
const LONGEST_SHOWN = 120;

/**
 * Scalars that name a sought image at a place that no format knows, and why they are left alone. `claimed`
 * scalars are passed by. `markerReasons` has what markers say of scalars. In lines of an unknown language a
 * comment is no mention, and neither is a name that does not stand alone as a value.
 */
export function mentionsIn(
  view: View,
  claimed: ReadonlySet<ScalarNode>,
  markerReasons: ReadonlyMap<ScalarNode, string>,
  images: readonly SoughtImage[],
): PassedOver[] {
  const isLines = view.language === 'lines';
  if (isLines && PROSE.test(view.file.path)) return [];
  const found: PassedOver[] = [];
  for (const document of view.documents) {
    const automation = automationObjects(document);
    for (const { node } of scalarsOf(document.root)) {
      if (claimed.has(node) || (isLines && COMMENT.test(node.text))) continue;
      for (const image of images) {
        const ranges = findMentions(node.text, image.repository);
        const first = isLines ? ranges.find((range) => isValue(node.text, range)) : ranges[0];
        if (first === undefined) continue;
        const reason =
          markerReasons.get(node) ??
          reasonOfAutomation(automation, node) ??
          reasonFor(view, node.text, first);
        found.push({ image: image.name, reason, ...placeOf(view, node, first) });
      }
    }
  }
  return found;
}

/**
 * `spec.image` of an ImageRepository: Flux looks through it for new tags, and a reference there would stop
 * it.
 */
function reasonOfAutomation(automation: readonly AutomationObject[], node: ScalarNode): string | undefined {
  const object = automationAround(automation, node);
  if (object === undefined) return undefined;
  return object.kind === 'ImageRepository' && nodeAt(object.root, 'spec', 'image') === node
    ? 'it is the repository that Flux looks through for tags, and nothing is deployed from it'
    : `it tells other automation what to look for (${object.kind}), and nothing is deployed from it`;
}

/** With a tag or digest, or alone in quotes or behind an `=`. */
function isValue(text: string, { from, to }: MentionRange): boolean {
  if (/[:@]/.test(text.slice(text.lastIndexOf('/', to - 1) + 1, to))) return true;
  return /["'`=]$/.test(text.slice(0, from)) && /^(?:["'`]|\s*$)/.test(text.slice(to));
}

function reasonFor(view: View, text: string, { from, to }: MentionRange): string {
  if (from === 0 && /^(?::[^{$]|@)/.test(text.slice(to)))
    return 'what stands behind the repository is neither a tag nor a digest';
  const unknown = 'it names the repository, but no known shape puts an image reference there';
  return view.language === 'json' ? unknown : `${unknown}; a "# waybill:" comment would`;
}

/** The scalar, or the line of a longer one that names the image. */
function placeOf(
  view: View,
  node: ScalarNode,
  { from }: MentionRange,
): { location: Location; found: string } {
  const text = node.text.trimEnd();
  if (view.language === 'lines')
    return { location: locateInFile(view, node.start + from), found: shown(text.trim()) };
  if (!text.includes('\n')) {
    const found = writtenText(view, { node, from: 0, to: text.length });
    return { location: locateInFile(view, node.start), found: shown(found) };
  }
  const lineStart = text.lastIndexOf('\n', from) + 1;
  const line = text.slice(lineStart).split('\n', 1)[0] ?? '';
  const offset = mapScalar(view.text, node)?.rangeOf(from, from + 1).start ?? node.start;
  return { location: locateInFile(view, offset), found: shown(line.trim()) };
}

function shown(text: string): string {
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}
