import type { TokenGrant } from './sandbox-github.ts';

/** What an App of Waybill is given in the config repo, as docs/tokens.md asks for it. */
export const WAYBILL_APP: TokenGrant = {
  kind: 'installation',
  login: 'acme-waybill[bot]',
  permissions: {
    contents: 'write',
    pull_requests: 'write',
    issues: 'write',
    statuses: 'write',
    metadata: 'read',
  },
};
