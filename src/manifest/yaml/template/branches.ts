import type { Mask } from './mask.ts';

/**
 * A place in the branches around it: of the block that began at `block` it is in the branch of this number.
 */
interface BranchStep {
  readonly block: number;
  readonly branch: number;
}

const OPENING = /^(?:if|with|range|for|define|block|unless|filter|macro|call)$/;
const OTHER_BRANCH = /^(?:else|elif|elseif|elsif)$/;
const CLOSING = /^end\w*$/;
const WORD = /^\{[{%][-+~]?\s*(\w+)/;

/**
 * `{{ if }} a {{ else }} b {{ end }}`: says of two places of a text whether they stand in different branches
 * of one block, so that a template writes only one of them. `masks` are the actions of the text, in order.
 */
export function exclusiveBranches(
  source: string,
  masks: readonly Mask[],
): (place: number, other: number) => boolean {
  const paths: { readonly from: number; readonly steps: readonly BranchStep[] }[] = [];
  let open: readonly BranchStep[] = [];
  for (const { start, end } of masks) {
    const word = WORD.exec(source.slice(start, end))?.[1] ?? '';
    const last = open.at(-1);
    if (OPENING.test(word)) open = [...open, { block: start, branch: 0 }];
    else if (OTHER_BRANCH.test(word) && last !== undefined)
      open = [...open.slice(0, -1), { ...last, branch: last.branch + 1 }];
    else if (CLOSING.test(word)) open = open.slice(0, -1);
    else continue;
    paths.push({ from: end, steps: open });
  }
  const stepsAt = (offset: number): readonly BranchStep[] =>
    paths.findLast(({ from }) => from <= offset)?.steps ?? [];
  return (place, other) => {
    const others = stepsAt(other);
    return stepsAt(place).some(({ block, branch }) =>
      others.some((step) => step.block === block && step.branch !== branch),
    );
  };
}
