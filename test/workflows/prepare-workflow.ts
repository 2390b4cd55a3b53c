import { parse, stringify } from 'yaml';
import { z } from 'zod';

const levels = z.record(z.string(), z.enum(['none', 'read', 'write']));
const job = z.looseObject({
  uses: z.string().optional(),
  permissions: levels.optional(),
  concurrency: z.looseObject({}).optional(),
  steps: z.array(z.looseObject({ run: z.string().optional() })).optional(),
});
const workflow = z.looseObject({
  on: z.unknown(),
  permissions: levels,
  concurrency: z.looseObject({}).optional(),
  jobs: z.record(z.string(), job),
});

export type Levels = Readonly<z.infer<typeof levels>>;

/**
 * Asks what stands in for the runner for the token's permissions: GitHub does it before a job's first step.
 */
// act can lose what a step prints in the moment in which it ends, so a step that fails ends a little later.
const GET_TOKEN =
  "await fetch(process.env.WAYBILL_TEST_RUNNER,{method:'POST',body:process.env.JOB_PERMISSIONS})" +
  '.then(async(a)=>{if(!a.ok){console.error(await a.text());process.exitCode=1;setTimeout(()=>{},1000)}})';

/** A workflow as act takes it. */
export interface PreparedWorkflow {
  readonly text: string;
  /** What a workflow that this one calls may ask for at most; undefined where it calls none. */
  readonly called: Levels | undefined;
}

/**
 * Makes of a workflow what act can run like GitHub does. act knows no `queue`, and it has one token for all
 * jobs: a first step gives that token the permissions of its job. Steps with one of the commands in `without`
 * are left out.
 */
export function prepareWorkflow(text: string, without: readonly string[] = []): PreparedWorkflow {
  const { concurrency, jobs, ...rest } = workflow.parse(parse(text));
  const called = Object.values(jobs).find(({ uses }) => uses?.includes('/.github/workflows/'));
  const prepared = Object.entries(jobs).map(([id, { steps, ...facts }]) => {
    const changed = {
      ...facts,
      ...(facts.concurrency && { concurrency: withoutQueue(facts.concurrency) }),
    };
    if (steps === undefined) return [id, changed];
    const permissions = JSON.stringify(facts.permissions ?? rest.permissions);
    const first = {
      name: 'The job gets its token',
      shell: 'node {0}',
      run: GET_TOKEN,
      env: { JOB_PERMISSIONS: permissions },
    };
    const kept = steps.filter(({ run = '' }) => !without.some((command) => run.includes(command)));
    return [id, { ...changed, steps: [first, ...kept] }];
  });
  const written = {
    ...rest,
    ...(concurrency && { concurrency: withoutQueue(concurrency) }),
    jobs: Object.fromEntries(prepared),
  };
  return {
    text: stringify(written, { lineWidth: 0 }),
    called: called === undefined ? undefined : (called.permissions ?? rest.permissions),
  };
}

function withoutQueue({ queue: _, ...concurrency }: Readonly<Record<string, unknown>>) {
  return concurrency;
}
