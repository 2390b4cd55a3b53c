import type { LayerPart } from '../formats/format.ts';
import type { Location } from '../../errors/location.ts';
import type { PassedOver, Refusal } from '../plan.ts';
import { isTemplated, referenceOf } from '../view/reference-slot.ts';
import { locationOf, spelled, writtenText } from '../view/describe.ts';
import type { Match } from '../view/found.ts';
import { locateInFile } from '../view/view.ts';
import type { ValuesBase } from './bases-beneath.ts';

function locationOfPart({ view, tag, digest }: Pick<LayerPart, 'view' | 'tag' | 'digest'>) {
  return locateInFile(view, (tag ?? digest)?.node.start ?? 0);
}

export function passedLayer(part: LayerPart, match: Match, reason: string): PassedOver {
  const found = [part.tag, part.digest].flatMap((span) =>
    span === undefined ? [] : writtenText(part.view, span),
  );
  return { image: match.image.name, location: locationOfPart(part), found: found.join('@'), reason };
}

/** Why a layer is left alone that has only the path of the image. */
export function foreignReason(base: ValuesBase): string {
  const { file, line } = locationOf(base);
  return `the image stands at this path in ${file}:${line}, but the name of this file speaks of something else`;
}

/** Why a layer is left alone that counts for several images. */
export function sharedReason(bases: readonly ValuesBase[]): string {
  const places = bases.map((base) => {
    const { file, line } = locationOf(base);
    return `${file}:${line}`;
  });
  return `it is what a sub-chart has for several images (${places.join(', ')})`;
}

/** Only the path of the value stands in the document; what would be written is somewhere else. */
export function takenFromElsewhere(
  part: LayerPart,
  source: string,
  base: ValuesBase,
  { image }: Match,
): Refusal {
  const { file, line } = locationOf(base);
  const what = part.tag === undefined ? 'digest' : 'tag';
  return {
    code: 'REFERENCE_UNEDITABLE',
    image: image.name,
    message: `${part.at} in ${part.view.file.path} takes the ${what} of ${image.name} from ${source}, over what stands in ${file}:${line}`,
    hint: `Write the ${what} into the values, or mark it where it stands with "# waybill: ${image.name} ${what}", and this line with "# waybill: ignore".`,
    location: locationOfPart(part),
  };
}

/** A digest apart from the whole reference that it may belong to. */
export function loneDigest(part: LayerPart, { file, line }: Location, { image }: Match): Refusal {
  return {
    code: 'REFERENCE_AMBIGUOUS',
    image: image.name,
    message: `${part.at} in ${part.view.file.path} may win over the reference to ${image.name} in ${file}:${line}, and nothing says whether it does`,
    hint: `Remove it, or put it beside the reference; or mark it with "# waybill: ${image.name} digest" if it is ${image.name}'s, else with "# waybill: ignore".`,
    location: locationOfPart({ ...part, tag: undefined }),
  };
}

/** A layer that may win over the wrong image. */
export function undecidedLayer(
  part: Pick<LayerPart, 'at' | 'view' | 'tag' | 'digest'>,
  bases: readonly ValuesBase[],
  match: Match,
): Refusal {
  const { name } = match.image;
  const places = bases.map((base) => {
    const { line } = locateInFile(base.view, base.repository?.node.start ?? 0);
    return `\n  ${base.view.file.path}:${line}: ${isTemplated(base) ? spelled(base) : (referenceOf(base)?.spelling ?? '?')}`;
  });
  const what =
    bases.length === 1
      ? 'may override this one, and nothing says whether it does'
      : 'may override any of these, and nothing says which';
  return {
    code: 'REFERENCE_AMBIGUOUS',
    image: name,
    message: `${part.at} in ${part.view.file.path} ${what}:${places.join('')}`,
    hint: `Mark its value with "# waybill: ${name} ${part.tag === undefined ? 'digest' : 'tag'}" if it is ${name}'s, with the other image's name, or with "# waybill: ignore"${bases.length === 1 ? '' : '; or promote the images together to one tag'}.`,
    location: locationOfPart(part),
  };
}
