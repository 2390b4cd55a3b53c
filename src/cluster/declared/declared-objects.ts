import { realpathSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { WaybillError } from '../../errors/waybill-error.ts';
import { type AgentSource, agentSourceOf, substituted } from '../../drift/objects/agent-source.ts';
import { describeKey, type KubeObject } from '../../drift/objects/kube-object.ts';
import type { Run } from '../programs/run-program.ts';
import { filesAt, writeKustomization } from './git-revision.ts';
import { type FileText, kindAt, readTexts } from './read-files.ts';
import { type HelmSettings, renderPath } from './render.ts';

/** What is declared, as text, and from where. */
export interface Declared {
  readonly texts: readonly FileText[];
  /** The commit of the files; undefined for the working tree. */
  readonly commit: string | undefined;
  /** Where objects go that name no namespace; undefined where nobody says. */
  readonly namespace: string | undefined;
  readonly notes: readonly string[];
}

interface Asked {
  readonly root: string;
  readonly paths: readonly string[];
  readonly helm: HelmSettings;
  readonly access: { readonly namespace: string };
}

/** What files and folders of the working tree declare. */
export async function declaredIn({ root, paths, helm, access }: Asked, run: Run): Promise<Declared> {
  const texts: FileText[] = [];
  for (const path of paths)
    texts.push(...(await renderPath(path, { root, helm, namespace: access.namespace }, run)));
  return { texts, commit: undefined, namespace: undefined, notes: [] };
}

/**
 * What the agent's object applies, at the commit that it has applied, and rendered as the agent does. Throws
 * `REVISION_UNKNOWN` where its status names no commit, and `RENDER_FAILED` where only the agent can render
 * it. The files of the commit stay in `scratch`.
 */
export async function declaredBy(
  agent: KubeObject,
  { root, scratch, helm, access }: Asked & { readonly scratch: string },
  run: Run,
): Promise<Declared> {
  const source = agentSourceOf(agent);
  const { commit, obstacle, namespace, notes } = source;
  const title = describeKey(agent.key);
  if (commit === undefined)
    throw new WaybillError('REVISION_UNKNOWN', `The status of ${title} names no commit that it has applied`, {
      hint: 'Wait until it is ready once, or leave "agent" out and name the files.',
    });
  if (obstacle !== undefined)
    throw new WaybillError('RENDER_FAILED', `What ${title} applies cannot be rendered here: ${obstacle}`, {
      hint: 'Render it in a step of your own, and name the file with the result instead of the agent.',
    });
  const files = await filesAt(commit, { root, scratch }, run);
  for (const path of [source.path, ...(source.helm?.values ?? []).map((file) => join(source.path, file))])
    refuseLinkOutside(files, path, title);
  const settings = {
    root: files,
    helm: source.helm === undefined ? helm : inFolder(source.helm, source.path),
    namespace: namespace ?? access.namespace,
  };
  const built = await folderOf(source, files);
  const read = await renderPath(built, settings, run);
  // A reader knows the folder of the agent, and nothing of what was laid over it.
  const texts = built === OVERLAY ? read.map(({ text }) => ({ file: source.path, text })) : read;
  const { variables } = source;
  return {
    texts:
      variables === undefined
        ? texts
        : texts.map(({ file, text }) => ({ file, text: substituted(text, variables) })),
    commit,
    namespace,
    notes,
  };
}

/** A link in the commit may lead anywhere on this machine. */
function refuseLinkOutside(files: string, path: string, title: string): void {
  const target = resultOfLink(join(files, path));
  const inside = realpathSync(files);
  if (target === undefined || target === inside || target.startsWith(`${inside}/`)) return;
  throw new WaybillError(
    'RENDER_FAILED',
    `${path}, which ${title} applies, is a link out of the config repo`,
    {
      hint: 'Put the files themselves into the config repo.',
    },
  );
}

/** Where a path leads in the end; undefined where nothing is there. */
function resultOfLink(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** Files with values are named relative to the chart. */
function inFolder(helm: HelmSettings, path: string): HelmSettings {
  return { ...helm, values: helm.values.map((file) => join(path, file)) };
}

/** Beside the files: kustomize refuses an overlay inside of its own base, as with the path `./`. */
const OVERLAY = '../overlay';

async function folderOf({ path, overlay }: AgentSource, files: string): Promise<string> {
  if (Object.keys(overlay).length === 0) return path;
  const isKustomization = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'].some(
    (name) => kindAt(join(files, path, name)) === 'file',
  );
  // Kustomize takes no files from outside of its folder: as Flux does, the folder gets a Kustomization.
  if (!isKustomization) {
    const own = readTexts(files, path).map(({ file }) => relative(path, file));
    await writeKustomization(join(files, path), own, {});
  }
  await writeKustomization(join(files, OVERLAY), [join('..', basename(files), path)], overlay);
  return OVERLAY;
}
