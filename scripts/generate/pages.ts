import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { configJsonSchema } from '../../src/config/schema/schema.ts';
import { type ActionMetadata, actionsTable, inputsTable, outputsTable, readAction } from './action-tables.ts';
import { readImportGraph } from '../house/import-graph.ts';
import { errorTable } from './error-table.ts';
import { forgottenGhesWorkflows, ghesWorkflows } from './ghes-workflows.ts';
import { housePicture } from './house-picture.ts';
import { replaceBetween } from './markers.ts';

/** A generated file: what it holds, and what it should hold. */
interface Page {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export interface Pages {
  readonly pages: readonly Page[];
  /** What cannot be generated, each as a sentence. */
  readonly problems: readonly string[];
}

/**
 * Everything below `root` that is made from the sources: schema, tables of actions, the table of errors, the
 * picture of the house, and the workflows for GitHub Enterprise Server.
 */
export async function generatedPages(root: string): Promise<Pages> {
  const actions = findActions(root);
  const sections: readonly (readonly [path: string, marker: string, block: string])[] = [
    ['README.md', 'actions', actionsTable(actions)],
    ...actions.flatMap(({ folder, action }) => {
      const page = folder === '.' ? 'docs/promote.md' : `${folder}/README.md`;
      return [
        [page, 'inputs', inputsTable(action)] as const,
        [page, 'outputs', outputsTable(action)] as const,
      ];
    }),
    ['docs/errors.md', 'errors', errorTable()],
    ...(existsSync(join(root, 'src'))
      ? [['CONTRIBUTING.md', 'house', housePicture(readImportGraph(root, ['src']))] as const]
      : []),
  ];
  const problems: string[] = [];
  const texts = new Map<string, Page>();
  for (const [path, marker, block] of sections) {
    const page = texts.get(path) ?? readPage(root, path);
    if (page === undefined) {
      problems.push(`${path} does not exist, so its table of ${marker} cannot be made.`);
      continue;
    }
    const replaced = replaceBetween(page.after, marker, await formatted(root, block));
    if (!replaced.ok) problems.push(`${path} ${replaced.problem}, so its table of ${marker} cannot be made.`);
    texts.set(path, replaced.ok ? { ...page, after: replaced.text } : page);
  }
  const workflows = ghesWorkflows(root);
  for (const path of forgottenGhesWorkflows(root, workflows))
    problems.push(`${path} is made from a workflow that is gone: delete it.`);
  const copies = workflows.map(({ path, text }) => ({
    path,
    before: readPage(root, path)?.before ?? '',
    after: text,
  }));
  const pages = [schemaPage(root), ...texts.values(), ...copies];
  return { pages, problems: [...new Set(problems)] };
}

function findActions(root: string): readonly { readonly folder: string; readonly action: ActionMetadata }[] {
  const names = existsSync(join(root, 'actions')) ? readdirSync(join(root, 'actions')).sort() : [];
  return ['.', ...names.map((name) => `actions/${name}`)].flatMap((folder) => {
    const file = join(root, folder, 'action.yml');
    return existsSync(file)
      ? [{ folder, action: readAction(readFileSync(file, 'utf8'), `${folder}/action.yml`) }]
      : [];
  });
}

function readPage(root: string, path: string): Page | undefined {
  if (!existsSync(join(root, path))) return undefined;
  const text = readFileSync(join(root, path), 'utf8');
  return { path, before: text, after: text };
}

function schemaPage(root: string): Page {
  const path = 'schema/waybill.schema.json';
  const before = readPage(root, path)?.before ?? '';
  return { path, before, after: `${JSON.stringify(configJsonSchema(), null, 2)}\n` };
}

/** As Prettier wants it. Otherwise generating and formatting would undo each other. */
async function formatted(root: string, block: string): Promise<string> {
  const options = await resolveConfig(join(root, 'README.md'));
  return (await format(block, { ...options, parser: 'markdown' })).trim();
}
