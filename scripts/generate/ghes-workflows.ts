import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = 'examples/ghes';

/** A workflow for GitHub Enterprise Server, and the one that it is made from. */
interface GhesWorkflow {
  readonly path: string;
  readonly text: string;
}

/**
 * The workflows that users of GitHub Enterprise Server copy: ours that others call, and those of the
 * examples. They are the same without `queue`, which no such server knows yet. It refuses the whole file for
 * an unknown key. Callers of our workflows are left out, because such a server calls none of github.com.
 */
export function ghesWorkflows(root: string): GhesWorkflow[] {
  const own = globSync('.github/workflows/*.yml', { cwd: root })
    .filter((path) => /^ {2}workflow_call:/m.test(readFileSync(join(root, path), 'utf8')))
    .map((path) => ({ from: path, path: `${FOLDER}/workflows/${path}` }));
  const examples = globSync('examples/*/.github/workflows/*.yml', { cwd: root })
    .filter((path) => !path.startsWith(`${FOLDER}/`))
    .map((path) => ({ from: path, path: path.replace('examples/', `${FOLDER}/`) }));
  return [...own, ...examples]
    .toSorted((a, b) => a.path.localeCompare(b.path))
    .flatMap(({ from, path }) => {
      const text = readFileSync(join(root, from), 'utf8');
      if (text.includes('uses: waybill/waybill/.github/workflows/')) return [];
      return [
        {
          path,
          text: `# Made from ${from} by "npm run generate": the same without "queue".\n${withoutQueue(text)}`,
        },
      ];
    });
}

/** Files in the folder that nothing makes any more. */
export function forgottenGhesWorkflows(root: string, made: readonly GhesWorkflow[]): string[] {
  const there = globSync(`${FOLDER}/**/.github/workflows/*.yml`, { cwd: root });
  return there.filter((path) => !made.some((workflow) => workflow.path === path));
}

/** The text without the lines that hold `queue` alone. */
function withoutQueue(text: string): string {
  return text.replace(/^ *queue: \w+\n/gm, '');
}
