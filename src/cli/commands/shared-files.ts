import { readFileSync } from 'node:fs';
import type { Config, EnvironmentConfig } from '../../config/config.ts';
import { sharedFiles } from '../../config/shared-files.ts';
import { errorsOf, type WaybillError, WaybillErrors } from '../../errors/waybill-error.ts';
import type { ManifestFile } from '../../manifest/plan-edits.ts';
import type { TreeFile } from '../tree/working-tree.ts';
import { environmentFiles } from './config-files.ts';

/**
 * Files that two environments of this repository and branch have in common; with `name`, that this one has
 * with another. Throws `CONFIG_INVALID` for each that declares an image; the others are warnings.
 */
export async function sharedBetween(config: Config, root: string, name?: string): Promise<readonly string[]> {
  const all = config.environments.filter(isHere);
  const here = [...all.filter((own) => own.name === name), ...all.filter((own) => own.name !== name)];
  const errors: WaybillError[] = [];
  const warnings: string[] = [];
  for (const [index, environment] of here.entries()) {
    if (name !== undefined && environment.name !== name) break;
    // Each pair is looked at once.
    const pairs = { ...config, environments: here.slice(index) };
    const files = environmentFiles(environment, root);
    const paths = files.map(({ path }) => path);
    if (sharedFiles(pairs, environment, paths, HERE).length === 0) continue;
    const { refuseSharedFiles } = await import('../../promotion/lane/shared-files.ts');
    const read = textsOf(files);
    try {
      warnings.push(...refuseSharedFiles({ config: pairs, environment, home: HERE, files: read }));
    } catch (thrown) {
      errors.push(...errorsOf(thrown));
    }
  }
  if (errors.length > 0) throw new WaybillErrors(errors);
  return warnings;
}

function textsOf(files: readonly TreeFile[]): readonly ManifestFile[] {
  return files.flatMap((file) => textOf(file) ?? []);
}

/** The repository and branch that the file itself is on, whatever they are called. */
const HERE = { repository: '', branch: '' };

export function isHere({ repository, branch }: EnvironmentConfig): boolean {
  return repository === undefined && branch === undefined;
}

/** Undefined for a file that is no text: it declares no image. */
function textOf({ path, absolute }: TreeFile): ManifestFile | undefined {
  try {
    return { path, text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(absolute)) };
  } catch {
    return undefined;
  }
}
