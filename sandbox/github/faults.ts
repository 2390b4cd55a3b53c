import type { Fault, RequestEntry } from './sandbox-github.ts';
import type { GitHubState } from './state/github-state.ts';

type FaultFacts = Pick<RequestEntry, 'method' | 'path' | 'operation' | 'write' | 'repository'>;

/** Keeps a fault until it has happened as often as it was asked for. */
export function injectFault(github: GitHubState, fault: Fault): void {
  github.faults.push({ fault, seen: 0, left: fault.times ?? 1 });
}

/** The fault that this request meets. Every fault whose `match` accepts the request counts it. */
export function dueFault(github: GitHubState, facts: FaultFacts): Fault | undefined {
  let due: Fault | undefined;
  for (const entry of [...github.faults]) {
    if (entry.fault.match !== undefined && !entry.fault.match(facts)) continue;
    entry.seen += 1;
    if (due !== undefined || entry.seen < (entry.fault.nth ?? 1)) continue;
    due = entry.fault;
    entry.left -= 1;
    if (entry.left <= 0) github.faults.splice(github.faults.indexOf(entry), 1);
  }
  return due;
}
