import type { Answer } from '../http/answer.ts';
import type { Incoming } from '../http/request.ts';
import type { World } from '../state/world.ts';

export function recordViolations(
  _world: World,
  _incoming: Incoming,
  _template: string | undefined,
  _answer: Answer,
): Promise<void> {
  return Promise.resolve();
}
