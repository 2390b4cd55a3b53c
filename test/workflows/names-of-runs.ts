import type { WorkflowRun } from './run-act.ts';

/**
 * The names of runs in which a job ran, in order. One that failed is thrown with its log: a user would see
 * nothing else.
 */
export function namesOf(runs: readonly WorkflowRun[]): string[] {
  const failed = runs.find(({ succeeded }) => !succeeded);
  if (failed !== undefined) throw new Error(`${failed.repository} ${failed.workflow} failed:\n${failed.log}`);
  return runs
    .filter(({ jobs }) => jobs.length > 0)
    .map(({ repository, workflow, event }) => {
      const name = workflow.replace('.github/workflows/', '').replace(/\.yml$/, '');
      return `${repository} ${name} on ${event}`;
    });
}
