import type { VerifiedSubject } from '../../changes/report.ts';
import { WaybillError } from '../../errors/waybill-error.ts';

/**
 * What stands against a commit, each on the line that it is about: objections, and gates that refuse an
 * image, where that is declared.
 */
export function annotationsOf(
  { pull, verdict }: Pick<VerifiedSubject, 'pull' | 'verdict'>,
  hint: string,
): readonly WaybillError[] {
  if (verdict.state === 'passed') return [];
  const objections = verdict.objections.flatMap(({ reason, words, location }) =>
    location === undefined ? [] : [{ words: `${reason}: ${words}`, location }],
  );
  // A hotfix and a roll back pass over gates that would refuse the image.
  const refusing = verdict.environments.filter((judged) => judged.verdict.state === 'failed');
  const gates = refusing.flatMap(({ environment, images, gates: results }) =>
    results
      .filter(({ state }) => state === 'failed')
      .flatMap(({ gate, reason }) =>
        images.flatMap(({ places }) => {
          const location = places[0]?.location;
          return location === undefined ? [] : [{ words: `${environment}: ${gate}: ${reason}`, location }];
        }),
      ),
  );
  return [...objections, ...gates].map(
    ({ words, location }) =>
      new WaybillError('CHANGE_NOT_ACCEPTED', `#${pull.number}: ${words}`, { hint, location }),
  );
}
