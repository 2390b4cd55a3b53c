import { parse } from 'yaml';
import { z } from 'zod';
import { table } from './table.ts';

const actionSchema = z.object({
  name: z.string(),
  description: z.string(),
  inputs: z
    .record(
      z.string(),
      z.object({
        description: z.string(),
        required: z.boolean().optional(),
        default: z.union([z.string(), z.number(), z.boolean()]).optional(),
      }),
    )
    .default({}),
  outputs: z.record(z.string(), z.object({ description: z.string() })).default({}),
});

/** What an `action.yml` says to its users. */
export type ActionMetadata = z.output<typeof actionSchema>;

/**
 * Reads an `action.yml`. Throws with the file's name when a name, a description or the shape of an input is
 * missing.
 */
export function readAction(text: string, file: string): ActionMetadata {
  const parsed = actionSchema.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  throw new Error(`${file}: ${z.prettifyError(parsed.error)}`);
}

export function inputsTable({ inputs }: ActionMetadata): string {
  const rows = Object.entries(inputs).map(([name, { description, required, default: fallback }]) => [
    `\`${name}\``,
    required === true ? `${description} **Required.**` : description,
    fallback === undefined || fallback === '' ? '' : `\`${fallback}\``,
  ]);
  return rows.length === 0 ? 'None.' : table(['Input', 'What it is', 'Default'], rows);
}

export function outputsTable({ outputs }: ActionMetadata): string {
  const rows = Object.entries(outputs).map(([name, { description }]) => [`\`${name}\``, description]);
  return rows.length === 0 ? 'None.' : table(['Output', 'What it is'], rows);
}

/** One row for each action: what it is called in a workflow, with a link to its page, and what it does. */
export function actionsTable(
  actions: readonly { readonly folder: string; readonly action: ActionMetadata }[],
): string {
  const rows = actions.map(({ folder, action }) => {
    const uses = folder === '.' ? 'waybill/waybill@v1' : `waybill/waybill/${folder}@v1`;
    const page = folder === '.' ? 'docs/promote.md' : `${folder}/README.md`;
    return [`[\`${uses}\`](${page})`, action.description];
  });
  return table(['Action', 'What it does'], rows);
}
