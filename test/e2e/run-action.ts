import { join } from 'node:path';
import { type ActionRun, runAction as run } from '../../sandbox/runner/run-action.ts';

export type { ActionRun } from '../../sandbox/runner/run-action.ts';

/**
 * Runs an action as a runner does, but for one thing: what Node compiled of the bundle in one run serves the
 * next. That saves a third of a short run, and changes nothing of what the bundle does.
 */
const COMPILED = join(import.meta.dirname, '../../node_modules/.cache/waybill-bundle');

export function runAction(...[name, options = {}]: Parameters<typeof run>): Promise<ActionRun> {
  return run(name, { ...options, env: { NODE_COMPILE_CACHE: COMPILED, ...options.env } });
}
