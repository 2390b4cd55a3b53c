import type { Digest } from '../../../src/image/digest.ts';
import type { Hold } from '../../../src/promotion/hold/holds.ts';

export function aHold(image: string, digest: Digest, more: Partial<Hold> = {}): Hold {
  return {
    image,
    digest,
    reason: 'loses sessions',
    by: 'octocat',
    at: '2026-01-05T09:00:00Z',
    link: 'https://github.com/acme/config/actions/runs/1',
    file: '.waybill/hold/prod.yaml',
    ...more,
  };
}
