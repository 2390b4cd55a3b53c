import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';

export interface RunningProcess {
  readonly pid: number;
  /** Its command line. */
  readonly command: string;
}

/**
 * The processes of a group that run. Linux lists them in /proc, where `ps` is often not installed. macOS has
 * `ps` alone.
 */
export async function processesOf(group: number): Promise<readonly RunningProcess[]> {
  if (!existsSync('/proc/self/stat')) return listedByPs(group);
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map((pid) => readProcess(pid, group)));
  return found.filter((entry) => entry !== undefined);
}

async function readProcess(pid: string, group: number): Promise<RunningProcess | undefined> {
  try {
    // `42 (name) S 1 42 …`: the name can hold anything, so the fields are read behind the last parenthesis.
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const [state, , itsGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (Number(itsGroup) !== group || hasEnded(state)) return undefined;
    const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim();
    return { pid: Number(pid), command };
  } catch {
    // It ended meanwhile.
    return undefined;
  }
}

function listedByPs(group: number): readonly RunningProcess[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,pgid=,state=,command='], { encoding: 'utf8' }).split(
    '\n',
  );
  return lines.flatMap((line) => {
    const [, pid, itsGroup, state, command = ''] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return Number(itsGroup) === group && !hasEnded(state) ? [{ pid: Number(pid), command }] : [];
  });
}

/** A process that ended stays in the list until somebody waits for it. */
function hasEnded(state: string | undefined): boolean {
  return state?.startsWith('Z') === true || state?.startsWith('X') === true;
}

export function endProcesses(processes: readonly RunningProcess[]): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended meanwhile.
    }
  }
}
