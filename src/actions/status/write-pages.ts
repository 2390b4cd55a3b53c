import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { WaybillError } from '../../errors/waybill-error.ts';
import type { Page } from '../../report/board/html/pages.ts';

/**
 * Writes pages below a folder of the workspace, and makes what folders are missing. Returns the path of the
 * folder. Throws `INPUT_INVALID` where nothing can be written there.
 */
export async function writePages(pages: readonly Page[], folder: string, workspace: string): Promise<string> {
  const root = resolve(workspace, folder);
  try {
    for (const { path, text } of pages) {
      const file = resolve(root, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new WaybillError('INPUT_INVALID', `The board cannot be written to the input "folder": ${why}`, {
      hint: 'Name a folder that the job may write, for example board, or leave it empty for no pages.',
      cause: error,
    });
  }
  return root;
}
