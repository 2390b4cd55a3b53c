import type { Pull } from '../../state/model.ts';
import type { PageArguments } from './connection.ts';

/** Which pull requests are listed, and in which order. */
export interface PullArguments extends PageArguments {
  readonly headRefName?: string | null;
  readonly baseRefName?: string | null;
  readonly labels?: readonly string[] | null;
  readonly states?: readonly string[] | null;
  readonly orderBy?: { readonly field: string; readonly direction: string } | null;
}

/** The pull requests that fit what is asked for, in the order that is asked for. */
export function listedPulls(pulls: readonly Pull[], args: PullArguments): Pull[] {
  return ordered(
    pulls.filter((pull) => fits(pull, args)),
    args,
  );
}

function fits(pull: Pull, args: PullArguments): boolean {
  const state = pull.merged === undefined ? pull.state.toUpperCase() : 'MERGED';
  return (
    (args.headRefName == null || pull.headRef === args.headRefName) &&
    (args.baseRefName == null || pull.baseRef === args.baseRefName) &&
    (args.states == null || args.states.includes(state)) &&
    (args.labels == null || pull.labels.some(({ name }) => args.labels?.includes(name)))
  );
}

function ordered(pulls: readonly Pull[], { orderBy }: PullArguments): Pull[] {
  const sign = orderBy?.direction === 'DESC' ? -1 : 1;
  const moment = (pull: Pull): number =>
    orderBy?.field === 'UPDATED_AT' ? pull.updatedAt.getTime() : pull.number;
  return [...pulls].sort(
    (left, right) => sign * (moment(left) - moment(right) || left.number - right.number),
  );
}
