import { didYouMean } from '../../errors/nearest.ts';
import { canonicalRepository, tryParseReference } from '../../image/reference.ts';
import type { Outline } from './outline.ts';
import { describePath, type DocumentProblem, problem, quote, type Step, twice } from '../document/problem.ts';
import { partAtStar } from '../schema/names.ts';
import { healthProblems } from './health-problems.ts';
import { gateProblems, waveProblems } from './target-problems.ts';

/** Every name that points to nothing, every name that two things share, and every cycle. */
export function referenceProblems(outline: Outline): readonly DocumentProblem[] {
  return [
    ...sharedNames(outline),
    ...sharedRepositories(outline),
    ...sharedAppVersions(outline),
    ...groupProblems(outline),
    ...environmentProblems(outline),
    ...waveProblems(outline),
    ...healthProblems(outline),
    ...gateProblems(outline),
    ...cycleProblems(outline),
  ];
}

/** On many disks, branches that differ in case only are one file. So names must differ in more. */
function sharedNames({ images, groups, environments }: Outline): readonly DocumentProblem[] {
  const lanes = [
    ...[...images.keys()].map((name): readonly [string, Step[]] => [name, ['images', name]]),
    ...[...groups.keys()].map((name): readonly [string, Step[]] => [name, ['groups', name]]),
  ];
  const targets = [...environments.keys()].map((name): readonly [string, Step[]] => [
    name,
    ['environments', name],
  ]);
  return [
    ...sameNameProblems(lanes, 'Branches are named after images and groups'),
    ...sameNameProblems(targets, 'Branches are named after environments'),
  ];
}

function sameNameProblems(
  entries: readonly (readonly [string, readonly Step[]])[],
  why: string,
): readonly DocumentProblem[] {
  const seen = new Map<string, readonly Step[]>();
  return entries.flatMap(([name, path]) => {
    const other = seen.get(name.toLowerCase());
    if (other === undefined) seen.set(name.toLowerCase(), path);
    return other === undefined ? [] : [sameName(path, other, why)];
  });
}

function sameName(path: readonly Step[], other: readonly Step[], why: string): DocumentProblem {
  const isSame = path.at(-1) === other.at(-1);
  const what = isSame ? 'has the name of' : 'differs in upper and lower case alone from';
  const apart = isSame ? '' : ', and on many disks two that differ so are one file';
  const message = `${describePath(path)} ${what} ${describePath(other)}`;
  return problem(path, 'key', message, `${why}${apart}: choose another name for one of them.`);
}

function sharedRepositories({ images }: Outline): readonly DocumentProblem[] {
  const seen = new Map<string, string>();
  return [...images].flatMap(([name, { repository }]) => {
    // A pattern may stand twice, too.
    const reference =
      repository === undefined ? undefined : tryParseReference(repository.replace('*', 'x--x'));
    if (reference === undefined) return [];
    const key = canonicalRepository(reference);
    const other = seen.get(key);
    if (other === undefined) seen.set(key, name);
    return other === undefined
      ? []
      : [
          problem(
            ['images', name, 'repository'],
            'value',
            `images.${name} has the repository of images.${other}, ${quote(repository)}`,
            'One repository is one image: a reference in a file could not be told apart. Remove one of the two.',
          ),
        ];
  });
}

/** A chart has one `appVersion`; two images would write it in turns. */
function sharedAppVersions({ images }: Outline): readonly DocumentProblem[] {
  const [first, ...others] = [...images].filter(([, { ownsAppVersion }]) => ownsAppVersion);
  return others.map(([name]) =>
    problem(
      ['images', name, 'app-version'],
      'value',
      `images.${name} has app-version, and images.${first?.[0]} has it already`,
      'Keep it for one image; for another chart write "# waybill: <image> tag" behind its appVersion.',
    ),
  );
}

function groupProblems({ images, groups }: Outline): readonly DocumentProblem[] {
  const owner = new Map<string, string>();
  return [...groups].flatMap(([group, { images: members, imagesPath }]) =>
    members.flatMap((member, index) => {
      const path = ['groups', group, ...imagesPath, index];
      if (member === '') return [];
      if (!images.has(member)) return [unknown(path, member, { what: 'image', names: images.keys() })];
      const other = owner.get(member);
      owner.set(member, other ?? group);
      if (other === undefined) return [];
      const where = other === group ? 'twice in this group' : `in the group ${quote(other)} already`;
      return [
        problem(path, 'value', `${describePath(path)}: the image ${quote(member)} is ${where}`, ONE_GROUP),
      ];
    }),
  );
}

const ONE_GROUP = 'An image moves with one group, or alone: keep it in one place.';

function environmentProblems({ images, environments }: Outline): readonly DocumentProblem[] {
  return [...environments].flatMap(([name, { after, afterPath, holds, expects }]) => {
    const base = ['environments', name];
    const upstreams = after.flatMap((upstream, index) => {
      const path = [...base, ...afterPath, index];
      if (upstream === '') return [];
      if (!environments.has(upstream))
        return [unknown(path, upstream, { what: 'environment', names: environments.keys() })];
      return after.indexOf(upstream) < index ? [twice(path, upstream)] : [];
    });
    const held = holds.flatMap((image, index) =>
      image === undefined || images.has(image) || isMatched(image, images.keys())
        ? []
        : [unknown([...base, 'hold', index, 'image'], image, { what: 'image', names: images.keys() })],
    );
    const counted = expects
      .filter((image) => !images.has(image))
      .map((image) =>
        unknown([...base, 'expect', image], image, { what: 'image', names: images.keys() }, 'key'),
      );
    return [...upstreams, ...held, ...counted];
  });
}

/** Whether a pattern of `images` can bring an image of that name. */
function isMatched(name: string, entries: Iterable<string>): boolean {
  return [...entries].some((entry) => partAtStar(entry, name) !== undefined);
}

function unknown(
  path: readonly Step[],
  name: string,
  known: { readonly what: string; readonly names: Iterable<string> },
  at: 'key' | 'value' = 'value',
): DocumentProblem {
  const { what } = known;
  const names = [...known.names];
  const guess = didYouMean(name, names).trimStart();
  const list = names.length === 0 ? `There is no ${what} in this file.` : `There is: ${names.join(', ')}.`;
  return problem(
    path,
    at,
    `${describePath(path)}: there is no ${what} ${quote(name)}`,
    `${guess} ${list}`.trimStart(),
  );
}

/**
 * One problem for each circle of `after`. It prints the whole circle, in the order that a digest would
 * travel.
 */
function cycleProblems({ environments }: Outline): readonly DocumentProblem[] {
  const done = new Set<string>();
  const problems: DocumentProblem[] = [];
  for (const start of environments.keys()) walk(start, []);
  return problems;

  function walk(name: string, trail: readonly string[]): void {
    const again = trail.indexOf(name);
    if (again !== -1) {
      problems.push(cycleProblem([...trail.slice(again), name]));
      return;
    }
    if (done.has(name)) return;
    for (const upstream of environments.get(name)?.after ?? []) walk(upstream, [...trail, name]);
    done.add(name);
  }

  function cycleProblem(cycle: readonly string[]): DocumentProblem {
    const [first = '', second = ''] = cycle;
    const environment = environments.get(first);
    const index = environment?.after.indexOf(second) ?? 0;
    return {
      path: ['environments', first, ...(environment?.afterPath ?? ['after']), index],
      at: 'value',
      message: `The environments come after each other in a circle: ${cycle.toReversed().join(' → ')}`,
      hint: 'A digest travels from the first environment to the last; remove one "after" of the circle.',
    };
  }
}
