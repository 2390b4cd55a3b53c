import { fieldAt, isFields, listOf } from './fields.ts';
import type { KubeObject } from './kube-object.ts';

/** What an agent applies, as its object says. */
export interface AgentSource {
  /** The commit that it has applied; undefined where its status names none. */
  readonly commit: string | undefined;
  /** The folder in the config repo. */
  readonly path: string;
  /** Where objects go that name no namespace. */
  readonly namespace: string | undefined;
  /** What it adds to the folder's own Kustomization, by the names of a `kustomization.yaml`. */
  readonly overlay: Readonly<Record<string, unknown>>;
  /** Variables that it fills in afterwards. */
  readonly variables: ReadonlyMap<string, string> | undefined;
  readonly helm: { readonly release: string; readonly values: readonly string[] } | undefined;
  /** Why it cannot be rendered here as the agent does; undefined where it can. */
  readonly obstacle: string | undefined;
  /** What a reader should know of it. */
  readonly notes: readonly string[];
}

/** Reads the Kustomization of Flux or the Application of Argo CD that is the agent of an environment. */
export function agentSourceOf(agent: KubeObject): AgentSource {
  const source = agent.key.kind === 'Application' ? applicationSource(agent) : kustomizationSource(agent);
  const outside = [source.path, ...(source.helm?.values ?? [])].find((path, at) =>
    leaves(at === 0 ? path : `${source.path}/${path}`),
  );
  if (source.obstacle !== undefined || outside === undefined) return source;
  return { ...source, obstacle: `${outside} lies outside of the config repo` };
}

/** Whether a path leaves the folder that it is relative to. */
function leaves(path: string): boolean {
  let depth = 0;
  for (const part of path.split('/')) {
    if (part === '..') depth -= 1;
    else if (part !== '' && part !== '.') depth += 1;
    if (depth < 0) return true;
  }
  return false;
}

function kustomizationSource({ fields, key }: KubeObject): AgentSource {
  const { spec, status } = fields;
  const postBuild = fieldAt(spec, 'postBuild');
  const fromElsewhere = listOf(fieldAt(postBuild, 'substituteFrom')).length > 0;
  const written = fieldAt(postBuild, 'substitute');
  const metadata = fieldAt(spec, 'commonMetadata');
  const labels = fieldAt(metadata, 'labels');
  const overlay = {
    namespace: fieldAt(spec, 'targetNamespace'),
    namePrefix: fieldAt(spec, 'namePrefix'),
    nameSuffix: fieldAt(spec, 'nameSuffix'),
    images: fieldAt(spec, 'images'),
    patches: fieldAt(spec, 'patches'),
    components: fieldAt(spec, 'components'),
    labels: labels === undefined ? undefined : [{ pairs: labels }],
    commonAnnotations: fieldAt(metadata, 'annotations'),
  };
  const revision = fieldAt(status, 'lastAppliedOriginRevision') ?? fieldAt(status, 'lastAppliedRevision');
  return {
    commit: commitIn(revision),
    path: folder(fieldAt(spec, 'path')),
    namespace: text(fieldAt(spec, 'targetNamespace')),
    overlay: Object.fromEntries(Object.entries(overlay).filter(([, value]) => value !== undefined)),
    variables: isFields(written)
      ? new Map(Object.entries(written).map(([name, value]) => [name, String(value)]))
      : undefined,
    helm: undefined,
    obstacle: fromElsewhere
      ? `the Kustomization ${key.name} has postBuild.substituteFrom, whose values only Flux reads`
      : undefined,
    notes: fieldAt(spec, 'suspend') === true ? [`The Kustomization ${key.name} is suspended.`] : [],
  };
}

function applicationSource({ fields, key }: KubeObject): AgentSource {
  const { spec, status } = fields;
  const source = fieldAt(spec, 'source');
  const helm = fieldAt(source, 'helm');
  const path = fieldAt(source, 'path');
  const isSeveral = listOf(fieldAt(spec, 'sources')).length > 0;
  const last = listOf(fieldAt(status, 'history')).at(-1);
  const operation = fieldAt(status, 'operationState');
  // A sync that failed or still runs has applied nothing whole; `sync.revision` is what was compared.
  const synced =
    fieldAt(operation, 'phase') === 'Succeeded' ? fieldAt(operation, 'syncResult', 'revision') : undefined;
  const revision = synced ?? fieldAt(last, 'revision');
  const values = listOf(fieldAt(helm, 'valueFiles')).map(String);
  const kustomize = fieldAt(source, 'kustomize');
  const own = ['parameters', 'values', 'valuesObject', 'fileParameters'].filter(
    (name) => fieldAt(helm, name) !== undefined,
  );
  const obstacle =
    isSeveral || typeof path !== 'string'
      ? `the Application ${key.name} has several sources, or one that is no folder of the config repo`
      : own.length > 0
        ? `the Application ${key.name} brings values of its own for the chart (${own.join(', ')})`
        : isFields(kustomize)
          ? `the Application ${key.name} changes the Kustomization (spec.source.kustomize)`
          : undefined;
  return {
    commit: commitIn(revision),
    path: folder(path),
    namespace: text(fieldAt(spec, 'destination', 'namespace')),
    overlay: {},
    variables: undefined,
    helm: { release: text(fieldAt(helm, 'releaseName')) ?? key.name, values },
    obstacle,
    notes:
      fieldAt(spec, 'syncPolicy', 'automated') === undefined
        ? [`The Application ${key.name} is synced by hand.`]
        : [],
  };
}

/** `main@sha1:5b0c…`, `main/5b0c…` of older versions, or the commit alone. */
function commitIn(revision: unknown): string | undefined {
  return /(?:^|[@/:])(?:sha1:)?([0-9a-f]{40})$/.exec(String(revision ?? ''))?.[1];
}

function folder(path: unknown): string {
  return (text(path) ?? '').replace(/^\.?\/+/, '').replace(/\/+$/, '') || '.';
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * Fills in variables as the `postBuild.substitute` of Flux does: `${name}`, `${name:-default}`,
 * `${name:=default}`; `$${name}` stays `${name}`.
 */
export function substituted(written: string, variables: ReadonlyMap<string, string>): string {
  return written.replace(
    /\$(\$?)\{([A-Za-z_]\w*)(?::[-=]([^}]*))?\}/g,
    (whole, escape: string, name: string, otherwise: string | undefined) =>
      escape === '$' ? whole.slice(1) : (variables.get(name) ?? otherwise ?? ''),
  );
}
