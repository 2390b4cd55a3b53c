import { z } from 'zod';
import type { Answer } from '../transport/answer.ts';
import { type Mutation, writtenValue } from './write-many.ts';

/** A name, and GitHub's node id of what it names; undefined when there is no such thing. */
export interface Named {
  readonly name: string;
  readonly id: string | undefined;
}

/** A repository by its node id, and labels of it. */
interface WantedLabels {
  readonly repositoryId: string;
  readonly labels: readonly Named[];
}

/** A label that is to be made. */
export interface MissingLabel {
  readonly repositoryId: string;
  readonly name: string;
}

/** Node ids of the labels that this run made. What was read before it made them does not have them. */
export interface MadeLabels {
  /** The labels, with the ids of those that were made since they were read. */
  known(wanted: WantedLabels): readonly Named[];
  /** The labels that do not exist yet, each of them once; not those that cannot be made. */
  missing(wanted: readonly WantedLabels[]): readonly MissingLabel[];
  /** Notes a label that was made, from the answer. Returns whether it was. */
  note(label: MissingLabel, answer: Answer | undefined): boolean;
  /** Notes a label that this token may not make: no other pull request asks for it again. */
  giveUp(label: MissingLabel): void;
}

export function createMadeLabels(): MadeLabels {
  const ids = new Map<string, string>();
  const refused = new Set<string>();
  const known = ({ repositoryId, labels }: WantedLabels): readonly Named[] =>
    labels.map(({ name, id }) => ({ name, id: id ?? ids.get(keyOf({ repositoryId, name })) }));
  return {
    known,
    missing: (wanted) => {
      const missing = wanted.flatMap((asked) =>
        known(asked).flatMap(({ name, id }) =>
          id === undefined ? [{ repositoryId: asked.repositoryId, name }] : [],
        ),
      );
      const open = missing.filter((label) => !refused.has(keyOf(label)));
      return [...new Map(open.map((label) => [keyOf(label), label])).values()];
    },
    note: (label, answer) => {
      const made = writtenValue(answer, 'createLabel', PAYLOAD);
      if (made !== undefined) ids.set(keyOf(label), made.label.id);
      return made !== undefined;
    },
    giveUp: (label) => void refused.add(keyOf(label)),
  };
}

/** GitHub takes names of labels that differ in capitals for one. */
function keyOf({ repositoryId, name }: MissingLabel): string {
  return `${repositoryId} ${name.toLowerCase()}`;
}

const PAYLOAD = z.object({ label: z.object({ id: z.string() }) });

/** What GitHub paints a label with that an API client makes by naming it. */
const LABEL_COLOR = 'ededed';

/** The making of a label as one field of a request. */
export function labelMutation({ repositoryId, name }: MissingLabel): Mutation {
  return {
    name: 'createLabel',
    inputType: 'CreateLabelInput',
    input: { repositoryId, name, color: LABEL_COLOR },
    selection: '{ label { id } }',
  };
}
