import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WaybillError } from '../../errors/waybill-error.ts';
import { lastLines, type Run } from '../programs/run-program.ts';

/**
 * The files of a commit in a folder in `scratch`, outside of the working tree, which stays as it is. A commit
 * that the clone does not have is fetched. Throws `REVISION_UNKNOWN`.
 */
export async function filesAt(
  commit: string,
  { root, scratch }: { readonly root: string; readonly scratch: string },
  run: Run,
): Promise<string> {
  const git = (...args: readonly string[]) => run({ program: 'git', args, cwd: root });
  const isThere = async (): Promise<boolean> =>
    (await git('cat-file', '-e', `${commit}^{commit}`)).exitCode === 0;
  if (!(await isThere())) await git('fetch', '--quiet', '--depth=1', 'origin', commit);
  if (!(await isThere()))
    throw new WaybillError(
      'REVISION_UNKNOWN',
      `This clone does not have the commit ${commit.slice(0, 7)}, which the agent has applied`,
      {
        hint: 'Clone the whole history ("fetch-depth: 0" of actions/checkout), of the config repo that the agent reads.',
      },
    );
  const archive = join(scratch, 'files.tar');
  const packed = await git('archive', '--format=tar', `--output=${archive}`, commit);
  const files = join(scratch, 'files');
  await mkdir(files);
  const unpacked = await run({ program: 'tar', args: ['-xf', archive, '-C', files] });
  const failed = [packed, unpacked].find(({ exitCode }) => exitCode !== 0);
  if (failed === undefined) return files;
  throw new WaybillError(
    'REVISION_UNKNOWN',
    `The files of ${commit.slice(0, 7)} cannot be unpacked: ${lastLines(failed.said)}`,
    {
      hint: 'Check that the disk has room, and that git and tar are there.',
    },
  );
}

/** Writes a `kustomization.yaml` with these resources, and with what an agent adds to them. */
export async function writeKustomization(
  folder: string,
  resources: readonly string[],
  overlay: object,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const head = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' };
  await writeFile(join(folder, 'kustomization.yaml'), JSON.stringify({ ...head, resources, ...overlay }));
}
