import { groupBy } from '../../errors/group-by.ts';
import { VALUES_FILES, type ValuesStack } from '../formats/format.ts';

/** What holds values: a file of them, or a document with a group of them in it. */
export interface ValuesHolder {
  readonly group: string;
  readonly file: string;
}

/**
 * Which values are laid over one another, as far as documents say so. A stack is one release with all of its
 * values.
 */
export interface Stacks {
  /** The stacks that the values of a holder are part of. */
  of(holder: ValuesHolder): readonly string[];
  shared(first: ValuesHolder, second: ValuesHolder): boolean;
  /** Whether documents say everything about what the values of a holder are laid over. */
  isSettled(holder: ValuesHolder): boolean;
}

/**
 * A release names a ConfigMap, and a generator names the file that fills it: the values of that file are in
 * the stack of the release. Puts together what all documents say.
 */
export function indexStacks(stacks: readonly ValuesStack[]): Stacks {
  const byGroup = groupBy(stacks, ({ group }) => group);
  const known = new Map<string, { readonly ids: string[]; isOpen: boolean }>();
  for (const [index, stack] of stacks.entries()) {
    if (stack.isSource === true) continue;
    for (const key of holdersIn(stack, byGroup)) {
      const entry = known.get(key) ?? { ids: [], isOpen: false };
      entry.ids.push(`stack ${index}`);
      entry.isOpen ||= stack.isOpen;
      known.set(key, entry);
    }
  }
  const of = (holder: ValuesHolder): readonly string[] => known.get(keyOf(holder))?.ids ?? [];
  return {
    of,
    shared: (first, second) => of(first).some((id) => of(second).includes(id)),
    isSettled: (holder) => known.get(keyOf(holder))?.isOpen === false,
  };
}

function holdersIn(
  stack: ValuesStack,
  byGroup: ReadonlyMap<string, readonly ValuesStack[]>,
): ReadonlySet<string> {
  const groups = new Set([stack.group]);
  const files = new Set<string>();
  // A set hands out what is added to it while it is walked.
  for (const group of groups) {
    const named = group === stack.group ? [stack] : (byGroup.get(group) ?? []);
    for (const { files: ownFiles, groups: ownGroups } of named) {
      for (const file of ownFiles) files.add(`file ${file}`);
      for (const other of ownGroups) groups.add(other);
    }
  }
  return new Set([...groups, ...files]);
}

function keyOf({ group, file }: ValuesHolder): string {
  return group === VALUES_FILES ? `file ${file}` : group;
}
