/*
 * The door of the room that reads clusters: it renders what is declared, reads what runs, and has both
 * compared. It writes nothing into a cluster.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WaybillError } from '../errors/waybill-error.ts';
import { compareObjects } from '../drift/compare/compare-objects.ts';
import type { DriftReport } from '../drift/compare/drift-report.ts';
import type { Toleration } from '../drift/compare/tolerate.ts';
import { agentTitle, inventoryOf } from '../drift/compare/agent-marks.ts';
import { describeKey, type KubeObject, keyText } from '../drift/objects/kube-object.ts';
import { readObjects } from '../drift/objects/read-objects.ts';
import { type AgentName, findAgent } from './live/find-agent.ts';
import type { KubectlAccess } from './live/kubectl-access.ts';
import { liveByKubectl } from './live/kubectl.ts';
import { liveFiles } from './live/live-files.ts';
import type { LiveSource } from './live/live-objects.ts';
import { declaredBy, declaredIn } from './declared/declared-objects.ts';
import type { HelmSettings } from './declared/render.ts';
import type { Run } from './programs/run-program.ts';

export { programRunner, type Run } from './programs/run-program.ts';
export { agentNamed } from './live/find-agent.ts';

/** What is compared with what. */
export interface DriftRequest {
  /** The folder that paths are relative to: a clone of the config repo. */
  readonly root: string;
  /** Files and folders that declare objects. With an agent they are those of its object. */
  readonly paths: readonly string[];
  readonly helm: HelmSettings;
  /** The object of the agent, whose revision and folder count. */
  readonly agent: AgentName | undefined;
  /** Files with live objects; without any, `kubectl` reads them. */
  readonly live: readonly string[];
  readonly access: KubectlAccess;
  readonly tolerations: readonly Toleration[];
  readonly now: Date;
}

export interface FoundDrift {
  readonly report: DriftReport;
  /** The commit whose files were compared; undefined for the working tree. */
  readonly commit: string | undefined;
  /** What a reader should know beside it. */
  readonly notes: readonly string[];
  readonly live: readonly KubeObject[];
}

/**
 * Compares what is declared with what runs. Throws where either cannot be read at all: `CLUSTER_UNREADABLE`,
 * `RENDER_FAILED`, `REVISION_UNKNOWN`, `FILE_UNREADABLE`, `PROGRAM_MISSING`.
 */
export async function findDrift(request: DriftRequest, run: Run): Promise<FoundDrift> {
  const { access, tolerations, now } = request;
  const agent = request.agent === undefined ? undefined : await findAgent(request.agent, request, run);
  const scratch = await mkdtemp(join(tmpdir(), 'waybill-declared-'));
  try {
    const declared =
      agent === undefined
        ? await declaredIn(request, run)
        : await declaredBy(agent, { ...request, scratch }, run);
    const read = declared.texts.map(readObjects);
    const objects = read.flatMap((text) => text.objects);
    const misread = read.flatMap(({ problems }) => problems);
    if (objects.length === 0 && misread.length === 0) throw nothingDeclared(request, agent);
    const live = await sourceFor(request, agent, run).read(objects);
    const isRead = agent === undefined || live.objects.some(({ key }) => keyText(key) === keyText(agent.key));
    const all = isRead ? live.objects : [agent, ...live.objects];
    const report = compareObjects({
      declared: objects,
      isWhole: misread.length === 0,
      live: all,
      applied: live.applied,
      unreadable: live.unreadable,
      problems: [...misread, ...live.problems],
      namespace: declared.namespace ?? access.namespace,
      tolerations,
      now,
      agent: agent === undefined ? undefined : agentTitle(agent),
    });
    return { report, commit: declared.commit, notes: declared.notes, live: all };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function sourceFor(
  { live, root, access }: DriftRequest,
  agent: KubeObject | undefined,
  run: Run,
): LiveSource {
  if (live.length > 0) return liveFiles(root, live);
  const kinds =
    agent === undefined
      ? []
      : inventoryOf(agent).map(({ kind, group }) => (group === '' ? kind : `${kind}.${group}`));
  return liveByKubectl(access, run, [...new Set(kinds)]);
}

/** An empty folder, or one with values alone, would never differ from anything. */
function nothingDeclared({ paths }: DriftRequest, agent: KubeObject | undefined): WaybillError {
  const where = agent === undefined ? paths.join(', ') : `The folder of ${describeKey(agent.key)}`;
  return new WaybillError('RENDER_FAILED', `${where}: no object is declared there`, {
    hint: 'Check the path. Values of Helm are no objects: name the folder of the chart, and the values beside it.',
  });
}
