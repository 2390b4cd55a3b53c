import { versionKey, type WrittenVersion } from '../roll-back/declared-turns.ts';

/** A span in which an environment declared one version of an image. */
export interface DatedStay {
  readonly version: WrittenVersion;
  /** Undefined where that is further back than was read. */
  readonly since: Date | undefined;
}

/** A moment at which an environment began to declare another version of an image. */
export interface Move<Stay extends DatedStay = DatedStay> {
  readonly stay: Stay;
  readonly at: Date;
  /**
   * - `first`: nothing was declared before it
   * - `promotion`: something that was not there, or was taken back before
   * - `return`: something older came back
   */
  readonly kind: 'first' | 'promotion' | 'return';
  /** When something older came back in its place; undefined where nothing did. */
  readonly takenBack: Date | undefined;
}

/**
 * The moves of an image in an environment, from its stays, oldest first. It is like undo in an editor: after
 * v1, v2 and a return to v1, v2 was taken back, and v2 that comes once more is a promotion again. To write
 * the digest beside a tag that was declared already moves nothing.
 */
export function movesOf<Stay extends DatedStay>(stays: readonly Stay[]): readonly Move<Stay>[] {
  const kept: Stay[] = [];
  const moves: Move<Stay>[] = [];
  for (const stay of stays) {
    const last = kept.at(-1);
    if (last !== undefined && isSame(last, stay)) continue;
    const earlier = kept.findLastIndex((known) => isSame(known, stay));
    if (earlier !== -1) kept.length = earlier;
    kept.push(stay);
    const { since } = stay;
    if (since === undefined) continue;
    const before = moves.at(-1);
    if (earlier !== -1 && before !== undefined) moves[moves.length - 1] = { ...before, takenBack: since };
    const kind = last === undefined ? 'first' : earlier === -1 ? 'promotion' : 'return';
    moves.push({ stay, at: since, kind, takenBack: undefined });
  }
  return moves;
}

function isSame({ version: a }: DatedStay, { version: b }: DatedStay): boolean {
  const isPinned = (a.digest === undefined) !== (b.digest === undefined) && a.tag === b.tag;
  return isPinned || versionKey(a) === versionKey(b);
}
