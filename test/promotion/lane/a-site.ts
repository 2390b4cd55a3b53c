import type { LaneSite } from '../../../src/promotion/lane/lane.ts';

const MAIN = { repository: 'acme/config', id: 7, branch: 'main' };

/** A lane of `acme/config` into its own default branch, with the images `api` and `web`. */
export const SITE: LaneSite = {
  home: MAIN,
  base: { ...MAIN, isDefault: true },
  repositories: new Map([
    ['api', 'ghcr.io/acme/api'],
    ['web', 'ghcr.io/acme/web'],
  ]),
};
