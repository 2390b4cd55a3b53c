import { explains } from './explain.ts';
import { type Hazard, isHazard, type Place } from './place.ts';
import type { LineChange, Outcome, Remark } from './run-editor.ts';
import type { SetterPolicies } from './read-policies.ts';
import { folderOf } from './trials.ts';

/** What this program read in a checkout. */
export interface Knowledge {
  readonly places: readonly Place[];
  readonly texts: ReadonlyMap<string, string>;
  readonly policies: SetterPolicies;
}

/** A run, held against the reading. */
export interface Judgement {
  readonly outcome: Outcome;
  readonly verdict: 'edited' | 'rightly refused' | 'falsely refused' | 'crash';
  /** Hazards that a right refusal points at. */
  readonly hazards: readonly Hazard[];
  /** Refusals that no hazard explains. */
  readonly unexplained: readonly Remark[];
  /** Places that should have changed, and that nothing was said of. */
  readonly missed: readonly Place[];
  /** Places that should have changed, and were listed as left alone. */
  readonly left: readonly Place[];
  /** Changes that are no place of the image, or other bytes than its parts. */
  readonly wrong: readonly LineChange[];
}

export function judge(outcome: Outcome, knowledge: Knowledge): Judgement {
  const scope = outcome.folder === '.' ? '' : `${outcome.folder}/`;
  const inScope = knowledge.places.filter(({ file }) => file.startsWith(scope));
  const own = inScope.filter(({ repository }) => repository === outcome.repository);
  const blank = { outcome, hazards: [], unexplained: [], missed: [], left: [], wrong: [] };
  if (outcome.exit === 'crash') return { ...blank, verdict: 'crash' };
  if (outcome.exit !== 0) {
    const verdict = refusalOf(outcome, own);
    const wrong = outcome.changes;
    return {
      ...blank,
      wrong,
      ...verdict,
      verdict: verdict.unexplained.length === 0 ? 'rightly refused' : 'falsely refused',
    };
  }
  const changed = new Set(outcome.changes.map(({ file, line }) => `${file}:${line}`));
  const said = new Set(outcome.left.map(({ file, line }) => `${file}:${line}`));
  const unchanged = expected(own).filter(({ file, line }) => !changed.has(`${file}:${line}`));
  const isSaid = ({ file, line }: Place): boolean => said.has(`${file}:${line}`);
  return {
    ...blank,
    verdict: 'edited',
    missed: unchanged.filter((place) => !isSaid(place)),
    left: unchanged.filter(isSaid),
    wrong: outcome.changes.filter(
      (change) =>
        !explains(
          change,
          explaining(change, own, inScope, knowledge),
          knowledge.texts.get(change.file) ?? '',
        ),
    ),
  };
}

/**
 * What a program is handed follows an image that the files declare. A bare name runs whatever `latest` is,
 * and so gets the tag; unless a Kustomize entry of the name sets it.
 */
function expected(own: readonly Place[]): readonly Place[] {
  const certain = own.filter(({ standing }) => standing === 'certain');
  const declared = certain.filter(({ role }) => role === 'declares');
  if (declared.length > 0) return certain.filter(({ role }) => role !== 'bare' || !isLeftToKustomize(own));
  return certain.some(({ role }) => role === 'bare') ? certain : [];
}

function isLeftToKustomize(own: readonly Place[]): boolean {
  return own.some(({ path }) => path.at(-3) === 'images' && /^(?:newTag|digest)$/.test(path.at(-1) ?? ''));
}

/** A refusal is right where it points at a hazard of this image, or names the line of one. */
function refusalOf({ refusals }: Outcome, own: readonly Place[]): Pick<Judgement, 'hazards' | 'unexplained'> {
  const hit = new Set<Hazard>();
  const unexplained = refusals.filter((refusal) => {
    const here = own.filter((place) => isHazard(place.standing) && pointsAt(refusal, place));
    for (const { standing } of here) if (isHazard(standing)) hit.add(standing);
    return here.length === 0;
  });
  return { hazards: [...hit], unexplained };
}

/** Hazards of which the message may stand anywhere in the file. */
const OF_FILE: ReadonlySet<Hazard> = new Set<Hazard>([
  'the file is no YAML',
  'SOPS keeps a mac over the file',
  'a key stands twice in its map',
]);

function pointsAt({ file, line, message }: Remark, place: Place): boolean {
  if (message.includes(`${place.file}:${place.line}:`)) return true;
  if (file !== place.file) return false;
  if (isHazard(place.standing) && OF_FILE.has(place.standing)) return true;
  return line !== undefined && place.around[0] - 1 <= line && line <= place.around[1] + 1;
}

/** The places that a change may be of: the image's, and parts without a repository that are the image's. */
function explaining(
  change: LineChange,
  own: readonly Place[],
  inScope: readonly Place[],
  { texts, policies }: Knowledge,
): readonly Place[] {
  const lone = inScope.filter(
    ({ repository, file, line }) => repository === '' && file === change.file && line === change.line,
  );
  const text = texts.get(change.file) ?? '';
  const belongs = lone.filter(
    (part) =>
      isLayer(part, own) ||
      isVariable(part, own, texts) ||
      policies.repositoryAt(text, change.line) === own[0]?.repository,
  );
  return [...own.filter(({ file }) => file === change.file), ...belongs];
}

/** `web.image.tag` in one file and `image.tag` in another lie over one another. */
function isLayer(part: Place, own: readonly Place[]): boolean {
  const tail = keysOf(part);
  return own.some((place) => {
    const other = keysOf(place);
    const shared = Math.min(tail.length, other.length);
    return (
      place.part !== 'reference' &&
      shared > 0 &&
      tail.slice(-shared).join('.') === other.slice(-shared).join('.')
    );
  });
}

function keysOf({ path }: Place): readonly string[] {
  return path.slice(0, -1);
}

/** A variable of an environment file that a Compose file beside it puts into the image. */
function isVariable(
  { path, file }: Place,
  own: readonly Place[],
  texts: ReadonlyMap<string, string>,
): boolean {
  const name = path.at(-1) ?? '';
  return own.some((place) => {
    if (folderOf(place.file) !== folderOf(file)) return false;
    return (texts.get(place.file) ?? '').split('\n')[place.line - 1]?.includes(name) === true;
  });
}
