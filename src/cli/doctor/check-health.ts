import { parseAllDocuments } from 'yaml';
import { valueOf } from './workflow.ts';
import { z } from 'zod';
import { type DoctorFacts, fine, type Finding, missing, unknown } from './finding.ts';

const object = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.object({
    name: z.string(),
    annotations: z.record(z.string(), z.unknown()).nullish(),
  }),
  spec: z
    .object({
      wait: z.unknown(),
      healthChecks: z.array(z.unknown()).nullish(),
      healthCheckExprs: z.array(z.unknown()).nullish(),
      install: z.object({ disableWait: z.unknown() }).partial().nullish(),
      upgrade: z.object({ disableWait: z.unknown() }).partial().nullish(),
      eventSeverity: z.unknown(),
      type: z.unknown(),
    })
    .partial()
    .nullish(),
});

/** An object of Flux or Argo CD, with its file. */
type AgentObject = z.infer<typeof object> & { readonly path: string };

/** Whether what Flux or Argo CD applies can tell how it is, for environments whose health is asked for. */
export function checkHealth(facts: DoctorFacts): readonly Finding[] {
  const objects = facts.manifests.flatMap(({ path, text }) => objectsIn(path, text));
  const found = [...objects.flatMap(silent), ...untold(facts, objects)];
  const applying = objects.some((entry) => isFluxKustomization(entry) || isApplication(entry));
  return found.length === 0 && applying
    ? [fine('Flux and Argo CD objects here can tell how they are')]
    : found;
}

/** A file that is no YAML holds no object: a template of a chart, for one. */
function objectsIn(path: string, text: string): readonly AgentObject[] {
  const documents = parseAllDocuments(text, { prettyErrors: false, uniqueKeys: false });
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document) => {
    if (document.errors.length > 0) return [];
    const read = object.safeParse(valueOf(document));
    return read.success ? [{ ...read.data, path }] : [];
  });
}

function isFluxKustomization({ apiVersion, kind }: AgentObject): boolean {
  return kind === 'Kustomization' && apiVersion.startsWith('kustomize.toolkit.fluxcd.io/');
}

function isApplication({ apiVersion, kind }: AgentObject): boolean {
  return kind === 'Application' && apiVersion.startsWith('argoproj.io/');
}

function silent(entry: AgentObject): readonly Finding[] {
  const { path, kind, metadata, spec } = entry;
  const where = `${kind} ${metadata.name} (${path})`;
  const waits =
    spec?.wait === true ||
    [spec?.healthChecks, spec?.healthCheckExprs].some((list) => (list?.length ?? 0) > 0);
  if (isFluxKustomization(entry) && !waits)
    return [
      missing(
        `${where} says success as soon as its objects are applied, and not when they run`,
        'Add "wait: true" below its spec, or "healthChecks".',
      ),
    ];
  const skipped = (['install', 'upgrade'] as const).filter((step) => spec?.[step]?.disableWait === true);
  if (kind === 'HelmRelease' && skipped.length > 0)
    return [
      missing(
        `${where} does not wait for what it installs: disableWait`,
        `Take "disableWait: true" out below ${skipped.map((step) => `spec.${step}`).join(' and ')}.`,
      ),
    ];
  if (
    kind === 'Alert' &&
    entry.apiVersion.startsWith('notification.toolkit') &&
    spec?.eventSeverity === 'error'
  )
    return [
      missing(
        `${where} tells failures alone, so no success is ever told`,
        'Write "eventSeverity: info" below its spec.',
      ),
    ];
  if (isApplication(entry) && !Object.keys(metadata.annotations ?? {}).some(subscribes))
    return [
      unknown(
        `${where} subscribes to no notification, so Argo CD tells GitHub nothing of it, unless a default trigger does`,
        'Annotate it: notifications.argoproj.io/subscribe.<trigger>.<service>; docs/topologies.md has the templates.',
      ),
    ];
  return [];
}

function subscribes(annotation: string): boolean {
  return annotation.startsWith('notifications.argoproj.io/subscribe');
}

/** Environments that are asked for their health, and no object here that would tell GitHub. */
function untold({ config }: DoctorFacts, objects: readonly AgentObject[]): readonly Finding[] {
  const asked = config.environments.filter(({ health }) => health.length > 0).map(({ name }) => name);
  const tells = objects.some(
    (entry) =>
      (entry.kind === 'Provider' && /^git(?:hub|hubdispatch)$/.test(String(entry.spec?.type))) ||
      Object.keys(entry.metadata.annotations ?? {}).some(subscribes),
  );
  if (asked.length === 0 || tells) return [];
  return [
    unknown(
      `${asked.join(', ')} ${asked.length === 1 ? 'has' : 'have'} "health", and nothing in this repository tells GitHub how the cluster is`,
      'Unless it stands elsewhere, add a Provider of type github with an Alert (Flux), or notifications (Argo CD): docs/topologies.md.',
    ),
  ];
}
