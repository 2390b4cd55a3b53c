import { allLanes, laneOf, tryImageMeant } from '../../config/images.ts';
import type { Config, ImageConfig } from '../../config/config.ts';
import { didYouMean } from '../../errors/nearest.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import { laneSite } from '../../environments/lanes/lane-sites.ts';
import type { EnvironmentReading } from '../../environments/read-environment.ts';
import type { Lane } from '../../promotion/lane/lane.ts';
import type { ConfiguredDestination } from './configured-destination.ts';
import type { RollBackRequest } from './request.ts';

/** What goes back together, in one pull request. */
export interface Unit {
  readonly lane: Lane;
  /** The images that shall go back: all of the lane, or the one that was named. */
  readonly images: readonly ImageConfig[];
  /** A group goes back to what it was before its last promotion; a single image to what it was before. */
  readonly asGroup: boolean;
}

/** Where a roll back is planned: the environment, what was read of it, and the units that go back. */
export interface RollBackGround {
  readonly request: RollBackRequest;
  readonly destination: ConfiguredDestination;
  readonly units: readonly Unit[];
  readonly reading: EnvironmentReading;
}

/**
 * The lanes that the names speak of; every lane when there are none. Throws `IMAGE_UNKNOWN` for a name that
 * is neither.
 */
export function unitsOf(
  { config, environment, state, home = state }: ConfiguredDestination,
  names: readonly string[],
): readonly Unit[] {
  const units = new Map<string, Unit>();
  const add = (image: ImageConfig, images: readonly ImageConfig[], asGroup: boolean): void => {
    const members = laneOf(config, image);
    const lane = {
      environment: environment.name,
      unit: members.name,
      images: members.images.map(({ name }) => name),
      site: laneSite(home, state, members.images),
    };
    const known = units.get(lane.unit);
    const all = [...new Set([...(known?.images ?? []), ...images])];
    units.set(lane.unit, { lane, images: all, asGroup: asGroup || (known?.asGroup ?? false) });
  };
  if (names.length === 0) {
    refusePatterns(config);
    for (const { images } of allLanes(config)) if (images[0]) add(images[0], images, images.length > 1);
    return [...units.values()];
  }
  for (const name of names) {
    const group = config.groups.find((each) => each.name === name);
    const members = config.images.filter((image) => group?.images.includes(image.name));
    const [first] = members;
    const single = tryImageMeant(config, name);
    if (first !== undefined) add(first, members, true);
    else if (single !== undefined) add(single, [single], false);
    else throw unknown(config, name);
  }
  return [...units.values()];
}

/** Which images a pattern has is known only where the files were read, and the lanes are read with them. */
function refusePatterns({ file, patterns }: Config): void {
  if (patterns.length === 0) return;
  const names = patterns.map(({ name }) => `"${name}"`).join(', ');
  throw new WaybillError(
    'INPUT_MISSING',
    `${file} has images by pattern (${names}), and "images" names none`,
    {
      hint: 'Name each image that shall go back, by the name that its pattern gives it.',
    },
  );
}

function unknown({ file, images, groups }: Config, name: string): WaybillError {
  const names = [...images.map((image) => image.name), ...groups.map((group) => group.name)];
  return new WaybillError('IMAGE_UNKNOWN', `${file} has no image and no group "${name}"`, {
    hint: `${didYouMean(name, names).trimStart()} There is: ${names.join(', ')}.`.trimStart(),
  });
}
