import { z } from 'zod';
import { argoEventSchema, readArgoEvent } from './argo-event.ts';
import { fluxEventSchema, readFluxEvent } from './flux-event.ts';
import {
  checkEventSchema,
  deploymentEventSchema,
  readCheckEvent,
  readDeploymentEvent,
} from './github-event.ts';
import { nothing, type SignalReading } from './signal.ts';

const dispatchSchema = z.object({ client_payload: z.unknown() });

/**
 * What the event that started a run says of what runs. A commit status says it by itself: GitHub keeps it,
 * and it is read with the others. What cannot be read is nothing, and never a success.
 */
export function readSignal(event: string | undefined, payload: unknown): SignalReading {
  switch (event) {
    case 'repository_dispatch':
      return readDispatch(payload);
    case 'deployment_status':
      return read(deploymentEventSchema, payload, readDeploymentEvent);
    case 'check_run':
      return read(checkEventSchema, payload, readCheckEvent);
    default:
      return nothing('');
  }
}

function readDispatch(payload: unknown): SignalReading {
  const sent = dispatchSchema.safeParse(payload).data?.client_payload;
  const flux = fluxEventSchema.safeParse(sent);
  if (flux.success) return readFluxEvent(flux.data);
  const argo = argoEventSchema.safeParse(sent);
  if (argo.success) return readArgoEvent(argo.data);
  return nothing('The payload is neither an event of Flux nor what the template for Argo CD sends.');
}

function read<T>(schema: z.ZodType<T>, payload: unknown, reader: (event: T) => SignalReading): SignalReading {
  const parsed = schema.safeParse(payload);
  return parsed.success ? reader(parsed.data) : nothing('The event is not as GitHub sends it.');
}
