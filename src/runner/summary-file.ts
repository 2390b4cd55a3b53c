import { appendFile, stat } from 'node:fs/promises';

/** What the runner accepts for the summary of one step; over it, nothing is shown at all. */
const LIMIT = 1024 * 1024;
const CUT = '\n\n_The rest of this summary is left out: a job summary holds at most 1 MiB._\n';

/**
 * Appends Markdown to the job summary at `path`, cut at a line so that the file with the notice stays within
 * 1 MiB. Returns what was not written because it did not fit: true when it was cut.
 */
export async function appendSummary(path: string, markdown: string): Promise<boolean> {
  const room = LIMIT - (await sizeOf(path));
  const bytes = Buffer.from(`${markdown.replace(/\n*$/, '')}\n\n`);
  if (bytes.length + CUT.length <= room) {
    await appendFile(path, bytes);
    return false;
  }
  if (room < CUT.length) return true;
  await appendFile(path, Buffer.concat([atLineEnd(bytes, room - CUT.length), Buffer.from(CUT)]));
  return true;
}

function atLineEnd(bytes: Buffer, limit: number): Buffer {
  const newline = bytes.lastIndexOf(0x0a, limit - 1);
  return bytes.subarray(0, newline + 1);
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}
