import { z } from 'zod';
import type { GateState } from '../../promotion/gates/gate.ts';
import { nothing, signalled, type SignalReading, speakerPart } from './signal.ts';

/** What Waybill writes into the payload of its own Deployments, by which they are known again. */
export const OWN_PAYLOAD = 'waybill';

/** The event `deployment_status`, as far as it is needed. */
export const deploymentEventSchema = z.object({
  deployment: z.object({ sha: z.string(), environment: z.string(), payload: z.unknown().optional() }),
  deployment_status: z.object({
    state: z.string(),
    created_at: z.iso.datetime({ offset: true }),
    log_url: z.string().nullish(),
    target_url: z.string().nullish(),
  }),
});

/** The event `check_run`, as far as it is needed. */
export const checkEventSchema = z.object({
  check_run: z.object({
    name: z.string(),
    head_sha: z.string(),
    status: z.string(),
    conclusion: z.string().nullish(),
    started_at: z.iso.datetime({ offset: true }).nullish(),
    completed_at: z.iso.datetime({ offset: true }).nullish(),
    details_url: z.string().nullish(),
  }),
});

/** What a Deployment that an agent made of a commit says: `deployment/production`. */
export function readDeploymentEvent(event: z.infer<typeof deploymentEventSchema>): SignalReading {
  const { deployment, deployment_status: status } = event;
  const { payload } = deployment;
  if (typeof payload === 'object' && payload !== null && OWN_PAYLOAD in payload)
    return nothing('It is a Deployment of Waybill, and says nothing new.');
  const state = DEPLOYMENT_STATES.get(status.state);
  if (state === undefined) return nothing(`A Deployment that is ${status.state} says nothing of what runs.`);
  return signalled({
    speaker: `deployment/${speakerPart(deployment.environment)}`,
    state,
    says: `deployment ${status.state.replaceAll('_', ' ')}`,
    at: new Date(status.created_at),
    commit: deployment.sha,
    images: [],
    url: filled(status.log_url) ?? filled(status.target_url),
  });
}

const DEPLOYMENT_STATES: ReadonlyMap<string, GateState> = new Map([
  ['success', 'passed'],
  ['failure', 'failed'],
  ['error', 'failed'],
  ['pending', 'pending'],
  ['queued', 'pending'],
  ['in_progress', 'pending'],
]);

/** What a check run that an agent made of a commit says: `check/shop-dev`. */
export function readCheckEvent({ check_run: run }: z.infer<typeof checkEventSchema>): SignalReading {
  const at = run.completed_at ?? run.started_at;
  if (at === null || at === undefined) return nothing(`The check run ${run.name} has no time.`);
  const conclusion = run.status === 'completed' ? (run.conclusion ?? '') : '';
  return signalled({
    speaker: `check/${speakerPart(run.name)}`,
    state: conclusion === '' ? 'pending' : (CONCLUSIONS.get(conclusion) ?? 'pending'),
    says: `check ${(conclusion === '' ? run.status : conclusion).replaceAll('_', ' ')}`,
    at: new Date(at),
    commit: run.head_sha,
    images: [],
    url: filled(run.details_url),
  });
}

/** Every other conclusion (neutral, skipped, cancelled, stale) says that nobody looked to the end. */
const CONCLUSIONS: ReadonlyMap<string, GateState> = new Map([
  ['success', 'passed'],
  ['failure', 'failed'],
  ['timed_out', 'failed'],
  ['startup_failure', 'failed'],
]);

function filled(text: string | null | undefined): string | undefined {
  return text === null || text === '' ? undefined : text;
}
