import type { Config, EnvironmentConfig } from '../config/config.ts';
import { editorSettings } from '../config/editor-settings.ts';
import { fileMatcher } from '../config/configured-environments.ts';
import { allLanes, imageNamed, pinOf } from '../config/images.ts';
import type { TagReader } from '../environments/declared/declared-states.ts';
import type { Environments } from '../environments/environments.ts';
import { branchesOf, laneSite } from '../environments/lanes/lane-sites.ts';
import { reviewStanding } from '../environments/gate-question.ts';
import type { RepositoryState } from '../github/github.ts';
import { everyReference } from '../manifest/every-reference.ts';
import { type PlannedFile, planEdits } from '../manifest/plan-edits.ts';
import { wholeVerdict } from '../promotion/status/whole-verdict.ts';
import { holdPath } from '../promotion/hold/hold-file.ts';
import { pauseBranch, pausePath } from '../promotion/pause/pause-file.ts';
import { headStanding } from '../promotion/lane/head-standing.ts';
import type { Lane } from '../promotion/lane/lane.ts';
import { ORDINARY, type Purpose } from '../promotion/lane/purpose.ts';
import {
  type BroughtImage,
  broughtImages,
  declarationObjections,
  replacedImages,
  waveOf,
} from '../verification/brought-images.ts';
import type { Objection } from '../verification/objection.ts';
import { secretObjections } from '../verification/secrets.ts';
import { askGates, type GateTools } from './ask-gates.ts';
import { notesOn } from './image-notes.ts';
import { objectionsTo } from './image-objections.ts';
import { otherChanges } from '../verification/other-changes.ts';
import { type ChangeVerdict, judgeChange, type JudgedEnvironment } from '../verification/verdict.ts';
import type { ChangedEnvironment, ReadChange } from './read-change.ts';
import type { Subject } from './subjects.ts';

/** What a subject is judged with. */
export interface JudgeTools extends GateTools {
  readonly readTag: TagReader;
  /** The base branch of the subject. */
  readonly base: RepositoryState;
  /** The environments that it declares. */
  readonly environments: readonly EnvironmentConfig[];
  /** Everything that is known of environments; read when an image is brought, and not before. */
  readonly known: () => Promise<Environments>;
  /** Whether an environment declared all of these images before: asked for a roll back. */
  readonly wasDeclared: (environment: EnvironmentConfig, images: readonly BroughtImage[]) => Promise<boolean>;
}

/** What was found out of a change beside its images. */
export interface ChangeFindings {
  /** Objections to files that it gives to two environments. */
  readonly shared: readonly Objection[];
  /** What it makes weaker of the gates, each as a sentence. */
  readonly weaker: readonly string[];
}

/** Judges what a subject changes. */
export async function judgeSubject(
  subject: Subject,
  change: ReadChange,
  { shared, weaker }: ChangeFindings,
  tools: JudgeTools,
): Promise<ChangeVerdict> {
  const { config } = tools;
  const lane = laneOfBranch(subject, tools);
  const names = config.images.map(({ name }) => name);
  const pinned = (environment: EnvironmentConfig) =>
    config.images.map((image) => ({ ...image, pin: pinOf(environment, image) }));
  const changedTexts = change.after.texts.filter(
    ({ path }) => change.before.entries.get(path)?.oid !== change.after.entries.get(path)?.oid,
  );
  const changedPaths = new Set(
    [...change.before.entries.keys()].filter(
      (path) => change.before.entries.get(path)?.oid !== change.after.entries.get(path)?.oid,
    ),
  );
  const oldTexts = change.before.texts.filter(({ path }) => changedPaths.has(path));
  const named = everyReference(changedTexts, { customResources: config.kinds });
  const judged: JudgedEnvironment[] = [];
  const planned: PlannedFile[] = [];
  const objections: Objection[] = [...secretObjections(changedTexts, oldTexts)];
  for (const changed of change.environments) {
    const [first, ...more] = broughtImages(changed, names);
    if (first === undefined) continue;
    const images = [first, ...more] as const;
    judged.push(await judgeEnvironment({ subject, lane, changed, images }, tools));
    planned.push(...filesWith(images, changed, config));
    objections.push(...(await objectionsTo(images, changed.environment.name, tools)));
  }
  const ownFiles = new Set(ownFilesOf(lane, subject, tools));
  const outside = change.outside.filter((path) => !ownFiles.has(path));
  return judgeChange({
    isLane: lane !== undefined,
    otherChanges: config.verify['other-changes'],
    others: otherChanges({ ...change, planned, outside }),
    objections: [
      ...shared,
      ...objections,
      ...change.environments.flatMap((changed) => [
        ...replacedImages(changed, config.images, named),
        ...declarationObjections(changed, pinned(changed.environment)),
      ]),
      ...change.unreadable.map(({ path, reason }) => ({
        reason: 'FILE_UNREADABLE' as const,
        state: 'failed' as const,
        words: `${path} cannot be read: ${reason}.`,
        location: { file: path, line: 1, column: 1 },
      })),
    ],
    environments: judged,
    weaker: isOurs(lane, subject) ? [] : weaker,
  });
}

/** Files of Waybill's own: those of a lane, and the one that a pull request pauses an environment with. */
function ownFilesOf(
  lane: Lane | undefined,
  { pull }: Subject,
  { environments, base }: JudgeTools,
): readonly string[] {
  if (lane !== undefined) return [holdPath(lane.environment), pausePath(lane.environment)];
  if (pull.isFork) return [];
  const into = { branch: base.base.branch, isDefault: base.isDefaultBranch };
  return environments.flatMap(({ name }) =>
    pauseBranch(name, into) === pull.branch ? [pausePath(name)] : [],
  );
}

/** Whether a run made the head: holds that end with a promotion stand in its description then. */
function isOurs(lane: Lane | undefined, { pull, base }: Subject): boolean {
  if (lane === undefined) return false;
  return headStanding(lane, { head: pull.head, pulls: [], openFrom: [] }, base.oid).kind === 'ours';
}

/** The lane whose branch the pull request comes from; a fork's branch of that name is nobody's. */
function laneOfBranch({ pull }: Subject, tools: JudgeTools): Lane | undefined {
  if (pull.isFork) return undefined;
  const lanes = tools.environments.flatMap(({ name: environment }) =>
    allLanes(tools.config).map(({ name: unit, images }): Lane => ({
      environment,
      unit,
      images: images.map(({ name }) => name),
      site: laneSite(tools.home, tools.base, images),
    })),
  );
  return lanes.find((lane) => branchesOf(lane).includes(pull.branch));
}

/** The images that a subject brings into one environment. */
interface Brought {
  readonly subject: Subject;
  readonly lane: Lane | undefined;
  readonly changed: ChangedEnvironment;
  readonly images: readonly [BroughtImage, ...BroughtImage[]];
}

async function judgeEnvironment(brought: Brought, tools: JudgeTools): Promise<JudgedEnvironment> {
  const { subject, changed, images } = brought;
  const { environment } = changed;
  const names = images.map(({ name }) => name);
  const wave = waveOf(changed, environment.waves, names);
  const arriving = { environment, images, wave, review: reviewStanding(subject.pull) };
  const { gates, proofs } = await askGates(arriving, await tools.known(), tools);
  const isHeld = gates.some(({ gate }) => gate === 'hold');
  const purpose = isHeld ? ORDINARY : await purposeOf(brought, tools);
  const verdict = wholeVerdict({ environment: environment.name, purpose, gates, unread: [] });
  const notes = await notesOn(images, environment.name, tools);
  return { environment: environment.name, images, gates, verdict, proofs, notes };
}

/**
 * What a lane's commit is for. Anybody can write a trailer, so what it claims has to be so: a hotfix is one
 * where `waybill.yaml` allows it, a roll back one to what the environment declared before.
 */
async function purposeOf(
  { subject: { pull, base }, lane, changed: { environment }, images }: Brought,
  { wasDeclared }: JudgeTools,
): Promise<Purpose> {
  if (lane?.environment !== environment.name) return ORDINARY;
  const standing = headStanding(lane, { head: pull.head, pulls: [], openFrom: [] }, base.oid);
  if (standing.kind !== 'ours') return ORDINARY;
  const { hotfix, rollBack } = standing.trailers;
  if (rollBack !== undefined && (await wasDeclared(environment, images)))
    return { kind: 'roll-back', asked: rollBack, from: rollBack.from, holds: true };
  if (hotfix !== undefined && environment.hotfix) return { kind: 'hotfix', asked: hotfix, passedOver: [] };
  return ORDINARY;
}

/** The files of an environment as the editor writes the images into them. */
function filesWith(
  images: readonly BroughtImage[],
  { environment, files }: ChangedEnvironment,
  config: Config,
): readonly PlannedFile[] {
  const touched = new Set(images.flatMap(({ places }) => places.map(({ location }) => location.file)));
  const targets = environment.targets.filter((target) => [...touched].some(fileMatcher(target)));
  const ofTargets = targets.map(fileMatcher);
  const wanted =
    targets.length === 0 ? files : files.filter(({ path }) => ofTargets.some((matches) => matches(path)));
  const changes = images.map(({ name, digest, tag }) => {
    const image = imageNamed(config, name);
    return { name, repository: image.repository, tag, digest, pin: pinOf(environment, image) };
  });
  return planEdits({ files: wanted, images: changes, options: editorSettings(config, environment) }).files;
}
