import { z } from 'zod';
import type { Api } from '../../transport/api.ts';
import { type Operation, ownerAndRepo } from '../../transport/operation.ts';

/** What has to hold before something is merged into a branch: branch protection and rulesets as one. */
export interface BranchRules {
  readonly checks: readonly RequiredCheck[];
  readonly isPullRequestNeeded: boolean | 'unknown';
  /** The methods that are left; undefined where no rule takes one out. */
  readonly mergeMethods: readonly string[] | undefined;
  readonly isLinear: boolean;
  readonly hasMergeQueue: boolean;
}

/** A status that a rule requires, and the App that has to set it; undefined where anybody may. */
interface RequiredCheck {
  readonly context: string;
  readonly app: number | undefined;
}

const branchSchema = z.object({
  protection: z
    .object({
      enabled: z.boolean().optional(),
      required_status_checks: z
        .object({
          checks: z.array(z.object({ context: z.string(), app_id: z.number().nullish() })).default([]),
        })
        .optional(),
    })
    .optional(),
});

const rulesSchema = z.array(
  z.object({
    type: z.string(),
    parameters: z
      .object({
        required_status_checks: z
          .array(z.object({ context: z.string(), integration_id: z.number().nullish() }))
          .optional(),
        allowed_merge_methods: z.array(z.string()).optional(),
      })
      .optional(),
  }),
);

/** Two requests: everybody who reads the repository may ask both. */
export async function readBranchRules(api: Api, repository: string, branch: string): Promise<BranchRules> {
  const parameters = { ...ownerAndRepo(repository), branch };
  const operation: Operation = {
    doing: `read the rules of ${branch}`,
    repository,
    permission: 'contents: read',
  };
  const [old, rules] = await Promise.all([
    api.read(operation, 'GET /repos/{owner}/{repo}/branches/{branch}', parameters, branchSchema),
    api.read(
      operation,
      'GET /repos/{owner}/{repo}/rules/branches/{branch}',
      { ...parameters, per_page: 100 },
      rulesSchema,
    ),
  ]);
  const has = (type: string): boolean => rules.some((rule) => rule.type === type);
  const methods = rules.flatMap(({ parameters: own }) =>
    own?.allowed_merge_methods ? [own.allowed_merge_methods] : [],
  );
  return {
    checks: [
      ...(old.protection?.required_status_checks?.checks ?? []).map(({ context, app_id: app }) => ({
        context,
        // -1 stands for "any source".
        app: app === -1 ? undefined : (app ?? undefined),
      })),
      ...rules.flatMap(({ parameters: own }) =>
        (own?.required_status_checks ?? []).map(({ context, integration_id: app }) => ({
          context,
          app: app ?? undefined,
        })),
      ),
    ],
    // Whether a protection of the old kind asks for pull requests is told to administrators alone.
    isPullRequestNeeded: has('pull_request') || (old.protection?.enabled === true ? 'unknown' : false),
    mergeMethods:
      methods.length === 0
        ? undefined
        : (methods[0] ?? []).filter((method) => methods.every((allowed) => allowed.includes(method))),
    isLinear: has('required_linear_history'),
    hasMergeQueue: has('merge_queue'),
  };
}
