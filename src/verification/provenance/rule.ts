import type { GatesConfig, ImageConfig } from '../../config/config.ts';

/** Who must have built an image, as `waybill.yaml` of the base branch says. */
export interface ProvenanceRule {
  /** `acme/shop`: the repository that the image is built from. */
  readonly source: string;
  readonly sourceId: string | undefined;
  readonly ownerId: string | undefined;
  /** The workflow that signs: in the source repository, or a reusable one elsewhere. */
  readonly workflow: { readonly repository: string; readonly path: string };
  /** The refs of that workflow, where it is elsewhere. Empty: any branch, tag or commit. */
  readonly workflowRefs: readonly string[];
  /** The refs that the image may be built from. Empty: any branch or tag. */
  readonly refs: readonly string[];
  readonly events: readonly string[];
  readonly runner: 'github-hosted' | 'any';
  /** In milliseconds. */
  readonly maxAge: number | undefined;
  /** `https://github.com` */
  readonly server: string;
}

/** What `waybill.yaml` says of where an image comes from, as far as a rule needs it. */
export type ImageOrigin = Pick<
  ImageConfig,
  'name' | 'repository' | 'source' | 'source-id' | 'source-owner-id'
>;

const WORKFLOW = /^(?:(?<repository>[^/]+\/[^/]+)\/)?(?<path>\.github\/workflows\/[^/]+)$/;

/**
 * The rule for one image in one environment; undefined where `waybill.yaml` does not say which repository it
 * is built from, so that nothing can be compared.
 */
export function provenanceRule(
  gate: NonNullable<GatesConfig['provenance']>,
  image: ImageOrigin,
  server: string,
): ProvenanceRule | undefined {
  const { source } = image;
  const { repository, path } = WORKFLOW.exec(gate.workflow)?.groups ?? {};
  if (source === undefined || path === undefined) return undefined;
  return {
    source,
    sourceId: image['source-id'],
    ownerId: image['source-owner-id'],
    workflow: { repository: repository ?? source, path },
    workflowRefs: gate['workflow-refs'] ?? [],
    refs: gate.refs ?? [],
    events: gate.events,
    runner: gate.runner,
    maxAge: gate['max-age'],
    server: server.replace(/\/+$/, ''),
  };
}

/**
 * The issuer of the tokens that runs sign with. Only github.com and the tenants of ghe.com sign with
 * certificates that anybody trusts.
 */
export function issuerOf({ server }: Pick<ProvenanceRule, 'server'>): string {
  const [, tenant] = /^https:\/\/([a-z0-9-]+)\.ghe\.com$/.exec(server) ?? [];
  return tenant === undefined
    ? 'https://token.actions.githubusercontent.com'
    : `https://token.actions.${tenant}.ghe.com`;
}
