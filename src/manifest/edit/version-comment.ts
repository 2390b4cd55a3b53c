import { isTag } from '../../image/reference.ts';
import type { PassedOver, Splice } from '../plan.ts';
import { locateInFile, type View } from '../view/view.ts';
import type { TextEdit } from '../yaml/rewrite-scalar.ts';
import { mapScalar } from '../yaml/scalar-map.ts';
import type { ScalarNode } from '../yaml/tree.ts';
import type { SlotEdit } from './plan-places.ts';
import { isVersionWord } from './version-word.ts';

/** A comment that is nothing but a version, with its place in a text. */
interface CommentedVersion {
  readonly from: number;
  readonly old: string;
}

/**
 * `digest: sha256:… # v1.0.0`: a comment that is nothing but the version of the value beside it follows the
 * value. Undefined where there is none, or the edits of the value go to several versions.
 */
export function versionCommentBehind(
  view: View,
  node: ScalarNode,
  edits: readonly SlotEdit[],
): Splice | undefined {
  const comment = commentBehind(view, node, edits);
  const text = comment && followingText(comment, edits);
  if (comment === undefined || text === undefined) return undefined;
  return { start: comment.from, end: comment.from + comment.old.length, text };
}

/** The same for a line that was read as one text, such as a variable with its comment. */
export function versionCommentWithin(
  node: ScalarNode,
  texts: readonly TextEdit[],
  edits: readonly SlotEdit[],
): TextEdit | undefined {
  const last = texts.at(-1)?.to;
  const comment = last === undefined ? undefined : commentWithin(node, last, edits);
  const text = comment && followingText(comment, edits);
  if (comment === undefined || text === undefined) return undefined;
  return { from: comment.from, to: comment.from + comment.old.length, text };
}

/**
 * Comments that say another version than the value beside them from now on: the image is promoted by its
 * digest alone, and nothing says which version that is.
 */
export function staleComments(edits: readonly SlotEdit[]): readonly PassedOver[] {
  return edits.flatMap((edit) => {
    const { view } = edit.slot;
    const span = edit.writing.edits.at(-1)?.span;
    if (edit.version !== undefined || span === undefined) return [];
    const behind = commentBehind(view, span.node, [edit]);
    const within = commentWithin(span.node, span.to, [edit]);
    const comment = behind ?? (within && inView(view, span.node, within));
    if (comment === undefined) return [];
    return {
      image: edit.planned.image,
      location: locateInFile(view, comment.from),
      found: comment.old,
      reason: 'this comment is about the digest before, and the version of the new one is not known',
    };
  });
}

function inView({ text }: View, node: ScalarNode, { from, old }: CommentedVersion): CommentedVersion {
  return { from: mapScalar(text, node)?.rangeOf(from, from + old.length).start ?? node.start, old };
}

function commentBehind(
  { text, language }: View,
  node: ScalarNode,
  edits: readonly SlotEdit[],
): CommentedVersion | undefined {
  if (language === 'lines' || node.style === 'literal' || node.style === 'folded') return undefined;
  const lineEnd = text.indexOf('\n', node.end);
  const behind = text.slice(node.end, lineEnd === -1 ? text.length : lineEnd);
  const comment = commentIn(behind, language === 'json' ? ALONE_IN_JSON : ALONE, node, edits);
  return comment && { ...comment, from: node.end + comment.from };
}

function commentWithin(
  node: ScalarNode,
  last: number,
  edits: readonly SlotEdit[],
): CommentedVersion | undefined {
  if (node.style !== 'raw') return undefined;
  const comment = commentIn(node.text.slice(last), ALONE, node, edits);
  return comment && { ...comment, from: last + comment.from };
}

/** A comment with one word in it, behind what may close the value. */
const ALONE = /^["']?[\s\]},]*[ \t]#[ \t]*(\S+)[ \t\r]*$/;
const ALONE_IN_JSON = /^["']?[\s\]},]*[ \t]\/\/[ \t]*(\S+)[ \t\r]*$/;

function commentIn(
  behind: string,
  alone: RegExp,
  node: ScalarNode,
  edits: readonly SlotEdit[],
): CommentedVersion | undefined {
  const old = alone.exec(behind)?.[1];
  if (old === undefined || !edits.every((edit) => isOld(old, node, edit))) return undefined;
  return { from: behind.lastIndexOf(old), old };
}

/** Beside a digest, any version is the digest's. Beside a tag alone, the comment has to say the same. */
function isOld(comment: string, node: ScalarNode, { slot, planned: { declared } }: SlotEdit): boolean {
  const { tag, digest } = declared;
  if (tag !== undefined && isTag(tag) && withoutV(comment) === withoutV(tag)) return true;
  const isOfTag = slot.shape === 'split' && slot.tag?.node === node && tag !== undefined;
  return digest !== undefined && !isOfTag && isVersionWord(comment);
}

function followingText({ old }: CommentedVersion, edits: readonly SlotEdit[]): string | undefined {
  const versions = new Set(edits.map(({ version }) => version));
  const [version] = versions;
  if (version === undefined || versions.size > 1) return undefined;
  const text = /^\d/.test(old) ? withoutV(version) : version;
  return text === old ? undefined : text;
}

/** `1.0.0` and `v1.0.0` say the same. */
function withoutV(version: string): string {
  return version.replace(/^v(?=\d)/, '');
}
