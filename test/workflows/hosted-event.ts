import { parse } from 'yaml';
import { z } from 'zod';
import type { WorkflowEvent } from '../../sandbox/github/sandbox-github.ts';

/** What starts a workflow, as the workflow sees it. */
export interface HostedEvent {
  readonly name: WorkflowEvent['name'] | 'workflow_dispatch' | 'schedule';
  readonly repository: string;
  readonly ref: string;
  readonly sha: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

const texts = z.array(z.string());
const trigger = z
  .looseObject({ branches: texts.optional(), tags: texts.optional(), types: texts.optional() })
  .nullable();
const workflow = z.looseObject({
  on: z.union([z.string(), texts, z.record(z.string(), trigger.or(texts.or(z.array(z.unknown()))))]),
});

/** The event as the stand-in noted it. All but a push and a merge group are about the default branch. */
export function hostedEvent(
  event: WorkflowEvent,
  { branch, head }: { readonly branch: string; readonly head: string },
): HostedEvent {
  const { name, repository, sender, ref, sha, base, context, state, action } = event;
  const payload = {
    repository: { full_name: repository, default_branch: branch },
    sender: { login: sender },
  };
  if (name === 'push')
    return { name, repository, ref: ref ?? '', sha: sha ?? '', payload: { ...payload, ref, after: sha } };
  if (name === 'merge_group') {
    const group = { head_ref: ref, head_sha: sha, base_ref: base?.ref, base_sha: base?.sha };
    const facts = { ...payload, action, merge_group: group };
    return { name, repository, ref: ref ?? '', sha: sha ?? '', payload: facts };
  }
  const facts = name === 'status' ? { sha, context, state } : { action };
  return { name, repository, ref: `refs/heads/${branch}`, sha: head, payload: { ...payload, ...facts } };
}

/** Whether a workflow listens to an event. */
export function listensTo(text: string, event: HostedEvent): boolean {
  const { on } = workflow.parse(parse(text));
  if (typeof on === 'string') return on === event.name;
  if (Array.isArray(on)) return on.includes(event.name);
  if (!(event.name in on)) return false;
  const filter = on[event.name];
  if (filter === null || filter === undefined || Array.isArray(filter)) return true;
  if (event.name === 'push') return pushFits(filter, event.ref);
  if (filter.types === undefined) return true;
  return filter.types.includes(String(event.payload['action']));
}

function pushFits(
  filter: { branches?: string[] | undefined; tags?: string[] | undefined },
  ref: string,
): boolean {
  const [, kind, name = ''] = /^refs\/(heads|tags)\/(.+)$/.exec(ref) ?? [];
  if (filter.branches === undefined && filter.tags === undefined) return true;
  const patterns = kind === 'tags' ? filter.tags : filter.branches;
  return patterns?.some((pattern) => patternOf(pattern).test(name)) ?? false;
}

/** GitHub's filter patterns: `*` within a segment, `**` beyond, and `?`, `+` and `[]` as in an expression. */
function patternOf(pattern: string): RegExp {
  const source = pattern
    .replaceAll('.', '\\.')
    .replaceAll('**', '\0')
    .replaceAll('*', '[^/]*')
    .replaceAll('\0', '.*');
  return new RegExp(`^${source}$`);
}
