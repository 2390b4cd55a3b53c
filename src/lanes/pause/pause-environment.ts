import { WaybillError } from '../../errors/waybill-error.ts';
import type { Collaborators } from '../../environments/collaborators.ts';
import type { GitHub } from '../../github/github.ts';
import { pauseGate } from '../../promotion/gates/pause.ts';
import { momentUntil } from '../../promotion/pause/until.ts';
import type { PauseChange } from '../../promotion/pause/pause-text.ts';
import {
  areSamePauses,
  type KnownPause,
  type Pause,
  pauseKey,
  withoutPauses,
  withPause,
} from '../../promotion/pause/pauses.ts';
import { mergeMethods } from '../pull-settings.ts';
import { inRounds } from '../rounds.ts';
import { type MergeStep, mergeStep } from '../write/merge-step.ts';
import { pausedImages, type PauseSite, readSite } from './read-site.ts';
import type { PauseReport, PauseRequest } from './request.ts';
import { pausedLanes, pauseLane } from './tell-lanes.ts';
import { closeChange, placeChange, type PlacedChange, pausesMoved } from './write-change.ts';

/**
 * Pauses an environment or some of its images, or ends that. A pause is in force as soon as its pull request
 * is open; every lane is told at once. Resuming closes that pull request. What was merged is taken out by
 * another one, which GitHub merges as soon as its rules let it. Run twice, nothing happens twice.
 */
export async function pauseOrResume(
  request: PauseRequest,
  collaborators: Collaborators,
): Promise<PauseReport> {
  let report: PauseReport | undefined;
  let branch = '';
  await inRounds(async () => {
    const site = await readSite(request, collaborators);
    branch = site.branch;
    const change = changeOf(request, site);
    report = await carryOutChange(site, change, request, collaborators.github);
    return report === undefined ? [branch] : [];
  }, collaborators.log);
  if (report === undefined) throw pausesMoved(branch);
  const at = report.pull === undefined ? '' : ` ${report.pull.url}`;
  collaborators.log.info(`${report.environment}: ${report.outcome}.${at} ${report.reason}`);
  for (const sentence of report.paused) collaborators.log.info(`  ${sentence}`);
  return report;
}

function changeOf(request: PauseRequest, site: PauseSite): PauseChange {
  const { kind, environment, reason, run } = request;
  const images = pausedImages(site.config, request.images);
  const by = request.by ?? site.baseBranch.surveyed.viewer ?? 'unknown';
  const common = { kind, environment, by, reason, run, images };
  if (kind === 'resume') return { ...common, pauses: withoutPauses(site.proposed, images) };
  if (reason === undefined)
    throw new WaybillError('INPUT_MISSING', 'A pause needs a reason', {
      hint: 'Say why: it stands on every pull request that it keeps from being merged.',
    });
  const at = site.now.toISOString().replace(/\.\d+Z$/, 'Z');
  const until =
    request.until === undefined ? undefined : momentUntil(request.until.text, site.now, request.until.what);
  const added: Pause = { images, reason, by, at, until, link: run };
  return { ...common, pauses: withPause(site.proposed, added) };
}

/** Undefined when another run moved the branch meanwhile. */
async function carryOutChange(
  site: PauseSite,
  change: PauseChange,
  request: PauseRequest,
  github: GitHub,
): Promise<PauseReport | undefined> {
  const { dryRun, run } = request;
  const isNeeded = !areSamePauses(change.pauses, site.merged);
  if (dryRun) return reportOf(site, change, request, { outcome: isNeeded ? 'created' : 'unchanged' });
  if (!isNeeded) return endWithoutMerge(site, change, request, github);
  const placed = await placeChange(site, change, github);
  if (placed.kind === 'moved') return undefined;
  const known = pausesAfter(site, change, placed);
  const lanes = pausedLanes(site.places, { pauses: known, now: site.now });
  let told = false;
  for (const lane of lanes) told = (await pauseLane(lane, run, github)) || told;
  const isOnlyLess = change.pauses.every((pause) =>
    site.merged.some((known) => pauseKey(known) === pauseKey(pause)),
  );
  const merge = change.kind === 'resume' && isOnlyLess ? await mergeNow(site, placed, github) : undefined;
  const changed = placed.outcome !== 'unchanged' || told || merge?.changed === true;
  const outcome = merge?.kind === 'merged' ? 'merged' : placed.outcome;
  return reportOf(site, change, request, { outcome, changed, placed, merge });
}

/** The base branch says already what is wanted: an open pull request has nothing left to do. */
async function endWithoutMerge(
  site: PauseSite,
  change: PauseChange,
  request: PauseRequest,
  github: GitHub,
): Promise<PauseReport | undefined> {
  if (site.head === undefined) return reportOf(site, change, request, { outcome: 'unchanged' });
  if ((await closeChange(site, github)) === 'moved') return undefined;
  const outcome = site.open === undefined ? 'unchanged' : 'closed';
  return reportOf(site, change, request, { outcome, changed: true });
}

/** A person asked for it, so it is merged at once where GitHub's rules let it. */
function mergeNow(
  { baseBranch: { state }, environment }: PauseSite,
  { pull, head }: PlacedChange,
  github: GitHub,
): Promise<MergeStep> {
  const methods = mergeMethods({ mergeMethod: undefined }, environment, state);
  const wish = { repository: state.fullName, base: state.base.branch, pull, head, methods };
  return mergeStep({ wish, seen: undefined, autoMergeAllowed: state.autoMergeAllowed }, github);
}

/** What is in force after this run. A pause that it takes out counts until that is merged. */
function pausesAfter(
  { merged }: Pick<PauseSite, 'merged'>,
  { pauses }: PauseChange,
  placed: PlacedChange | undefined,
): readonly KnownPause[] {
  const where = {
    text: placed === undefined ? '' : `pull request #${placed.pull.number}`,
    url: placed?.pull.url,
  };
  const known = new Set(merged.map(pauseKey));
  return [...merged, ...pauses.filter((pause) => !known.has(pauseKey(pause)))].map((pause) => ({
    ...pause,
    where,
  }));
}

/** What became of the change. */
interface ChangeResult {
  readonly outcome: PauseReport['outcome'];
  readonly changed?: boolean;
  readonly placed?: PlacedChange;
  readonly merge?: MergeStep | undefined;
}

function reportOf(
  site: PauseSite,
  change: PauseChange,
  { dryRun }: PauseRequest,
  { outcome, changed = false, placed, merge }: ChangeResult,
): PauseReport {
  const isMerged = merge?.kind === 'merged';
  const pauses = isMerged || placed === undefined ? change.pauses : pausesAfter(site, change, placed);
  const known = pausesAfter({ merged: [] }, { ...change, pauses }, placed);
  const pull = placed?.pull ?? site.open;
  return {
    kind: change.kind,
    environment: change.environment,
    repository: site.baseBranch.state.fullName,
    outcome,
    changed,
    reason: reasonOf(change, outcome, merge),
    pull: pull === undefined ? undefined : { number: pull.number, url: pull.url },
    head: placed?.head,
    branch: site.branch,
    merge: merge?.kind,
    paused: known.flatMap((pause) => pauseGate(change.environment, [pause])?.reason ?? []),
    lanes: pausedLanes(site.places, { pauses: known, now: site.now }).map(({ place, open }) => ({
      unit: place.lane.unit,
      number: open.number,
      url: open.url,
    })),
    dryRun,
  };
}

function reasonOf(
  { kind, environment, pauses }: PauseChange,
  outcome: PauseReport['outcome'],
  merge: MergeStep | undefined,
): string {
  if (kind === 'pause')
    return `${environment} is paused as long as the pull request is open, and after its merge.`;
  const left = pauses.length === 0 ? '' : ' Other pauses of it are left.';
  if (outcome === 'closed')
    return `${environment} is resumed: the pull request that paused it is closed.${left}`;
  if (merge === undefined) return `${environment} has nothing paused that this would end.${left}`;
  if (merge.kind === 'merged') return `${environment} is resumed.${left}`;
  const why = merge.kind === 'waits' ? ` ${merge.why}` : ' GitHub merges it when its rules are met.';
  return `${environment} is resumed once the pull request is merged.${why}${left}`;
}
