import { length, list } from '../../promotion/gates/words.ts';
import type { ProvenanceRule } from './rule.ts';

/** What a rule asks for, as one sentence without its stop. */
export function ruleWords(rule: ProvenanceRule): string {
  const { workflow, source, sourceId, ownerId, workflowRefs, refs, events, runner, maxAge } = rule;
  const parts = [
    `built from ${source}${numbered(sourceId)}`,
    ...(ownerId === undefined ? [] : [`of the owner with the number ${ownerId}`]),
    `by ${workflow.path} of ${workflow.repository}${workflowRefs.length === 0 ? '' : ` at ${either(workflowRefs)}`}`,
    `from ${refs.length === 0 ? 'any branch or tag' : either(refs)}`,
    `on ${either(events)}`,
    ...(runner === 'any' ? ['on any runner'] : [`on a runner that is ${runner}`]),
    ...(maxAge === undefined ? [] : [`signed at most ${length(maxAge)} ago`]),
  ];
  return parts.join(', ');
}

function numbered(id: string | undefined): string {
  return id === undefined ? '' : ` with the number ${id}`;
}

function either(words: readonly string[]): string {
  return list(words, 'or');
}
