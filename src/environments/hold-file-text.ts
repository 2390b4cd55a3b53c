import { WaybillError } from '../errors/waybill-error.ts';
import type { ReadFiles, Surveyed } from '../github/github.ts';

/**
 * The text of a hold file; undefined when there is none. One that cannot be read stops the run: it is never
 * taken for one that holds nothing. Throws `CONFIG_INVALID`.
 */
export function holdFileText(
  all: ReadFiles,
  surveyed: Surveyed,
  path: string,
  repository: string,
): string | undefined {
  const notRead = [...surveyed.passedOver, ...all.passedOver, ...all.unreadable];
  const folders = surveyed.files.filter((file) => file.path.startsWith(`${path}/`));
  const strange = [...notRead, ...folders.map(() => ({ path, reason: 'it is a folder' }))].find(
    (entry) => entry.path === path,
  );
  if (strange !== undefined) {
    throw new WaybillError('CONFIG_INVALID', `${path} of ${repository} cannot be read: ${strange.reason}`, {
      hint: 'It says which digests must not come back. Restore it from git, or delete it to end all holds of the environment.',
      location: { file: path, line: 1, column: 1 },
    });
  }
  return all.files.find((file) => file.path === path)?.text;
}
