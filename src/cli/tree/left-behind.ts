import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A new version of a file is written beside it, and takes its place by a rename. A process that is killed
 * between the two leaves the file there. Its name says which process wrote it: `.waybill-4711-k3j9x0ab`.
 */
const LEFT_BEHIND = /^\.waybill-(\d+)-[0-9a-z]{8}$/;

/** Where the new version of a file is written until it takes the file's place. */
export function pathBeside(absolute: string): string {
  const random = Math.random().toString(36).slice(2).padEnd(8, '0').slice(0, 8);
  return join(dirname(absolute), `.waybill-${process.pid}-${random}`);
}

/** Whether a file is a new version that never took its file's place, or is about to. */
export function isBeside(name: string): boolean {
  return name.startsWith('.waybill-') && LEFT_BEHIND.test(name);
}

/**
 * The files of a folder that `isBeside` knows. A folder that may not be listed can hold a file that is named.
 */
export function besideIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter(isBeside)
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/**
 * Removes what killed runs left behind, as far as this user may. What another run is about to rename stays:
 * its process is alive. This run has not written yet, so what bears its own number is of an earlier one, as
 * in a container, where every run is process 1.
 */
export function removeLeftBehind(paths: Iterable<string>): void {
  for (const path of paths) {
    const [, pid = ''] = LEFT_BEHIND.exec(path.slice(path.lastIndexOf('.waybill-'))) ?? [];
    if (Number(pid) === process.pid || !isAlive(Number(pid))) removeIfAllowed(path);
  }
}

function removeIfAllowed(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It does not stand in the way: no command looks at it.
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    // A process of somebody else may not be asked, so it is there.
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
  }
}
