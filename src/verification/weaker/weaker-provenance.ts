import type { GatesConfig } from '../../config/config.ts';
import { length } from '../../promotion/gates/words.ts';
import { gone } from './lost.ts';

type Provenance = NonNullable<GatesConfig['provenance']>;

/** What is weaker about who must have built an image, each as words behind the name of the environment. */
export function weakerProvenance(
  old: Provenance | undefined,
  young: Provenance | undefined,
): readonly string[] {
  if (old === undefined) return [];
  if (young === undefined) return ['provenance is gone: nobody asks who built the image'];
  const [before, after] = [old['max-age'], young['max-age']];
  return [
    ...(young.workflow === old.workflow
      ? []
      : [`provenance takes the workflow ${young.workflow}, was ${old.workflow}`]),
    ...more(old.refs, young.refs).map((ref) => `provenance takes ${ref} too`),
    ...moreOfWorkflow(old, young).map((ref) => `provenance takes ${ref} of the workflow too`),
    ...gone(young.events, old.events).map((event) => `provenance takes the event ${event} too`),
    ...(old.runner === 'github-hosted' && young.runner === 'any'
      ? ['provenance takes runners of your own too']
      : []),
    ...(before !== undefined && (after === undefined || after > before)
      ? [
          `provenance may be ${after === undefined ? 'however old' : `${length(after)} old`}, was ${length(before)}`,
        ]
      : []),
  ];
}

/** The refs that are taken now and were not. A list that is left out takes any. */
function more(old: readonly string[] | undefined, young: readonly string[] | undefined): readonly string[] {
  return old === undefined ? [] : gone(young ?? ['any ref'], old);
}

/** Left out, a workflow of the source itself has to be that of the commit, and one elsewhere of any ref. */
function moreOfWorkflow(old: Provenance, young: Provenance): readonly string[] {
  const [before, after] = [old['workflow-refs'], young['workflow-refs']];
  return young.workflow.startsWith('.github/') ? gone(after ?? [], before ?? []) : more(before, after);
}
