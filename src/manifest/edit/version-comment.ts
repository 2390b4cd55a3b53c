import { isTag } from '../../image/reference.ts';
import type { Splice } from '../plan.ts';
import type { View } from '../view/view.ts';
import type { TextEdit } from '../yaml/rewrite-scalar.ts';
import type { ScalarNode } from '../yaml/tree.ts';
import type { SlotEdit } from './plan-places.ts';

/** What a comment beside a value says now, and what it is to say. */
interface CommentedVersion {
  readonly from: number;
  readonly old: string;
  readonly text: string;
}

/**
 * `digest: sha256:… # v1.0.0`: a comment that is nothing but the version of the value beside it follows the
 * value. Undefined where there is none, or the edits of the value go to several versions.
 */
export function versionCommentBehind(
  { text, language }: View,
  node: ScalarNode,
  edits: readonly SlotEdit[],
): Splice | undefined {
  if (language !== 'yaml' || node.style === 'literal' || node.style === 'folded') return undefined;
  const lineEnd = text.indexOf('\n', node.end);
  const behind = text.slice(node.end, lineEnd === -1 ? text.length : lineEnd);
  const comment = commentIn(behind, edits);
  if (comment === undefined) return undefined;
  const start = node.end + comment.from;
  return { start, end: start + comment.old.length, text: comment.text };
}

/** The same for a line that was read as one text, such as a variable with its comment. */
export function versionCommentWithin(
  node: ScalarNode,
  texts: readonly TextEdit[],
  edits: readonly SlotEdit[],
): TextEdit | undefined {
  const last = texts.at(-1);
  if (node.style !== 'raw' || last === undefined) return undefined;
  const comment = commentIn(node.text.slice(last.to), edits);
  if (comment === undefined) return undefined;
  const from = last.to + comment.from;
  return { from, to: from + comment.old.length, text: comment.text };
}

/** A comment with one word in it, behind what may close the value. */
const ALONE = /^["']?[\s\]},]*[ \t]#[ \t]*(\S+)[ \t\r]*$/;
const VERSION = /^(?:v\d+|v?\d+\.\d+)(?:\.\d+)*(?:[-+][\w.-]+)?$/;

function commentIn(behind: string, edits: readonly SlotEdit[]): CommentedVersion | undefined {
  const match = ALONE.exec(behind);
  const [old = ''] = match?.slice(1) ?? [];
  const versions = new Set(edits.map(({ version }) => version));
  const [version] = versions;
  if (old === '' || version === undefined || versions.size > 1) return undefined;
  if (!edits.every(({ planned: { declared } }) => isOld(old, declared.tag))) return undefined;
  const text = isWithoutV(old) && VERSION.test(version) ? version.replace(/^v(?=\d)/, '') : version;
  return text === old ? undefined : { from: behind.lastIndexOf(old), old, text };
}

/** Beside a tag, the comment has to say the same. Beside a digest alone, any version is the digest's. */
function isOld(comment: string, tag: string | undefined): boolean {
  if (tag === undefined) return VERSION.test(comment);
  return isTag(tag) && comment.replace(/^v(?=\d)/, '') === tag.replace(/^v(?=\d)/, '');
}

function isWithoutV(comment: string): boolean {
  return /^\d/.test(comment);
}
