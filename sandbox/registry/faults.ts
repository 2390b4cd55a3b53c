import type { ServerResponse } from 'node:http';
import { type RegistryAnswer, type RegistryRequest, failure } from './exchange.ts';
import type { RegistryFault } from './sandbox-registry.ts';

/**
 * The injected faults. Each counts the times that it still strikes. Without `match` a fault strikes requests
 * under `/v2/`.
 */
export class Faults {
  readonly #waiting: { readonly fault: RegistryFault; left: number }[] = [];

  inject(fault: RegistryFault): void {
    this.#waiting.push({ fault, left: fault.times ?? 1 });
  }

  strike(ask: Pick<RegistryRequest, 'method' | 'path'>): RegistryFault | undefined {
    const entry = this.#waiting.find(
      ({ fault, left }) => left > 0 && (fault.match?.(ask) ?? ask.path.startsWith('/v2/')),
    );
    if (entry !== undefined) entry.left -= 1;
    return entry?.fault;
  }
}

/** The answer of a fault that strikes before anything is done. Undefined for other faults. */
export function refusalOf(fault: RegistryFault | undefined): RegistryAnswer | undefined {
  switch (fault?.mode) {
    case 'unavailable':
      return failure(503, 'UNAVAILABLE', 'service unavailable');
    case 'too-many-requests':
      return failure(429, 'TOOMANYREQUESTS', 'you have reached your request rate limit', {
        headers: {
          'retry-after': String(fault.retryAfter ?? 1),
        },
      });
    case 'denied':
      return failure(403, 'DENIED', 'requested access to the resource is denied');
    case 'missing':
      return failure(404, 'MANIFEST_UNKNOWN', 'manifest unknown');
    default:
      return undefined;
  }
}

/** What a fault makes of an answer that was computed rightly. */
export function distort(fault: RegistryFault | undefined, right: RegistryAnswer): RegistryAnswer {
  if (fault?.mode === 'wrong-digest-header') {
    return { ...right, headers: { ...right.headers, 'docker-content-digest': `sha256:${'0'.repeat(64)}` } };
  }
  if (fault?.mode !== 'tampered-body' || right.body === undefined) return right;
  const body = Buffer.from(right.body);
  const last = body.byteLength - 1;
  if (last >= 0) body[last] = (body[last] ?? 0) ^ 1;
  return { ...right, body };
}

const FILLER = Buffer.alloc(64 * 1024, ' ');

/** Sends a body that never ends, as fast as the other side reads, until that side closes. */
export function pourForever(response: ServerResponse, right: RegistryAnswer): void {
  const headers = { ...right.headers };
  delete headers['content-length'];
  response.writeHead(right.status, headers);
  const pour = (): void => {
    while (!response.destroyed && response.write(FILLER));
    if (!response.destroyed) response.once('drain', pour);
  };
  response.on('error', () => response.destroy());
  pour();
}
