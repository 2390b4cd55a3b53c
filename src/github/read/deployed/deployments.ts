import { z } from 'zod';
import type { Api } from '../../transport/api.ts';
import { literal } from '../../transport/graphql.ts';
import { type Operation, ownerAndName } from '../../transport/operation.ts';

/** A Deployment of a commit, with the newest of its statuses. */
export interface Deployment {
  readonly id: number;
  readonly commit: string;
  readonly environment: string;
  readonly task: string;
  /** What was given when it was made; undefined where that is no JSON. */
  readonly payload: unknown;
  /** Undefined where it has no status yet. */
  readonly status: DeploymentStatus | undefined;
}

export interface DeploymentStatus {
  /** `success`, `failure`, `pending`, `inactive`, … */
  readonly state: string;
  readonly description: string;
  readonly environmentUrl: string | undefined;
  readonly logUrl: string | undefined;
}

const PAGE = 100;
/** So far back Deployments are looked for: a thousand of the environments that were asked for. */
const MOST_PAGES = 10;

const nodeSchema = z.object({
  databaseId: z.number().nullable(),
  commitOid: z.string(),
  environment: z.string().nullable(),
  task: z.string().nullable(),
  payload: z.string().nullable(),
  latestStatus: z
    .object({
      state: z.string(),
      description: z.string().nullable(),
      environmentUrl: z.string().nullable(),
      logUrl: z.string().nullable(),
    })
    .nullable(),
});

const pageSchema = z.object({
  repository: z.object({
    deployments: z.object({
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
      nodes: z.array(nodeSchema.nullable()).nullable(),
    }),
  }),
});

/**
 * The Deployments of a repository into some environments, newest first: one request for a hundred. `isEnough`
 * ends it earlier.
 */
export async function deployments(
  api: Api,
  repository: string,
  environments: readonly string[],
  isEnough: (found: readonly Deployment[]) => boolean,
): Promise<readonly Deployment[]> {
  const operation: Operation = {
    doing: `read the Deployments of ${repository}`,
    repository,
    permission: 'deployments: read',
  };
  const found: Deployment[] = [];
  let after = '';
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = `query ($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { deployments(environments: ${literal(environments)}, first: ${PAGE}, orderBy: { field: CREATED_AT, direction: DESC }${after}) { pageInfo { hasNextPage endCursor } nodes { databaseId commitOid environment task payload latestStatus { state description environmentUrl logUrl } } } } }`;
    const { data } = await api.query(operation, query, ownerAndName(repository), pageSchema);
    const { pageInfo, nodes } = data.repository.deployments;
    found.push(...(nodes ?? []).flatMap((node) => (node === null ? [] : deploymentOf(node))));
    if (!pageInfo.hasNextPage || pageInfo.endCursor === null || isEnough(found)) break;
    after = `, after: ${literal(pageInfo.endCursor)}`;
  }
  return found;
}

function deploymentOf(node: z.infer<typeof nodeSchema>): readonly Deployment[] {
  const { databaseId: id, commitOid: commit, environment, task, payload, latestStatus: status } = node;
  if (id === null || environment === null) return [];
  return [
    {
      ...{ id, commit, environment, task: task ?? 'deploy', payload: jsonOf(payload) },
      status:
        status === null
          ? undefined
          : {
              state: status.state.toLowerCase(),
              description: status.description ?? '',
              environmentUrl: filled(status.environmentUrl),
              logUrl: filled(status.logUrl),
            },
    },
  ];
}

/** GitHub keeps it as text, and text that was given as JSON once more. */
function jsonOf(text: string | null): unknown {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'string' ? JSON.parse(value) : value;
  } catch {
    return undefined;
  }
}

function filled(text: string | null): string | undefined {
  return text === null || text === '' ? undefined : text;
}
