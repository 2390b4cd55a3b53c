import { parse } from 'yaml';
import { z } from 'zod';
import type { WorkflowEvent } from '../../sandbox/github/sandbox-github.ts';

/** What starts a workflow, as the workflow sees it. */
export interface HostedEvent {
  readonly name: WorkflowEvent['name'] | 'pull_request_target' | 'workflow_dispatch' | 'schedule';
  readonly repository: string;
  readonly ref: string;
  readonly sha: string;
  /** Who did it. */
  readonly actor: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

const texts = z.array(z.string());
const trigger = z
  .looseObject({ branches: texts.optional(), tags: texts.optional(), types: texts.optional() })
  .nullable();
const workflow = z.looseObject({
  on: z.union([z.string(), texts, z.record(z.string(), trigger.or(texts.or(z.array(z.unknown()))))]),
});

/** Where the default branch of a repository stands. */
interface DefaultBranch {
  readonly branch: string;
  readonly head: string;
}

/** The events that start workflows for what the stand-in noted: two for a pull request. */
export function hostedEvents(event: WorkflowEvent, at: DefaultBranch): readonly HostedEvent[] {
  const actor = event.sender;
  if (event.name !== 'pull_request') return [{ ...hostedEvent(event, at), actor }];
  const hosted = pullEvents(event, at).map((pull) => ({ ...pull, actor }));
  // Of a pull request of a workflow's own token, a person approves the runs of `pull_request` alone.
  return actor === 'github-actions[bot]' ? hosted.filter(({ name }) => name === 'pull_request') : hosted;
}

/** `pull_request` is about the merge of the head, and `pull_request_target` about the base. */
function pullEvents(
  { repository, sender, action, number, sha = '', base, changes = [] }: WorkflowEvent,
  { branch, head }: DefaultBranch,
): readonly Omit<HostedEvent, 'actor'>[] {
  const payload = {
    action,
    number,
    repository: { full_name: repository, default_branch: branch },
    sender: { login: sender },
    pull_request: { number, head: { sha }, base },
    changes: Object.fromEntries(changes.map((name) => [name, { from: '' }])),
  };
  return [
    { name: 'pull_request', repository, ref: `refs/pull/${number}/merge`, sha, payload },
    { name: 'pull_request_target', repository, ref: `refs/heads/${branch}`, sha: head, payload },
  ];
}

/** All but a push and a merge group are about the default branch. */
function hostedEvent(event: WorkflowEvent, { branch, head }: DefaultBranch): Omit<HostedEvent, 'actor'> {
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
  if (event.name === 'push')
    return filter === null || filter === undefined || Array.isArray(filter) || pushFits(filter, event.ref);
  const types = filter === null || Array.isArray(filter) ? undefined : filter?.types;
  const wanted = types ?? (event.name.startsWith('pull_request') ? PULL_TYPES : undefined);
  return wanted?.includes(String(event.payload['action'])) ?? true;
}

/** What a workflow that names no types of pull requests listens to. */
const PULL_TYPES = ['opened', 'synchronize', 'reopened'];

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
