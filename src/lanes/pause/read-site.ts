import type { Config, EnvironmentConfig } from '../../config/config.ts';
import { imageMeant } from '../../config/images.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import type { BaseBranch } from '../../environments/base-branches.ts';
import type { Collaborators } from '../../environments/collaborators.ts';
import { readDestination } from '../../environments/destination.ts';
import type { LanePlace } from '../../environments/lanes/lane-places.ts';
import { readEnvironments } from '../../environments/read-environments.ts';
import { type PauseText, pauseTextAt, textAt } from '../../environments/read-pauses.ts';
import type { GitHub } from '../../github/github.ts';
import type { LaneHead, LanePull } from '../../promotion/lane/lane.ts';
import { parsePauses, pauseBranch, pausePath } from '../../promotion/pause/pause-file.ts';
import { isPauseMessage } from '../../promotion/pause/pause-text.ts';
import { hasEnded, type Pause, pauseKey } from '../../promotion/pause/pauses.ts';
import type { PauseRequest } from './request.ts';

/** An environment, and everything that says whether it is paused. */
export interface PauseSite {
  readonly environment: EnvironmentConfig;
  readonly config: Config;
  readonly baseBranch: BaseBranch;
  /** Its lanes, with their open pull requests. */
  readonly places: readonly LanePlace[];
  /** GitHub's clock. */
  readonly now: Date;
  readonly branch: string;
  readonly head: LaneHead | undefined;
  readonly open: LanePull | undefined;
  /** What the file of the base branch says, without what has ended by itself. */
  readonly merged: readonly Pause[];
  /** What it will say once the open pull request is merged; the same where there is none. */
  readonly proposed: readonly Pause[];
  /** The text of the file at the head of the open pull request. */
  readonly headText: string | undefined;
}

/** Reads the environment, its lanes and its pauses. Throws `CONFIG_MISSING` without a `waybill.yaml`. */
export async function readSite(request: PauseRequest, collaborators: Collaborators): Promise<PauseSite> {
  const { github } = collaborators;
  const inputs = { ...request, files: [], image: undefined };
  const destination = await readDestination(inputs, github);
  const { config, environment, state, home = state } = destination;
  if (config === undefined) throw withoutConfig(state.fullName);
  const nobody = () => ({ labels: [], reviewers: [] });
  const question = { home, config, selected: [environment], namesFor: nobody };
  const { environments, lanePlaces } = await readEnvironments(question, collaborators);
  const { baseBranch } = environments.of(environment.name);
  const { surveyed, read } = baseBranch;
  const { fullName: repository, base, isDefaultBranch: isDefault } = baseBranch.state;
  const branch = pauseBranch(environment.name, { branch: base.branch, isDefault });
  const asked = { repository, base, folders: [], branches: [branch], labels: [], reviewers: [] };
  const [lane] = (await github.survey(asked)).lanes;
  const open = lane?.pulls.find(({ state: of }) => of === 'open');
  const head = lane?.head;
  requireOurs(head, branch, environment.name, repository);
  const path = pausePath(environment.name);
  const now = home.now ?? new Date(0);
  const lasting = (pauses: readonly Pause[]): readonly Pause[] =>
    pauses.filter((pause) => !hasEnded(pause, now));
  const merged = lasting(entriesOf(textAt(path, read, surveyed), environment.name));
  const change =
    open === undefined || head === undefined
      ? undefined
      : await changeAt(head, { repository, environment: environment.name }, github);
  return {
    environment,
    config,
    baseBranch,
    places: lanePlaces,
    now,
    branch,
    head,
    open,
    merged,
    proposed: change === undefined ? merged : lasting(change.applyTo(merged)),
    headText: change?.text,
  };
}

/** What a commit on the branch changes of the pauses. */
async function changeAt(
  { oid, parents }: LaneHead,
  { repository, environment }: { readonly repository: string; readonly environment: string },
  github: Pick<GitHub, 'fileOids' | 'readFiles'>,
) {
  const text = await pauseTextAt(repository, environment, oid, github);
  const [young, old] = [
    entriesOf(text, environment),
    entriesOf(await pauseTextAt(repository, environment, parents[0] ?? oid, github), environment),
  ];
  const keys = (pauses: readonly Pause[]): ReadonlySet<string> => new Set(pauses.map(pauseKey));
  const [now, before] = [keys(young), keys(old)];
  return {
    text: typeof text === 'string' ? text : undefined,
    // The base branch can have gained or lost others since.
    applyTo: (base: readonly Pause[]): readonly Pause[] => {
      const kept = base.filter((pause) => now.has(pauseKey(pause)) || !before.has(pauseKey(pause)));
      const known = keys(kept);
      return [
        ...kept,
        ...young.filter((pause) => !before.has(pauseKey(pause)) && !known.has(pauseKey(pause))),
      ];
    },
  };
}

function entriesOf(text: PauseText, environment: string): readonly Pause[] {
  if (typeof text !== 'object') return text === undefined ? [] : parsePauses(text, environment);
  throw new WaybillError('CONFIG_INVALID', `${pausePath(environment)} cannot be read: ${text.unreadable}`, {
    hint: 'It says what is paused, and as long as it cannot be read everything is. Restore it from git, or delete it.',
    location: { file: pausePath(environment), line: 1, column: 1 },
  });
}

/** The names as images, groups as their members. Undefined for the whole environment. */
export function pausedImages(config: Config, names: readonly string[]): readonly string[] | undefined {
  if (names.length === 0) return undefined;
  const images = names.flatMap((name) => {
    const group = config.groups.find((each) => each.name === name);
    return group?.images ?? [imageMeant(config, name).name];
  });
  return [...new Set(images)].toSorted();
}

function requireOurs(
  head: LaneHead | undefined,
  branch: string,
  environment: string,
  repository: string,
): void {
  if (head === undefined || (head.parents.length === 1 && isPauseMessage(head.message, environment))) return;
  throw new WaybillError(
    'LANE_TOUCHED',
    `The branch ${branch} of ${repository} has a commit that Waybill did not make: ${head.oid.slice(0, 7)}. It is left as it is.`,
    { hint: 'Merge or close its pull request and delete the branch, then run this again.' },
  );
}

function withoutConfig(repository: string): WaybillError {
  return new WaybillError('CONFIG_MISSING', `${repository} has no waybill.yaml`, {
    hint: 'A pause needs to know the environment and its lanes: add a waybill.yaml, or close the pull requests.',
  });
}
