import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { WaybillError } from '../../errors/waybill-error.ts';
import { type Answer, lastLines, type Run } from '../programs/run-program.ts';
import { type FileText, kindAt, readTexts } from './read-files.ts';

/** How Helm is called for a chart. */
export interface HelmSettings {
  readonly release: string | undefined;
  readonly values: readonly string[];
}

export interface RenderSettings {
  /** The folder that paths are relative to. */
  readonly root: string;
  readonly namespace: string;
  readonly helm: HelmSettings;
}

const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/**
 * The objects that a path declares, as text: a folder with a Kustomization is built by `kustomize` (or by
 * `kubectl kustomize`), a chart is rendered by `helm template`, and everything else is read as it is. Throws
 * `RENDER_FAILED`, `PROGRAM_MISSING` and `FILE_UNREADABLE`.
 */
export async function renderPath(
  path: string,
  settings: RenderSettings,
  run: Run,
): Promise<readonly FileText[]> {
  const folder = join(settings.root, path);
  if (kindAt(folder) !== 'folder') return readTexts(settings.root, path);
  if (KUSTOMIZATIONS.some((name) => existsSync(join(folder, name)))) return kustomize(path, folder, run);
  if (existsSync(join(folder, 'Chart.yaml'))) return helm(path, settings, run);
  return readTexts(settings.root, path);
}

async function kustomize(path: string, folder: string, run: Run): Promise<readonly FileText[]> {
  const answer = await first(
    () => run({ program: 'kustomize', args: ['build', folder] }),
    () => run({ program: 'kubectl', args: ['kustomize', folder] }),
  );
  return rendered('kustomize', path, answer);
}

/** The first of two programs that is there. */
async function first(preferred: () => Promise<Answer>, other: () => Promise<Answer>): Promise<Answer> {
  try {
    return await preferred();
  } catch (thrown) {
    if (thrown instanceof WaybillError && thrown.code === 'PROGRAM_MISSING') return other();
    throw thrown;
  }
}

async function helm(path: string, settings: RenderSettings, run: Run): Promise<readonly FileText[]> {
  const {
    root,
    namespace,
    helm: { release, values },
  } = settings;
  const name = release ?? path.split('/').filter(Boolean).at(-1) ?? 'release';
  const args = [
    ...['template', `--namespace=${namespace}`, '--include-crds'],
    ...values.map((file) => `--values=${join(root, file)}`),
    // The cluster says the name: behind `--` it is no option.
    ...['--', name, join(root, path)],
  ];
  return rendered('helm', path, await run({ program: 'helm', args, cwd: root }));
}

function rendered(program: string, path: string, { exitCode, output, said }: Answer): readonly FileText[] {
  if (exitCode === 0) return [{ file: path, text: output }];
  throw new WaybillError('RENDER_FAILED', `${program} cannot render ${path}: ${lastLines(said)}`, {
    hint: `Run "${program === 'helm' ? 'helm template' : 'kustomize build'} ${path}" to see all that it says.`,
  });
}
