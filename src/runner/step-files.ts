import fs, { appendFileSync, readFileSync } from 'node:fs';
import { EOL } from 'node:os';
import { parseReference } from '../image/reference.ts';

/**
 * Appends an output to the file at `path` (`$GITHUB_OUTPUT`). The value stands between two delimiters that
 * nobody can guess, so no value can set another output.
 */
export function appendOutput(path: string, name: string, value: string): void {
  const delimiter = `ghadelimiter_${crypto.randomUUID()}`;
  appendFileSync(path, `${name}<<${delimiter}${EOL}${value}${EOL}${delimiter}${EOL}`);
}

/** The event as GitHub wrote it to `$GITHUB_EVENT_PATH`; undefined where there is none that can be read. */
export function readPayload(path: string | undefined): unknown {
  if (path === undefined || path === '') return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}

/** The runner shows nothing at all of a summary that is larger than this. */
const LARGEST_SUMMARY = 1024 * 1024;
const CUT = '\n\n_The rest of this summary is left out: a job summary holds at most 1 MiB._\n';

/**
 * Appends Markdown to the job summary at `path`. It cuts the text at the end of a line, so that the file with
 * the notice stays within 1 MiB. Returns true when it was cut.
 */
export async function appendSummary(path: string, markdown: string): Promise<boolean> {
  const room = LARGEST_SUMMARY - (await sizeOf(path));
  const bytes = Buffer.from(`${markdown.replace(/\n*$/, '')}\n\n`);
  if (bytes.length + CUT.length <= room) {
    await fs.promises.appendFile(path, bytes);
    return false;
  }
  if (room < CUT.length) return true;
  await fs.promises.appendFile(path, Buffer.concat([atLineEnd(bytes, room - CUT.length), Buffer.from(CUT)]));
  return true;
}

function atLineEnd(bytes: Buffer, limit: number): Buffer {
  const newline = bytes.lastIndexOf(0x0a, limit - 1);
  return bytes.subarray(0, newline + 1);
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await fs.promises.stat(path)).size;
  } catch {
    return 0;
  }
}

/** A step that writes more artifacts than this in one job fails. */
const MOST_ARTIFACTS = 500;

type Announcement = 'announced' | 'already announced' | 'full' | 'taken by another digest';

/**
 * Appends `oci://registry/repository:tag@sha256:…` to the runner's list of built artifacts at `path`
 * (`$GITHUB_ARTIFACTS`). Later steps attest what is in the list. Throws `REFERENCE_INVALID` when `reference`
 * is no image reference, and a TypeError when it has no digest.
 *
 * The runner fails a step that gives one name two digests, or that goes beyond the limit. So neither is
 * written.
 */
export function announce(path: string, reference: string): Announcement {
  const { digest, spelling, tag } = parseReference(reference, 'the reference to announce');
  const name = `oci://${spelling}${tag === undefined ? '' : `:${tag}`}`;
  if (digest === undefined) throw new TypeError(`an artifact is announced by digest: ${reference}`);
  const line = `${name}@${digest}`;
  const lines = readLines(path);
  if (lines.includes(line)) return 'already announced';
  if (lines.some((other) => other.startsWith(`${name}@`))) return 'taken by another digest';
  if (lines.length >= MOST_ARTIFACTS) return 'full';
  appendFileSync(path, `${line}\n`);
  return 'announced';
}

function readLines(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
}
