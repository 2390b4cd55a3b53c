import { type Document, parseDocument } from 'yaml';
import { z } from 'zod';

/** A workflow of the repository, as far as it could be read. */
export interface Workflow {
  readonly path: string;
  readonly text: string;
  /** The events that start it. */
  readonly events: readonly string[];
}

/** A step, or a job of a reusable workflow, that uses something of Waybill. */
export interface UsedAction {
  readonly workflow: Workflow;
  /** `acme/waybill`: whose copy of Waybill it is. */
  readonly repository: string;
  /** `''` for the root action, `actions/verify`, `.github/workflows/advance.yml`. */
  readonly path: string;
  readonly ref: string;
  /** The version in the comment behind a commit: `v1.4.0`. */
  readonly comment: string | undefined;
  readonly inputs: Readonly<Record<string, string>>;
}

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const inputs = z.record(
  z.string(),
  scalar.nullable().transform((value) => value ?? ''),
);
const using = z.object({ uses: z.string().optional(), with: inputs.optional() });
const workflow = z.object({
  on: z.union([z.string(), z.array(z.string()), z.record(z.string(), z.unknown())]),
  jobs: z.record(z.string(), using.extend({ steps: z.array(using).optional() })),
});

/** Reads a workflow. One with mistakes has no events and uses nothing: GitHub does not run it either. */
export function readWorkflow(
  path: string,
  text: string,
): { readonly workflow: Workflow; readonly used: readonly UsedAction[] } {
  const document = parseDocument(text, { version: '1.2', schema: 'core', merge: true });
  const read = workflow.safeParse(document.errors.length > 0 ? undefined : valueOf(document));
  if (!read.success) return { workflow: { path, text, events: [] }, used: [] };
  const { on, jobs } = read.data;
  const events = typeof on === 'string' ? [on] : Array.isArray(on) ? on : Object.keys(on);
  const known = { path, text, events };
  const steps = Object.values(jobs).flatMap((job) => [job, ...(job.steps ?? [])]);
  return { workflow: known, used: steps.flatMap((step) => usedBy(known, step) ?? []) };
}

/** Undefined where aliases are made to fill the memory. */
export function valueOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (thrown) {
    if (thrown instanceof ReferenceError) return undefined;
    throw thrown;
  }
}

function usedBy(from: Workflow, { uses, with: given }: z.infer<typeof using>): UsedAction | undefined {
  const [, repository, path = '', ref] = /^([\w.-]+\/waybill)(?:\/([^@]+))?@(\S+)$/.exec(uses ?? '') ?? [];
  if (repository === undefined || ref === undefined) return undefined;
  const behind = from.text.split(`@${ref}`).slice(1);
  const comment = behind
    .map((text) => /^['"]?[ \t]+#\s*(v?\d\S*)/.exec(text)?.[1])
    .find((found) => found !== undefined);
  return { workflow: from, repository, path, ref, comment, inputs: given ?? {} };
}

/** Whether it advances: the root action without images, or the reusable workflow. */
export function advances({ path, inputs: given }: UsedAction): boolean {
  return path === '.github/workflows/advance.yml' || (path === '' && (given['images'] ?? '') === '');
}

export function verifies({ path }: UsedAction): boolean {
  return path === '.github/workflows/verify.yml' || path === 'actions/verify';
}
