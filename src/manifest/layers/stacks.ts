import { groupBy } from '../../errors/group-by.ts';
import { VALUES_FILES, type ValuesStack } from '../formats/format.ts';

/** Values by where they stand: a file of them, or a group of a document. */
export interface ValuesHolder {
  readonly group: string;
  readonly file: string;
}

/** Which values are laid over one another, as far as documents say so. */
export interface Stacks {
  /** The stacks that the values at a home are part of. */
  of(home: ValuesHolder): readonly string[];
  shared(one: ValuesHolder, other: ValuesHolder): boolean;
  /** Whether documents say everything about what the values at a home are laid over. */
  isSettled(home: ValuesHolder): boolean;
}

/** Puts together what documents say: a release names a ConfigMap, and a generator the file that fills the ConfigMap. */
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
  const of = (home: ValuesHolder): readonly string[] => known.get(keyOf(home))?.ids ?? [];
  return {
    of,
    shared: (one, other) => of(one).some((id) => of(other).includes(id)),
    isSettled: (home) => known.get(keyOf(home))?.isOpen === false,
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
    for (const one of named) {
      for (const file of one.files) files.add(`file ${file}`);
      for (const other of one.groups) groups.add(other);
    }
  }
  return new Set([...groups, ...files]);
}

function keyOf({ group, file }: ValuesHolder): string {
  return group === VALUES_FILES ? `file ${file}` : group;
}
