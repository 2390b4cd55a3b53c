import { fileMatcher, filesOfTargets } from '../../config/configured-environments.ts';
import type { Destination } from '../../environments/destination.ts';
import { declaredState, tagReader } from '../../environments/declared/declared-states.ts';
import type { EnvironmentReading } from '../../environments/read-environment.ts';
import type { LaneGround, LaneImages } from '../../lanes/plan/plan-lane.ts';
import type { ProposedImage } from '../../promotion/lane/images.ts';
import type { Wave } from '../../promotion/lane/purpose.ts';
import { remainingOf } from '../../promotion/advance/wave.ts';
import type { ImageSource } from '../../records/record-reader.ts';
import { editorSettings } from '../../config/editor-settings.ts';

/** Says which wave images go into; undefined where they go into the whole environment. */
export type WaveFinder = (images: readonly ProposedImage[]) => Wave | undefined;

/**
 * The waves of a first environment: images go into the earliest with a target that lacks them, and later runs
 * take them further. An environment with upstreams gets all targets at once from here, by a hotfix.
 */
export async function waveFinder(
  { config, environment }: Destination,
  { read: { files } }: Pick<EnvironmentReading, 'read'>,
  source: Pick<ImageSource, 'registry' | 'log'>,
): Promise<WaveFinder> {
  const { waves, targets, after } = environment;
  if (config === undefined || waves === undefined || after.environments.length > 0) return () => undefined;
  const byTarget = targets.map((target) => {
    const matches = fileMatcher(target);
    return [target.name, files.filter(({ path }) => matches(path))] as const;
  });
  const reading = { images: config.images, readTag: tagReader(source), editor: editorSettings(config) };
  const state = await declaredState(environment, { all: files, byTarget: new Map(byTarget) }, reading);
  return (images) => {
    const remaining = remainingOf(images, state, waves);
    return remaining.kind === 'something' ? remaining.wave : undefined;
  };
}

/** What a lane is planned on: the files of its wave alone, where it goes into one. */
export function groundOfWave(
  { wave }: Pick<LaneImages, 'wave'>,
  { environment }: Destination,
  ground: LaneGround,
): LaneGround {
  if (wave === undefined) return ground;
  const matches = fileMatcher(filesOfTargets(environment, wave.targets));
  const files = ground.read.files.filter(({ path }) => matches(path));
  return { ...ground, read: { ...ground.read, files } };
}
