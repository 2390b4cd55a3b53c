import type { GitHubRoute } from '../http/call.ts';
import { appTokenRoutes } from './app-tokens.ts';
import { artifactMetadataRoutes } from './artifact-metadata.ts';
import { attestationRoutes } from './attestations.ts';
import { commitRoutes } from './commits.ts';
import { contentRoutes } from './contents.ts';
import { deploymentRoutes } from './deployments.ts';
import { dispatchRoutes } from './dispatches.ts';
import { identityRoutes } from './identity.ts';
import { issueRoutes } from './issues.ts';
import { objectRoutes } from './objects.ts';
import { pullMergeRoutes } from './pull-merge.ts';
import { pullRoutes } from './pulls.ts';
import { refRoutes } from './refs.ts';
import { releaseRoutes } from './releases.ts';
import { repositoryRoutes } from './repository.ts';
import { settingsRoutes } from './settings.ts';
import { statusRoutes } from './statuses.ts';
import { treeRoutes } from './trees.ts';

/** Every REST route of the stand-in. */
export const ROUTES: readonly GitHubRoute[] = [
  ...repositoryRoutes,
  ...treeRoutes,
  ...objectRoutes,
  ...refRoutes,
  ...commitRoutes,
  ...contentRoutes,
  ...pullRoutes,
  ...pullMergeRoutes,
  ...issueRoutes,
  ...settingsRoutes,
  ...statusRoutes,
  ...deploymentRoutes,
  ...dispatchRoutes,
  ...attestationRoutes,
  ...artifactMetadataRoutes,
  ...identityRoutes,
  ...appTokenRoutes,
  ...releaseRoutes,
];
