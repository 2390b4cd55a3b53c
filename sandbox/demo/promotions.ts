import { z } from 'zod';
import { unifiedDiff } from '../../src/report/diff.ts';
import type { SandboxRepository } from '../github/sandbox-github.ts';
import type { Stage } from './stage.ts';
import type { DemoTerminal } from './terminal.ts';
import { runInWorkflow } from './workflow.ts';

const reportSchema = z.object({
  lanes: z.array(
    z.object({
      environment: z.string(),
      outcome: z.string(),
      reason: z.string(),
      merge: z.string().nullable(),
      pullRequest: z.object({ url: z.string() }).nullable(),
      gates: z.array(z.object({ gate: z.string(), state: z.string(), reason: z.string() })),
    }),
  ),
});

/** The file that declares each environment. */
export const FILES = {
  dev: 'envs/dev/kustomization.yaml',
  staging: 'envs/staging/values.yaml',
  prod: 'envs/prod/deployment.yaml',
} as const;

export type DemoEnvironment = keyof typeof FILES;

export async function textOf(repository: SandboxRepository, revision: string, path: string): Promise<string> {
  const bytes = await repository.read(revision, path);
  return bytes === undefined ? '' : Buffer.from(bytes).toString('utf8');
}

/** Runs `body` as a step and shows how the environment's file on `main` differs afterwards. */
async function showingChange(
  terminal: DemoTerminal,
  stage: Stage,
  environment: DemoEnvironment,
  body: () => Promise<void>,
): Promise<void> {
  const path = FILES[environment];
  const before = await textOf(stage.config, 'main', path);
  await body();
  terminal.diff(unifiedDiff({ path, before, after: await textOf(stage.config, 'main', path) }));
}

/** The application's workflow: brings the image into dev, which merges by itself. */
export async function promoteToDev(terminal: DemoTerminal, stage: Stage, record: string): Promise<void> {
  await showingChange(terminal, stage, 'dev', () =>
    terminal.step('Promote to dev, which merges by itself', async (note) => {
      stage.github.clearRequests();
      const { outputs } = await runInWorkflow(
        'promote',
        stage.source,
        { ...access(stage), images: record, environment: 'dev' },
        {},
      );
      note('outcome', outputs['outcome'] ?? '');
      note('pull', outputs['pull-request-url'] ?? '');
      const count = stage.github.requests.filter((request) => request.repository === 'acme/config').length;
      note('requests', `${count} to the config repo`);
    }),
  );
}

/** The config repo's workflow: looks at every environment, and says what it did and what it waits for. */
export async function advance(terminal: DemoTerminal, stage: Stage, title: string): Promise<void> {
  await terminal.step(title, async (note) => {
    const { outputs } = await runInWorkflow('promote', stage.source, access(stage), {});
    const { lanes } = reportSchema.parse(JSON.parse(outputs['json'] ?? ''));
    if (lanes.length === 0) note('advance', 'nothing to do');
    for (const { environment, outcome, merge, reason, gates, pullRequest } of lanes) {
      note(environment, merge === 'merged' ? 'merged' : `${outcome}: ${reason}`);
      if (pullRequest !== null) note('  pull', pullRequest.url);
      for (const gate of gates) note(`  ${gate.gate}`, `${gate.state}: ${gate.reason}`);
    }
  });
}

/** As `advance`, in a step that should merge one environment. Shows what its file declares then. */
export async function advanceInto(
  terminal: DemoTerminal,
  stage: Stage,
  environment: DemoEnvironment,
  title: string,
): Promise<void> {
  await showingChange(terminal, stage, environment, () => advance(terminal, stage, title));
}

/** A bad release. What prod declared before comes back, and what it leaves is held. */
export async function rollBack(terminal: DemoTerminal, stage: Stage, reason: string): Promise<void> {
  await showingChange(terminal, stage, 'prod', () =>
    terminal.step('Roll back prod', async (note) => {
      const { outputs } = await runInWorkflow(
        'rollback',
        stage.source,
        { ...access(stage), environment: 'prod', reason },
        {},
      );
      note('outcome', outputs['outcome'] ?? '');
      note('pull', outputs['pull-request-url'] ?? '');
      await mergeUnlessMerged(stage, Number(outputs['pull-request-number']));
      note('hold', '.waybill/hold/prod.yaml');
      note('pause', '.waybill/pause/prod.yaml');
    }),
  );
}

/** The roll back paused its lane. Somebody has looked, and lets newer digests go on. */
export async function resume(terminal: DemoTerminal, stage: Stage): Promise<void> {
  await terminal.step('A person resumes prod, which the roll back had paused', async (note) => {
    const inputs = { ...access(stage), environment: 'prod', resume: 'true' };
    const { outputs } = await runInWorkflow('pause', stage.source, inputs, {});
    note('outcome', outputs['outcome'] ?? '');
    note('pull', outputs['pull-request-url'] ?? '');
    await mergeUnlessMerged(stage, Number(outputs['pull-request-number']));
  });
}

/** With `merge: auto` a roll back is merged as soon as GitHub lets it; otherwise a person does it. */
async function mergeUnlessMerged({ config }: Stage, number: number): Promise<void> {
  const pull = config.pullRequests().find((request) => request.number === number);
  if (pull?.state === 'open') await config.merge(number, 'squash');
}

/** A colleague looks at the open pull request of prod and approves it. */
export async function approveProd(stage: Stage): Promise<void> {
  const pull = stage.config
    .pullRequests()
    .find(({ state, head }) => state === 'open' && head.ref.startsWith('waybill/prod/'));
  if (pull === undefined) throw new Error('There is no open pull request into prod to approve.');
  await stage.config.approve(pull.number, 'alice');
}

/**
 * What Flux reports on the head of the config repo when all of it is applied and healthy. The end of the
 * context is the beginning of its Provider's UID.
 */
export async function reportHealthy(stage: Stage): Promise<void> {
  const head = (await stage.config.head('main')) ?? '';
  await stage.config.setStatus(head, 'kustomization/dev/7ca4cc12', 'success', 'reconciliation succeeded');
}

function access({ token, github, login }: Stage): Record<string, string> {
  const apiUrl = github.apiUrl;
  return { ...login, 'config-repository': 'acme/config', 'github-token': token, 'github-api-url': apiUrl };
}
