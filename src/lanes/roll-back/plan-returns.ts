import type { EnvironmentConfig } from '../../config/config.ts';
import { pinOf } from '../../config/images.ts';
import { WaybillError, WaybillErrors } from '../../errors/waybill-error.ts';
import { parseReference } from '../../image/reference.ts';
import type { Hold } from '../../promotion/hold/holds.ts';
import { laneBranch } from '../../promotion/lane/lane.ts';
import { chooseReturn, type ImagePast, type Return } from '../../promotion/roll-back/choose.ts';
import { everDeclared } from '../../promotion/roll-back/declared-turns.ts';
import { parseTrailers } from '../../promotion/lane/trailers.ts';
import { resolveImage } from '../plan/resolve-images.ts';
import type { ResolvedImage } from '../../promotion/lane/images.ts';
import type { ImageSource } from '../../records/record-reader.ts';
import type { Past } from '../../environments/read-past.ts';
import type { RollBackRequest } from './request.ts';
import type { Unit } from './units.ts';

/** One image on its way back. */
interface ReturningImage {
  readonly resolved: ResolvedImage;
  readonly past: ImagePast;
}

/** A lane with the images that go back in it. */
export interface ReturningUnit {
  readonly unit: Unit;
  readonly images: readonly ReturningImage[];
}

/** What is known, to choose from. */
export interface EnvironmentPast {
  readonly request: RollBackRequest;
  readonly environment: EnvironmentConfig;
  readonly past: Past;
  readonly holds: readonly Hold[];
}

/** The past of one image, out of that of all. */
export function imagePast({ request, environment, past, holds }: EnvironmentPast, image: string): ImagePast {
  return {
    environment: environment.name,
    image,
    present: past.present.get(image) ?? [],
    changes: past.changes.get(image) ?? [],
    cutAt: past.complete ? undefined : request.depth,
    holds,
  };
}

/**
 * Chooses what every unit goes back to, and makes sure that the registry has it. An image that was named and
 * cannot go back is an error; when the whole environment goes back, one that never changed is left alone.
 * Throws all errors at once.
 */
export async function planReturns(
  units: readonly Unit[],
  known: EnvironmentPast,
  source: ImageSource,
): Promise<readonly ReturningUnit[]> {
  const errors: WaybillError[] = [];
  const planned: ReturningUnit[] = [];
  for (const unit of units) {
    const chosen = chooseFor(unit, known, errors, source);
    const images: ReturningImage[] = [];
    for (const choice of chosen) {
      const { past } = choice;
      try {
        images.push({ past, resolved: await resolveReturn(unit, choice, known, source) });
      } catch (thrown) {
        if (!(thrown instanceof WaybillError)) throw thrown;
        errors.push(withChoices(thrown, past));
      }
    }
    if (images.length > 0) planned.push({ unit, images });
  }
  const isLenient = known.request.images.length === 0 && planned.length > 0;
  const fatal = isLenient ? errors.filter(({ code }) => !SKIPPED.has(code)) : errors;
  if (fatal.length > 0) throw new WaybillErrors(fatal);
  for (const { message } of errors) source.log.info(`Left alone: ${message}`);
  return planned;
}

/** Why an image is left alone when the whole environment goes back. */
const SKIPPED = new Set<string>(['NOTHING_BEFORE', 'REFERENCE_NOT_FOUND']);

interface Choice {
  readonly image: string;
  readonly past: ImagePast;
  readonly back: Return;
}

function chooseFor(
  unit: Unit,
  known: EnvironmentPast,
  errors: WaybillError[],
  { log }: Pick<ImageSource, 'log'>,
): readonly Choice[] {
  const chosen = unit.images.flatMap(({ name: image }): readonly Choice[] => {
    const past = imagePast(known, image);
    try {
      return [{ image, past, back: wasDone(past, known) ?? chooseReturn(past, known.request.to) }];
    } catch (thrown) {
      if (!(thrown instanceof WaybillError)) throw thrown;
      errors.push(thrown);
      return [];
    }
  });
  if (!unit.asGroup) return chosen;
  const last = Math.max(...chosen.map(({ back }) => back.brought?.at.getTime() ?? -Infinity));
  return chosen.filter(({ image, back }) => {
    const moves = (back.brought?.at.getTime() ?? -Infinity) === last;
    if (!moves) log.info(`${image}: stays, it did not move in the last promotion of ${unit.lane.unit}`);
    return moves;
  });
}

/** A run that is repeated after its pull request was merged does not go back another step. */
function wasDone(
  { environment, image, present, holds }: ImagePast,
  { request, past }: EnvironmentPast,
): Return | undefined {
  const { run } = request.asked;
  const [version, another] = present;
  if (run === undefined || version === undefined || another !== undefined) return undefined;
  const inGit = past.commits.some(({ message }) =>
    parseTrailers(message).some(
      ({ rollBack, environment: into }) =>
        into === environment &&
        rollBack?.run === run &&
        rollBack.from.some(({ name, digest }) => name === image && digest !== version.digest),
    ),
  );
  const held = holds.some(
    (hold) => hold.image === image && hold.link === run && hold.digest !== version.digest,
  );
  return inGit || held ? { version, brought: undefined } : undefined;
}

async function resolveReturn(
  unit: Unit,
  { image: name, back: { version } }: Choice,
  { environment, request, past }: EnvironmentPast,
  source: ImageSource,
): Promise<ResolvedImage> {
  const image = unit.images.find((member) => member.name === name);
  if (image === undefined) throw new WaybillError('INTERNAL', `${name} is not in ${laneBranch(unit.lane)}`);
  const { repository, source: builtFrom, path } = image;
  const pin = pinOf(environment, image);
  const { tag, digest } = version;
  const wanted = { name, repository, tag, digest, pin, path, source: builtFrom };
  const resolved = await resolveImage({ ...wanted, tagIsGiven: false, record: undefined }, source);
  if (digest !== undefined) return resolved;
  const promoted = digestOfTag(past, request.environment, name, tag);
  if (promoted === undefined || promoted === resolved.digest) return resolved;
  throw new WaybillError(
    'DIGEST_MISMATCH',
    `${parseReference(repository).spelling}:${tag} was ${promoted} when ${request.environment} declared it, and is ${resolved.digest} now`,
    {
      hint: `Only the tag was declared, and it has moved. Promote the digest that is meant: images: ${name}=${tag}@${promoted}.`,
    },
  );
}

/** Which digest a tag stood for when it was promoted, as the commit of the promotion says. */
function digestOfTag(past: Past, environment: string, name: string, tag: string | undefined) {
  return past.commits
    .flatMap(({ message }) => parseTrailers(message))
    .filter((trailers) => trailers.environment === environment)
    .flatMap(({ images }) => images)
    .find((image) => image.name === name && image.tag === tag)?.digest;
}

/** A digest that is gone from the registry: what else there is to go back to. */
function withChoices(error: WaybillError, { environment, image, present, changes }: ImagePast): WaybillError {
  if (error.code !== 'IMAGE_NOT_FOUND') return error;
  const now = new Set(present.map(({ digest }) => digest));
  const others = everDeclared(changes)
    .flatMap(({ digest }) => (digest === undefined || now.has(digest) ? [] : [digest]))
    .filter((digest) => !error.message.includes(digest));
  const also = others.length === 0 ? '' : ` ${environment} also declared: ${others.slice(0, 10).join(', ')}.`;
  return new WaybillError(
    error.code,
    `${error.message}; it is what ${environment} declared of ${image} before`,
    {
      hint: `A registry deletes what its rules let go of: keep what environments may go back to.${also} Name one with the input "to".`,
    },
  );
}
