import type { GitHub } from '../../github/github.ts';
import { parseReference } from '../../image/reference.ts';
import type { PlannedFile } from '../../manifest/plan-edits.ts';
import { headStanding } from '../../promotion/lane/head-standing.ts';
import { branchOf } from '../../environments/lanes/lane-sites.ts';
import { holdReader } from '../../environments/lanes/hold-reader.ts';
import { homeToWrite, ownHolds } from '../../promotion/hold/hold-home.ts';
import { formatHolds, parseHolds } from '../../promotion/hold/hold-file.ts';
import { type Hold, holdOn, mergeHolds } from '../../promotion/hold/holds.ts';
import type { RolledBack } from '../../promotion/lane/purpose.ts';
import type { ImageSource } from '../../records/record-reader.ts';
import type { ReturningUnit } from './plan-returns.ts';
import type { RollBackGround } from './units.ts';

/** What each image of a unit leaves, by digest. A tag alone is resolved, because a hold needs a digest. */
export async function leftBy(
  { images }: ReturningUnit,
  { registry, log }: Pick<ImageSource, 'registry' | 'log'>,
): Promise<readonly RolledBack[]> {
  const left: RolledBack[] = [];
  for (const { resolved, past } of images) {
    for (const { digest, tag } of past.present) {
      const found = digest ?? (await registry.resolve({ ...parseReference(resolved.repository), tag }));
      if (found === undefined)
        log.warning(
          `${resolved.name}: the registry has no tag ${tag ?? ''}, which ${past.environment} declares, so it cannot be held.`,
        );
      else if (found !== resolved.digest) left.push({ name: resolved.name, digest: found });
    }
  }
  return left;
}

/**
 * The hold file with what the images leave. Who, when and in which run stay as they are in an open roll back
 * of the same reason, so that asking again changes nothing.
 */
export async function planHoldFile(
  leaving: readonly RolledBack[],
  ground: RollBackGround,
  github: Pick<GitHub, 'readFiles'>,
): Promise<PlannedFile> {
  const { destination, reading } = ground;
  const { asked } = ground.request;
  const { environment, state } = destination;
  const { path, text = '' } = reading.holdFile;
  const present = parseHolds(text, environment.name);
  const proposed = await proposedHolds(ground, github);
  const at = (state.now ?? new Date()).toISOString().replace(/\.\d+Z$/, 'Z');
  const home = homeToWrite(holdReader(branchOf(destination.home ?? state), state));
  const added = leaving.map(({ name: image, digest }): Hold => {
    const same = holdOn(proposed, image, digest);
    if (same?.reason === asked.reason && same.by === asked.by) return same;
    return { image, digest, reason: asked.reason, by: asked.by, at, link: asked.run, home, file: path };
  });
  const after = formatHolds(mergeHolds(present, added), environment.name);
  return { path, before: text, after, splices: [] };
}

/** What the open roll backs of these lanes hold. A branch with somebody's commit on it says nothing. */
async function proposedHolds(
  { destination, reading: { lanes, read, holdFile } }: RollBackGround,
  github: Pick<GitHub, 'readFiles'>,
): Promise<readonly Hold[]> {
  const { environment, state } = destination;
  const { fullName, base } = state;
  const oids = lanes.flatMap(({ lane, state: laneState }) => {
    const standing = headStanding(lane, laneState, base.oid);
    if (standing.kind !== 'ours' || standing.trailers.rollBack === undefined) return [];
    return [read.heads.get(standing.head.oid)?.get(holdFile.path)];
  });
  const wanted = [...new Set(oids.filter((oid) => oid !== undefined))];
  if (wanted.length === 0) return [];
  const listed = wanted.map((oid) => ({ path: holdFile.path, oid, size: 0, mode: '100644' }));
  const { files } = await github.readFiles({ repository: fullName, files: listed, heads: [] });
  const reader = holdReader(branchOf(destination.home ?? state), state);
  return files.flatMap(({ text }) => ownHolds(text, environment.name, reader));
}
