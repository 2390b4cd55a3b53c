import type { RollBackRequest } from '../../../src/lanes/roll-back/request.ts';

export const RUN = 'https://github.com/acme/config/actions/runs/1';

/** Alice asks that prod goes back as a whole to what it declared before, and that what it leaves is held. */
export function rollBackRequest(more: Partial<RollBackRequest> = {}): RollBackRequest {
  return {
    ...{ environment: 'prod', repository: 'acme/config', branch: undefined, files: [], image: undefined },
    ...{ images: [], to: undefined, asked: { by: 'alice', reason: 'it burns', run: RUN } },
    ...{ hold: true, depth: 30, dryRun: false, server: '' },
    pull: {
      ...{ labels: [], reviewers: [], teamReviewers: [], draft: undefined, titlePrefix: undefined },
      ...{ autoMerge: undefined, mergeMethod: undefined },
    },
    ...more,
  };
}
